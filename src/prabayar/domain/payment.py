"""Money that arrived: amount, booking date, and what the payer said it is for.

The booking date (the bank's) decides whether it was in time, not the day on which we learnt of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from prabayar.domain.errors import PaymentRefused
from prabayar.domain.ids import AccountId, InvoiceId, PaymentId
from prabayar.domain.money import Money


class PaymentMethod(StrEnum):
    """How an account prefers to pay; without a usable card it is bank transfer."""

    BANK_TRANSFER = "bank_transfer"
    CARD = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money on ledger account `source`, for invoices in the order named, or for the balance.

    `key` names the money for ever: recording it a second time changes nothing.
    """

    id: PaymentId
    account_id: AccountId | None
    amount: Money
    booked_on: date
    source: str
    key: str
    invoice_ids: tuple[InvoiceId, ...] = ()
    request: str = ""


_BANK = re.compile(r"[a-z0-9][a-z0-9-]{0,30}", re.ASCII)


def check_bank(bank: str) -> None:
    """Refuse what cannot be the code of the operator's bank account."""
    if not _BANK.fullmatch(bank):
        raise PaymentRefused(
            f"{bank!r} is no bank account's code: use small letters, digits and hyphens.",
            bank=bank,
        )
