"""What readers of every format share: the shape of a reader, limits, text, order and balances.

A value that cannot be read is `Wrong` (what would be right); `at` adds where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

from prabayar.adapters.bank_files.problems import Wrong, refused
from prabayar.domain.errors import MoneyRefused, StatementRefused
from prabayar.domain.money import DIGITS, Money, digits_of
from prabayar.domain.statement import Statement, StatementLine, check_sums

LARGEST = 128 * 1024 * 1024  # bytes; 100,000 lines of CAMT.053 are about 100 MB
LONGEST_LINE = 20_000  # characters of one line, or of what one booking says
HEAD = 4096  # bytes that a reader may look at to recognise its format
_BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """One format. `recognises` looks at the first bytes as text, `read` makes the statements.

    `code` is kept with each statement; `name` is for people.
    """

    code: str
    name: str
    recognises: Callable[[str], bool]
    read: Callable[[bytes], Iterable[Statement]]


def head_of(data: bytes) -> str:
    """The beginning as text, whatever its encoding, without a byte order mark."""
    encoding = marked_encoding(data) or "utf-8"
    return data[:HEAD].decode(encoding, errors="replace").lstrip("\ufeff \t\r\n")


def marked_encoding(data: bytes) -> str | None:
    """What a byte order mark says."""
    return next((name for mark, name in _BOMS.items() if data.startswith(mark)), None)


def decoded(data: bytes, encoding: str | None = None) -> str:
    """All of a text file. Without an encoding: UTF-8, else the Western one of Windows.

    What cannot be a character of the encoding stops the file, and so does a zero byte.
    """
    marked = marked_encoding(data)
    if marked or encoding:
        text = _strictly(data, marked or encoding or "")
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = _western(data)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refused(line, "", "a zero byte", "a text file")
    return text


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        line = data.count(b"\n", 0, start) + 1
        value = f"byte {data[start : start + 1].hex().upper()}"
        raise refused(line, "", value, f"a character of {encoding}") from None


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def lines_of(text: str) -> list[str]:
    """The lines of a text file; one that is too long stops it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            raise refused(
                number, "", f"{len(line)} characters", f"a line of {LONGEST_LINE} at most"
            )
    return lines


@contextmanager
def at(line: int, column: str, value: str) -> Iterator[None]:
    """Says of a wrong value where it stands."""
    try:
        yield
    except Wrong as wrong:
        raise refused(line, column, value, wrong.wanted) from None


def clean(text: str) -> str:
    """Runs of white space made one space; control characters are none of the text."""
    text = " ".join(text.split())
    if not text.isprintable():
        kept = (c if c.isprintable() or c == "\N{ZERO WIDTH NON-JOINER}" else " " for c in text)
        text = " ".join("".join(kept).split())
    return text


def joined(pieces: Iterable[str], width: int, end: str = " ") -> str:
    """Pieces of one text. One that fills the whole width was cut there, else it ended there."""
    out: list[str] = []
    for piece in pieces:
        out += [piece, "" if len(piece) >= width else end]
    return "".join(out[:-1])


def a_currency(text: str) -> str:
    """A currency that amounts are kept in."""
    try:
        digits_of(text)
    except MoneyRefused:
        raise Wrong(f"a currency that is kept here: {', '.join(DIGITS)}") from None
    return text


_SPOKEN_REFERENCE = re.compile(
    r"(?:NOT ?PROVIDED|NONREF|NOREF|NOTAVAILABLE|N/?A|[KE]REF\+?|-+)?", re.I
)


def a_reference(text: str) -> str:
    """What somebody named the payment; "" for the words that say "none"."""
    text = clean(text)
    return "" if _SPOKEN_REFERENCE.fullmatch(text) else text


def proved(statement: Statement, line: int) -> Statement:
    """The statement, if its lines lead from the opening to the closing balance (on that line)."""
    try:
        check_sums(statement)
    except StatementRefused as gone:
        closing = Money(int(gone.params["closing"]), statement.currency)
        reached = Money(int(gone.params["reached"]), statement.currency)
        opening = Money(int(gone.params["opening"]), statement.currency)
        raise refused(
            line,
            "closing balance",
            str(closing),
            f"{reached}: the lines lead there from {opening}; download the file again, complete",
        ) from None
    return statement


@dataclass(frozen=True, slots=True)
class _Break:
    """Where a running balance does not follow, as a position in the lines."""

    position: int
    wanted_minor: int


def in_order_of_booking(
    lines: Sequence[StatementLine], currency: str, column: str, opening: int | None = None
) -> tuple[StatementLine, ...]:
    """Oldest first, as the running balances say, and the dates where balances do not decide it.

    Balances that lead neither downwards nor upwards stop the file.
    """
    forward, backward = tuple(lines), tuple(reversed(lines))
    downwards, upwards = _break(forward, opening), _break(backward, opening)
    if downwards is None and upwards is None:
        later = sum(a.booked_on < b.booked_on for a, b in pairwise(lines))
        sooner = sum(a.booked_on > b.booked_on for a, b in pairwise(lines))
        return backward if sooner > later else forward
    if downwards is None:
        return forward
    if upwards is None:
        return backward
    is_forward = downwards.position >= upwards.position
    broken, order = (downwards, forward) if is_forward else (upwards, backward)
    line = order[broken.position]
    raise refused(
        line.place,
        column,
        str(Money(line.balance_minor or 0, currency)),
        f"{Money(broken.wanted_minor, currency)}, which the balance before and the amount lead"
        " to: a line is missing or changed",
    )


def _break(lines: Sequence[StatementLine], reached: int | None) -> _Break | None:
    for position, line in enumerate(lines):
        if reached is not None:
            reached += line.minor
            if line.balance_minor not in {None, reached}:
                return _Break(position, reached)
        elif line.balance_minor is not None:
            reached = line.balance_minor
    return None


def balances_around(lines: Sequence[StatementLine]) -> tuple[int | None, int | None]:
    """Opening and closing balance of lines in order, as one running balance says."""
    before = 0
    opening: int | None = None
    for line in lines:
        before += line.minor
        if opening is None and line.balance_minor is not None:
            opening = line.balance_minor - before
    return opening, None if opening is None else opening + before
