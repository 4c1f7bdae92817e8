"""What staff have said of a bank's own CSV by pointing at its columns; kept per bank account.

Columns count from 0. `to_plain` and `from_plain` are JSON; a mapping that cannot be right is
`WrongMapping`, with the field that is wrong.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from prabayar.adapters.bank_files import dates
from prabayar.adapters.bank_files.amounts import GROUPINGS, MARKS
from prabayar.adapters.bank_files.problems import Wrong
from prabayar.adapters.bank_files.reading import a_currency
from prabayar.domain.statement import in_account_letters

SEPARATORS = (",", ";", "\t", "|")
ENCODINGS = (
    "utf-8",
    "utf-16",
    "cp1252",
    "cp1250",
    "cp1251",
    "cp874",
    "cp1256",
    "gb18030",
    "shift_jis",
    "latin-1",
)
MOST_COLUMNS = 200


class Signs(StrEnum):
    """How a file says whether money came in."""

    SIGNED = "signed"  # one column, -1,00 is money out
    MARKED = "marked"  # one column, with the word behind or before the amount: 1.00 CR
    COLUMN = "column"  # one column for the amount, one for the word
    TWO = "two"  # a column for money out and one for money in


@dataclass(frozen=True, slots=True)
class RowTest:
    """Rows whose cell in this column begins with this text, whatever its case."""

    column: int
    text: str

    def fits(self, row: list[str]) -> bool:
        cell = row[self.column].strip() if self.column < len(row) else ""
        return cell.casefold().startswith(self.text.casefold())


class WrongMapping(Exception):
    """A mapping that cannot be used: the field, and what would be right."""

    def __init__(self, field: str, wanted: str) -> None:
        super().__init__(f"{field}: {wanted}")
        self.field = field
        self.wanted = wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """`amount` is the amount's column, or that of money in where `signs` is two: then `debit` is
    that of money out, written with a minus where `debit_negative`. `sign` is the word's column.
    `own_account` and `own_currency` are columns that have to say the account and the currency.
    `skip_rows` stand before the first booking; `skip_undated` passes over rows without a date, a
    `skip` row is passed over, a `pending` one is shown and not booked, a `stop` one is the end.
    """

    account: str
    currency: str
    booked_on: int
    amount: int
    signs: Signs = Signs.SIGNED
    debit: int | None = None
    debit_negative: bool = False
    sign: int | None = None
    debit_words: tuple[str, ...] = ("DB", "D", "DR", "DEBIT")
    credit_words: tuple[str, ...] = ("CR", "C", "K", "CREDIT", "KREDIT")
    value_on: int | None = None
    text: tuple[int, ...] = ()
    payer_name: int | None = None
    payer_account: int | None = None
    bank_id: int | None = None
    end_to_end: int | None = None
    balance: int | None = None
    own_account: int | None = None
    own_currency: int | None = None
    separator: str = ","
    encoding: str = "utf-8"
    skip_rows: int = 1
    date_format: str = dates.ISO
    decimal: str = "."
    grouping: str = ""
    skip_undated: bool = False
    skip: tuple[RowTest, ...] = ()
    pending: tuple[RowTest, ...] = ()
    stop: tuple[RowTest, ...] = ()

    def __post_init__(self) -> None:
        for name, wanted in _wrong(self):
            raise WrongMapping(name, wanted)

    @property
    def columns(self) -> dict[str, int]:
        """By what they are, those that hold one value."""
        named = ["booked_on", "amount", *(n for n, kind in _KINDS.items() if kind is _perhaps)]
        return {name: at for name in named if (at := getattr(self, name)) is not None}

    def to_plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, tuple):
                value = [[v.column, v.text] if isinstance(v, RowTest) else v for v in value]
            plain[one.name] = str(value) if isinstance(value, Signs) else value
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> ColumnMapping:
        given: dict[str, Any] = {}
        for name, value in plain.items():
            if name not in _KINDS:
                raise WrongMapping(name, "one of the fields of a mapping")
            try:
                given[name] = _KINDS[name](value)
            except (TypeError, ValueError):
                raise WrongMapping(name, "as it was written by to_plain") from None
        for name in ("account", "currency", "booked_on", "amount"):
            if name not in given:
                raise WrongMapping(name, "given")
        return cls(**given)


def _exactly(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError
        return value

    return read


_text, _number, _switch = _exactly(str), _exactly(int), _exactly(bool)


def _perhaps(value: Any) -> Any:
    return None if value is None else _number(value)


def _words(value: Any) -> tuple[str, ...]:
    return tuple(map(_text, _exactly(list)(value)))


def _numbers(value: Any) -> tuple[int, ...]:
    return tuple(map(_number, _exactly(list)(value)))


def _tests(value: Any) -> tuple[RowTest, ...]:
    return tuple(RowTest(_number(column), _text(text)) for column, text in _exactly(list)(value))


_KINDS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("account", "currency", "separator", "encoding", "date_format"), _text),
    **dict.fromkeys(("decimal", "grouping"), _text),
    **dict.fromkeys(("booked_on", "amount", "skip_rows"), _number),
    **dict.fromkeys(("debit", "sign", "value_on", "payer_name", "payer_account"), _perhaps),
    **dict.fromkeys(("bank_id", "end_to_end", "balance", "own_account"), _perhaps),
    "own_currency": _perhaps,
    **dict.fromkeys(("debit_negative", "skip_undated"), _switch),
    **dict.fromkeys(("debit_words", "credit_words"), _words),
    **dict.fromkeys(("skip", "pending", "stop"), _tests),
    "text": _numbers,
    "signs": Signs,
}


def _wrong(mapping: ColumnMapping) -> list[tuple[str, str]]:
    """Every field that cannot be right."""
    found = [(name, "a column of the file") for name in _wrong_columns(mapping)]
    if not in_account_letters(mapping.account):
        found.append(("account", "the number of the bank account"))
    try:
        a_currency(mapping.currency)
    except Wrong as wrong:
        found.append(("currency", wrong.wanted))
    if mapping.separator not in SEPARATORS:
        found.append(("separator", "a comma, a semicolon, a tab or a bar"))
    if not _is_known(mapping.encoding):
        found.append(("encoding", f"one of {', '.join(ENCODINGS)}"))
    try:
        dates.shape_of(mapping.date_format)
    except Wrong as wrong:
        found.append(("date_format", wrong.wanted))
    if mapping.decimal not in MARKS:
        found.append(("decimal", "a point or a comma"))
    if mapping.grouping not in GROUPINGS or mapping.grouping == mapping.decimal:
        found.append(
            (
                "grouping",
                "none, a comma, a point, a space or an apostrophe, and not the decimal mark",
            )
        )
    if not 0 <= mapping.skip_rows <= 1000:
        found.append(("skip_rows", "a number of rows from 0 to 1000"))
    return found + _wrong_signs(mapping)


def _wrong_columns(mapping: ColumnMapping) -> list[str]:
    tests = {"skip": mapping.skip, "pending": mapping.pending, "stop": mapping.stop}
    places = [
        *mapping.columns.items(),
        *(("text", column) for column in mapping.text),
        *((name, test.column) for name, found in tests.items() for test in found),
    ]
    wrong = [name for name, column in places if not 0 <= column < MOST_COLUMNS]
    return wrong + [name for name, found in tests.items() if not all(t.text for t in found)]


def _wrong_signs(mapping: ColumnMapping) -> list[tuple[str, str]]:
    found = []
    if mapping.signs is Signs.TWO and mapping.debit in {None, mapping.amount}:
        found.append(("debit", "the column of money out, which is not that of money in"))
    if mapping.signs is Signs.COLUMN and mapping.sign in {None, mapping.amount}:
        found.append(("sign", "the column of the word that says debit or credit"))
    if mapping.signs in {Signs.COLUMN, Signs.MARKED}:
        words = [
            {word.casefold() for word in mapping.debit_words},
            {word.casefold() for word in mapping.credit_words},
        ]
        if not all(words) or words[0] & words[1] or "" in words[0] | words[1]:
            found.append(("debit_words", "at least one word each, and none of them the same"))
    return found


def _is_known(encoding: str) -> bool:
    """A text encoding of Python; those that are none (like `zip`) are refused."""
    try:
        return codecs.lookup(encoding).name in {codecs.lookup(one).name for one in ENCODINGS}
    except (LookupError, ValueError):
        return False
