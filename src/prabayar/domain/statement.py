"""A bank statement as its file says it: who holds which account, and one value per booking.

What readers of every format make, and what importing and matching start from. Amounts are minor
units of the statement's currency, above 0 when money comes in. Pending entries are kept apart:
they are shown and never booked. Source: rules 10.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from prabayar.domain.errors import StatementRefused
from prabayar.domain.money import Money
from prabayar.domain.values import quick


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One booking, or one transaction of a batch that was booked as one.

    `text` is all that the payer and the bank wrote, in the order of the file, runs of white space
    made one space; `payer_account` is letters and digits only, in capitals. `bank_id` is the
    bank's own name for the booking, `end_to_end` the payer's, `structured` a structured creditor
    reference; "" where there is none. `reversal` marks money that a bank takes back or gives back.
    `instructed` is what was sent, where that is another currency. `place` counts the lines (or
    entries) of the file from 1.
    """

    minor: int
    booked_on: date
    text: str
    place: int
    value_on: date | None = None
    payer_name: str = ""
    payer_account: str = ""
    bank_id: str = ""
    end_to_end: str = ""
    structured: str = ""
    reversal: bool = False
    balance_minor: int | None = None
    instructed: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of one bank account. `account` is its number or IBAN as letters and digits.

    `opening_minor` and `closing_minor` are None where the file has none; `checked` says that the
    balances were there and that opening + lines = closing. `number` is what the bank calls it.
    """

    format: str
    account: str
    currency: str
    lines: tuple[StatementLine, ...]
    pending: tuple[StatementLine, ...] = ()
    number: str = ""
    holder: str = ""
    from_on: date | None = None
    to_on: date | None = None
    opening_minor: int | None = None
    closing_minor: int | None = None

    @property
    def checked(self) -> bool:
        return self.opening_minor is not None and self.closing_minor is not None


class Warned(StrEnum):
    """What somebody should know of a statement that is imported all the same."""

    GAP = "gap"  # the closing balance before, the opening balance of this one
    UNCHECKED = "unchecked"  # no balances: nothing of it is booked by itself
    PENDING = "pending"  # how many entries are pending, and not kept
    NOTHING_NEW = "nothing_new"  # how many lines were known


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning with its figures: counts, or amounts in minor units."""

    kind: Warned
    figures: tuple[int, ...] = ()

    def __str__(self) -> str:
        """As it is kept."""
        return " ".join([str(self.kind), *map(str, self.figures)])


def caution_of(kept: str) -> Caution:
    """A warning as it was kept."""
    kind, *figures = kept.split()
    return Caution(Warned(kind), tuple(map(int, figures)))


def check_sums(statement: Statement) -> None:
    """Refuse a statement whose lines do not lead from its opening to its closing balance."""
    opening, closing = statement.opening_minor, statement.closing_minor
    if opening is None or closing is None:
        return
    reached = opening + sum(line.minor for line in statement.lines)
    if reached != closing:
        currency = statement.currency
        raise StatementRefused(
            f"The lines lead from {Money(opening, currency)} to {Money(reached, currency)}, but the"
            f" file says that the closing balance is {Money(closing, currency)}: download it from"
            " the bank again, complete.",
            opening=opening,
            reached=reached,
            closing=closing,
        )


def in_account_letters(text: str) -> str:
    """A bank account's number or IBAN as it is compared: ASCII letters and digits, in capitals."""
    text = text.upper()
    if text.isascii() and text.isalnum():
        return text
    return "".join(c for c in text if c.isascii() and c.isalnum())
