"""Which lines of a statement are known already: by counting, day by day, never by an id alone.

A key is what a line says; two lines that say the same are two occurrences. Running balances lay a
file beside what is stored, so that a file may begin and end in the middle of a day. A day that the
bank has put in another order, or without balances, is counted as a whole.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from prabayar.domain.statement import Statement, StatementLine
from prabayar.domain.values import quick

_ELSE = re.compile(r"[^0-9a-z]+")


@quick
@dataclass(frozen=True, slots=True)
class KnownLine:
    """A stored line of the same bank account; the store gives all of the days it is asked for."""

    booked_on: date
    key: str
    occurrence: int
    minor: int
    balance_minor: int | None


@quick
@dataclass(frozen=True, slots=True)
class NewLine:
    """A line that is not stored yet. `balance_minor` is the balance after it, None where it is
    not known or where the bank has put the day in another order: it is stored as it is.
    """

    line: StatementLine
    key: str
    occurrence: int
    balance_minor: int | None


@dataclass(frozen=True, slots=True)
class Counted:
    """The new lines in the order of the file, and how many were known."""

    new: tuple[NewLine, ...]
    known: int


@quick
@dataclass(frozen=True, slots=True)
class _Laid:
    """A line of the file with its place in it, and what it says."""

    place: int
    key: str
    minor: int
    balance_minor: int | None


def key_of(line: StatementLine) -> str:
    """What the line says, as 32 characters. The bank's id is a part of it, not the whole."""
    said = "\x1f".join(
        (
            line.booked_on.isoformat(),
            str(line.minor),
            line.bank_id,
            line.end_to_end,
            line.structured,
            line.payer_account,
            _letters(line.payer_name),
            _letters(line.text),
        )
    )
    return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


def running_balances(statement: Statement) -> tuple[int | None, ...]:
    """The balance after each line: from the opening (or the closing), else as the file says it."""
    lines, balance = statement.lines, statement.opening_minor
    if balance is None and statement.closing_minor is not None:
        balance = statement.closing_minor - sum(line.minor for line in lines)
    if balance is None:
        return tuple(line.balance_minor for line in lines)
    found = []
    for line in lines:
        balance += line.minor
        found.append(balance)
    return tuple(found)


def new_lines(statement: Statement, known: Iterable[KnownLine]) -> Counted:
    """The lines of the statement that are not among the known ones, with their occurrences."""
    stored: dict[date, list[KnownLine]] = {}
    for one in known:
        stored.setdefault(one.booked_on, []).append(one)
    days: dict[date, list[_Laid]] = {}
    balances = running_balances(statement)
    for place, (line, balance) in enumerate(zip(statement.lines, balances, strict=True)):
        laid = _Laid(place, key_of(line), line.minor, balance)
        days.setdefault(line.booked_on, []).append(laid)
    new: dict[int, NewLine] = {}
    for day, lines in days.items():
        new |= dict(_new_of_day(statement.lines, lines, stored.get(day, [])))
    in_order = tuple(new[place] for place in sorted(new))
    return Counted(in_order, len(statement.lines) - len(new))


def _new_of_day(
    file: Sequence[StatementLine], lines: Sequence[_Laid], stored: Sequence[KnownLine]
) -> Iterator[tuple[int, NewLine]]:
    ordered = _same_order(lines, stored)
    left = Counter(_identity(one, ordered) for one in stored)
    last = Counter[str]()
    for one in stored:
        last[one.key] = max(last[one.key], one.occurrence)
    for laid in lines:
        identity = _identity(laid, ordered)
        if left[identity] > 0:
            left[identity] -= 1
            continue
        last[laid.key] += 1
        balance = laid.balance_minor if ordered else None
        made = NewLine(file[laid.place], laid.key, last[laid.key], balance)
        yield laid.place, made


def _same_order(lines: Sequence[_Laid], stored: Sequence[KnownLine]) -> bool:
    """Whether balances are there and the two never go different ways from one balance."""
    mine, theirs = _ways(lines), _ways(stored)
    if mine is None or theirs is None:
        return False
    return all(mine[balance] & theirs[balance] for balance in mine.keys() & theirs.keys())


def _ways(lines: Iterable[_Laid | KnownLine]) -> dict[int, set[str]] | None:
    """By balance, what is booked next; None where a balance is not known."""
    found: dict[int, set[str]] = {}
    for line in lines:
        if line.balance_minor is None:
            return None
        found.setdefault(line.balance_minor - line.minor, set()).add(line.key)
    return found


def _identity(line: _Laid | KnownLine, ordered: bool) -> tuple[str, int | None]:
    """What is counted: with balances, the same words at the same balance."""
    return line.key, line.balance_minor if ordered else None


def _letters(text: str) -> str:
    """Letters and digits of every script, whatever the case, form and spaces."""
    if text.isascii():
        return _ELSE.sub("", text.lower())
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LMN")
