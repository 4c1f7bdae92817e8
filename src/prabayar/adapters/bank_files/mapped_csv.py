"""Any CSV of a bank, read by the mapping that staff have made for it.

A value that does not fit what the mapping declares stops the file. Lines are put in the order of
their booking; a running balance has to follow from line to line.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from prabayar.adapters.bank_files import dates
from prabayar.adapters.bank_files.amounts import signed_minor_of
from prabayar.adapters.bank_files.csv_rows import plain_cell, rows_of
from prabayar.adapters.bank_files.mapping import ColumnMapping, Signs
from prabayar.adapters.bank_files.problems import Wrong, refused
from prabayar.adapters.bank_files.reading import (
    a_reference,
    balances_around,
    clean,
    decoded,
    in_order_of_booking,
)
from prabayar.domain.statement import Statement, StatementLine, in_account_letters

CODE = "csv"
_NAMES = {
    "booked_on": "booking date",
    "amount": "amount",
    "debit": "money out",
    "sign": "debit or credit",
    "value_on": "value date",
    "balance": "balance",
    "own_account": "account",
    "own_currency": "currency",
}
_Row = tuple[int, list[str]]


def read_mapped(data: bytes, mapping: ColumnMapping) -> Statement:
    lines: list[StatementLine] = []
    waiting: list[_Row] = []
    for number, row in _bookings(data, mapping):
        if any(test.fits(row) for test in mapping.pending):
            waiting.append((number, row))
        else:
            lines.append(_Line(mapping, number, row).read())
    booked = in_order_of_booking(lines, mapping.currency, _NAMES["balance"])
    opening, closing = balances_around(booked)
    days = [line.booked_on for line in booked]
    last = max(days, default=None)
    return Statement(
        format=CODE,
        account=in_account_letters(mapping.account),
        currency=mapping.currency,
        lines=booked,
        pending=tuple(_Line(mapping, *row).read_pending(last) for row in waiting),
        from_on=min(days, default=None),
        to_on=last,
        opening_minor=opening,
        closing_minor=closing,
    )


def _bookings(data: bytes, mapping: ColumnMapping) -> Iterator[_Row]:
    """The rows that are neither passed over nor behind the end."""
    text = decoded(data, mapping.encoding)
    for number, row in rows_of(text, mapping.separator, mapping.skip_rows):
        if any(test.fits(row) for test in mapping.stop):
            return
        if not any(map(str.strip, row)) or any(test.fits(row) for test in mapping.skip):
            continue
        if mapping.skip_undated and not plain_cell(row, mapping.booked_on):
            continue
        yield number, row


class _Line:
    """One row on its way to a line: `spot` is the field that is being read."""

    def __init__(self, mapping: ColumnMapping, number: int, row: list[str]) -> None:
        self.mapping, self.number, self.row = mapping, number, row
        self.spot = ""

    def read(self) -> StatementLine:
        try:
            return self._line(self._date("booked_on"), self._balance())
        except Wrong as wrong:
            raise self._refused(wrong) from None

    def read_pending(self, last: date | None) -> StatementLine:
        """A line that is not booked yet has no balance, and may have no date."""
        try:
            try:
                booked_on = self._date("booked_on")
            except Wrong:
                if last is None:
                    raise
                booked_on = last
            return self._line(booked_on, None)
        except Wrong as wrong:
            raise self._refused(wrong) from None

    def _refused(self, wrong: Wrong) -> Exception:
        column = getattr(self.mapping, self.spot)
        name = f"{_NAMES[self.spot]} (column {column + 1})"
        return refused(self.number, name, plain_cell(self.row, column), wrong.wanted)

    def _line(self, booked_on: date, balance_minor: int | None) -> StatementLine:
        mapping, row = self.mapping, self.row
        self._check_own()
        return StatementLine(
            minor=self._minor(),
            booked_on=booked_on,
            value_on=self._date("value_on") if self._said("value_on") else None,
            text=clean(" ".join(plain_cell(row, column) for column in mapping.text)),
            place=self.number,
            payer_name=clean(self._said("payer_name")),
            payer_account=in_account_letters(self._said("payer_account")),
            bank_id=a_reference(self._said("bank_id")),
            end_to_end=a_reference(self._said("end_to_end")),
            balance_minor=balance_minor,
        )

    def _said(self, spot: str) -> str:
        self.spot = spot
        column = getattr(self.mapping, spot)
        return "" if column is None else plain_cell(self.row, column)

    def _date(self, spot: str) -> date:
        return dates.a_date(self._said(spot), self.mapping.date_format)

    def _check_own(self) -> None:
        """A file of several accounts or currencies is not read as if it were one."""
        mapping = self.mapping
        account = in_account_letters(self._said("own_account"))
        if account and account != in_account_letters(mapping.account):
            raise Wrong(f"{mapping.account}, the account of the mapping")
        currency = self._said("own_currency").upper()
        if currency and currency != mapping.currency:
            raise Wrong(f"{mapping.currency}, the currency of the mapping")

    def _balance(self) -> int | None:
        text = self._said("balance")
        if not text:
            return None
        if self.mapping.signs is Signs.MARKED:
            sign, rest = self._word_around(text, needed=False)
            return sign * self._amount(rest)
        return self._amount(text)

    def _minor(self) -> int:
        match self.mapping.signs:
            case Signs.SIGNED:
                return self._amount(self._said("amount"))
            case Signs.TWO:
                return self._of_two()
            case Signs.COLUMN:
                sign = self._sign_of(self._said("sign"))
                if not sign:
                    raise Wrong(self._words())
                return sign * self._unsigned(self._said("amount"))
            case Signs.MARKED:
                sign, rest = self._word_around(self._said("amount"), needed=True)
                return sign * self._unsigned(rest)

    def _of_two(self) -> int:
        money_in, money_out = self._said("amount"), self._said("debit")
        if not money_in and not money_out:
            raise Wrong("an amount of money in or of money out")
        out = self._amount(money_out) if money_out else 0
        if out < 0 and not self.mapping.debit_negative:
            raise Wrong("an amount without a minus, as the mapping declares money out")
        self.spot = "amount"
        into = self._amount(money_in) if money_in else 0
        if into and out:
            raise Wrong("empty: there is an amount of money out, too")
        return into + (out if self.mapping.debit_negative else -out)

    def _amount(self, text: str) -> int:
        mapping = self.mapping
        return signed_minor_of(
            text, mapping.currency, mark=mapping.decimal, grouping=mapping.grouping
        )

    def _unsigned(self, text: str) -> int:
        minor = self._amount(text)
        if minor < 0 or text.strip()[:1] in {"-", "+", "("}:
            raise Wrong("an amount without a sign: a word says whether it is debit or credit")
        return minor

    def _word_around(self, text: str, *, needed: bool) -> tuple[int, str]:
        """The sign that a word behind (or before) the amount says, and the amount."""
        text = text.strip()
        rest = text.rstrip("".join({c for c in text if c.isalpha()} | {"."}))
        sign = self._sign_of(text[len(rest) :])
        if not sign:
            rest = text.lstrip("".join({c for c in text if c.isalpha()}))
            sign = self._sign_of(text[: len(text) - len(rest)])
        if sign:
            return sign, rest.strip()
        if needed:
            raise Wrong(f"an amount with {self._words()}")
        return 1, text

    def _sign_of(self, word: str) -> int:
        said = word.strip().rstrip(".").casefold()
        if said in {one.casefold() for one in self.mapping.debit_words}:
            return -1
        return 1 if said in {one.casefold() for one in self.mapping.credit_words} else 0

    def _words(self) -> str:
        return " or ".join(
            (", ".join(self.mapping.debit_words), ", ".join(self.mapping.credit_words))
        )
