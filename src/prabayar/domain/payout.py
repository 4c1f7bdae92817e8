"""A refund on its way to a customer's bank account: ordered, given to the bank, seen as paid.

What was ordered is owed until a statement shows that it left. Nothing is sent by the system: the
bank gets a file, and each transfer in it has an end-to-end id that the statement brings back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from prabayar.domain.errors import PaymentRefused
from prabayar.domain.money import Money
from prabayar.domain.statement import in_account_letters

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", re.ASCII)
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?", re.ASCII)
_LONGEST, _SHORTEST_NUMBER = 140, 4


class PayoutState(StrEnum):
    ORDERED = "ordered"
    EXPORTED = "exported"
    PAID = "paid"


PAYOUT_TRANSITIONS: dict[PayoutState, frozenset[PayoutState]] = {
    PayoutState.ORDERED: frozenset({PayoutState.EXPORTED, PayoutState.PAID}),
    PayoutState.EXPORTED: frozenset({PayoutState.ORDERED, PayoutState.PAID}),
    PayoutState.PAID: frozenset({PayoutState.EXPORTED}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """The bank account that refunds of a customer go to."""

    holder: str
    number: str
    bank: str
    bic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred:
    """One transfer of a file for the bank; `text` is what the customer reads on its statement."""

    end_to_end: str
    amount: Money
    payee: Payee
    text: str


def check_payee(payee: Payee) -> None:
    """Errors: `PaymentRefused` whose `field` names what to mend."""
    for field, value in (("holder", payee.holder), ("bank", payee.bank)):
        if not value.strip() or len(value) > _LONGEST or not value.isprintable():
            raise PaymentRefused(
                f"Write the {field} on one line, of at most {_LONGEST} characters.", field=field
            )
    letters = in_account_letters(payee.number)
    if len(letters) < _SHORTEST_NUMBER or len(payee.number) > _LONGEST:
        raise PaymentRefused("Write the account's number or IBAN as the bank does.", field="number")
    if _IBAN.fullmatch(letters) and not is_iban(payee.number):
        raise PaymentRefused(
            "This looks like an IBAN and its check digits do not fit: look for a slip of the pen.",
            field="number",
        )
    if payee.bic and not _BIC.fullmatch(payee.bic):
        raise PaymentRefused("A BIC has 8 or 11 characters, like DBSSSGSG.", field="bic")


def is_iban(number: str) -> bool:
    """Whether the check digits (ISO 7064, mod 97) fit."""
    letters = in_account_letters(number)
    if not _IBAN.fullmatch(letters):
        return False
    moved = letters[4:] + letters[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def end_to_end_of(payout_id: int) -> str:
    """Letters and digits only, unlike any reference of a payment request."""
    return f"REFUND{payout_id}"
