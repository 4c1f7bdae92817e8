"""What an issued document says, as one text, and its hash: an issued document never changes.

The text holds every fixed field, the number, and which versions of the buyer and the seller it
names; status, deposit and credits taken later are not part of the document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from prabayar.domain.invoice import CreditNote, Invoice, Receipt
from prabayar.domain.pricing import Line
from prabayar.domain.tax import Tax


def seal(text: str) -> bytes:
    """The hash that is kept beside a document: SHA-256 of its text."""
    return hashlib.sha256(text.encode()).digest()


def invoice_text(invoice: Invoice, *, number: str, party_id: int, policy_id: int) -> str:
    return (
        f"invoice|{number}|{invoice.id}|{invoice.account_id}|{invoice.subscription_id}|"
        f"{invoice.request_id}|{invoice.reference}|{invoice.kind}|{invoice.currency}|"
        f"{invoice.price.id}|{invoice.index}|{_day(invoice.starts_on)}|{_day(invoice.ends_on)}|"
        f"{invoice.credit_minor}|{_day(invoice.issued_on)}|{_instant(invoice.issued_at)}|"
        f"{_day(invoice.announced_on)}|{_day(invoice.due_on)}|{_day(invoice.valid_until_on)}|"
        f"{invoice.grace_days_billed}|"
        f"{party_id}|{policy_id}|{_tax(invoice.tax)}|{_lines(invoice.lines)}"
    )


def receipt_text(receipt: Receipt, *, number: str, party_id: int, policy_id: int) -> str:
    return (
        f"receipt|{number}|{receipt.id}|{receipt.account_id}|{receipt.subscription_id}|"
        f"{receipt.invoice_id}|{receipt.currency}|{_day(receipt.settled_on)}|"
        f"{_instant(receipt.settled_at)}|{_day(receipt.starts_on)}|{_day(receipt.ends_on)}|"
        f"{party_id}|{policy_id}|{_tax(receipt.tax)}|{_lines(receipt.lines)}"
    )


def credit_note_text(note: CreditNote, *, number: str, party_id: int, policy_id: int) -> str:
    return (
        f"credit_note|{number}|{note.id}|{note.account_id}|{note.subscription_id}|"
        f"{note.receipt_id}|{note.currency}|{_day(note.issued_on)}|{_instant(note.issued_at)}|"
        f"{note.reason}|{note.net_minor}|{note.tax_minor}|{party_id}|{policy_id}"
    )


# Many documents, few dates: a date is spelt several times as fast from here.
_day = lru_cache(maxsize=4096)(str)


@lru_cache(maxsize=1024)
def _instant(at: datetime) -> str:
    """The same text in whatever zone the instant was read."""
    return at.astimezone(UTC).isoformat()


def _tax(tax: Tax) -> str:
    return f"{tax.key},{tax.net_minor},{tax.base_minor},{tax.tax_minor}"


def _lines(lines: Sequence[Line]) -> str:
    return ";".join(
        [
            f"{line.plan_code},{_day(line.starts_on)},{_day(line.ends_on)},"
            f"{line.price_minor},{line.discount_minor}"
            for line in lines
        ]
    )
