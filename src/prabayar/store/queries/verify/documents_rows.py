"""Stored documents as the domain's values, with what the store keeps beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from prabayar.domain.catalog import Interval, Price
from prabayar.domain.ids import (
    AccountId,
    CreditNoteId,
    InvoiceId,
    PriceId,
    ReceiptId,
    RequestId,
    SubscriptionId,
)
from prabayar.domain.invoice import CreditNote, Invoice, InvoiceKind, InvoiceStatus, Receipt
from prabayar.domain.pricing import Line
from prabayar.domain.tax import Tax
from prabayar.store.queries.reading import Reading

_LINES = """
    ARRAY(SELECT ROW(l.plan_code, l.starts_on::text, l.ends_on::text, l.price_minor,
        l.discount_minor) FROM {table} l WHERE l.{key} = d.id ORDER BY l.no)
"""
_KEPT = "d.number, d.party_id, d.policy_id, d.seal, a.code AS account_code"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a document's row holds that its value does not."""

    number: str
    party_id: int
    policy_id: int
    seal: bytes
    account_code: str | None


_INVOICES = f"""
    SELECT {_KEPT}, {_LINES.format(table="store_invoiceline", key="invoice_id")} AS lines, d.id,
        d.account_id, d.subscription_id, d.request_id, coalesce(q.reference, '') AS reference,
        d.kind, d.status, d.currency, d.price_id, d.index, d.starts_on, d.ends_on, d.tax_key,
        d.net_minor, d.base_minor, d.tax_minor, d.credit_minor, d.deposit_minor, d.issued_on,
        d.issued_at, d.announced_on, d.due_on, d.valid_until_on, d.closed_on, d.grace_days_billed
    FROM store_invoice d LEFT JOIN store_paymentrequest q ON q.id = d.request_id
    LEFT JOIN store_account a ON a.id = d.account_id ORDER BY d.id
"""
_RECEIPTS = f"""
    SELECT {_KEPT}, {_LINES.format(table="store_receiptline", key="receipt_id")} AS lines, d.id,
        d.account_id, d.subscription_id, d.invoice_id, d.currency, d.settled_on, d.settled_at,
        d.starts_on, d.ends_on, d.tax_key, d.net_minor, d.base_minor, d.tax_minor
    FROM store_receipt d LEFT JOIN store_account a ON a.id = d.account_id ORDER BY d.id
"""
_CREDIT_NOTES = f"""
    SELECT {_KEPT}, d.id, d.receipt_id, d.account_id, d.subscription_id, d.currency, d.issued_on,
        d.issued_at, d.reason, d.net_minor, d.tax_minor
    FROM store_creditnote d LEFT JOIN store_account a ON a.id = d.account_id ORDER BY d.id
"""


def invoices(read: Reading) -> Iterator[tuple[Invoice, Kept]]:
    """Every invoice, with its lines."""
    for row in read.records(_INVOICES):
        yield (
            Invoice(
                id=InvoiceId(row["id"]),
                account_id=AccountId(row["account_id"]),
                subscription_id=SubscriptionId(row["subscription_id"]),
                request_id=RequestId(row["request_id"]),
                reference=row["reference"],
                kind=InvoiceKind(row["kind"]),
                status=InvoiceStatus(row["status"]),
                currency=row["currency"],
                # A document names the version of its price; what that says is not part of it.
                price=Price(PriceId(row["price_id"]), "", row["currency"], Interval.MONTH, 0),
                index=row["index"],
                starts_on=row["starts_on"],
                ends_on=row["ends_on"],
                lines=_lines(row["lines"]),
                tax=_tax(row),
                credit_minor=row["credit_minor"],
                issued_on=row["issued_on"],
                issued_at=row["issued_at"],
                announced_on=row["announced_on"],
                due_on=row["due_on"],
                valid_until_on=row["valid_until_on"],
                grace_days_billed=row["grace_days_billed"],
                deposit_minor=row["deposit_minor"],
                closed_on=row["closed_on"],
            ),
            _kept(row),
        )


def receipts(read: Reading) -> Iterator[tuple[Receipt, Kept]]:
    """Every receipt, with its lines."""
    for row in read.records(_RECEIPTS):
        yield (
            Receipt(
                id=ReceiptId(row["id"]),
                account_id=AccountId(row["account_id"]),
                subscription_id=SubscriptionId(row["subscription_id"]),
                invoice_id=InvoiceId(row["invoice_id"]),
                currency=row["currency"],
                settled_on=row["settled_on"],
                settled_at=row["settled_at"],
                starts_on=row["starts_on"],
                ends_on=row["ends_on"],
                lines=_lines(row["lines"]),
                tax=_tax(row),
            ),
            _kept(row),
        )


def credit_notes(read: Reading) -> Iterator[tuple[CreditNote, Kept]]:
    """Every credit note."""
    for row in read.records(_CREDIT_NOTES):
        yield (
            CreditNote(
                id=CreditNoteId(row["id"]),
                receipt_id=ReceiptId(row["receipt_id"]),
                account_id=AccountId(row["account_id"]),
                subscription_id=SubscriptionId(row["subscription_id"]),
                currency=row["currency"],
                issued_on=row["issued_on"],
                issued_at=row["issued_at"],
                reason=row["reason"],
                net_minor=row["net_minor"],
                tax_minor=row["tax_minor"],
            ),
            _kept(row),
        )


def _kept(row: dict[str, Any]) -> Kept:
    return Kept(
        row["number"],
        row["party_id"],
        row["policy_id"],
        bytes(row["seal"]),
        row["account_code"],
    )


def _tax(row: dict[str, Any]) -> Tax:
    return Tax(row["tax_key"], row["net_minor"], row["base_minor"], row["tax_minor"])


def _lines(rows: Sequence[Sequence[Any]]) -> tuple[Line, ...]:
    return tuple(Line(row[0], _day(row[1]), _day(row[2]), row[3], row[4]) for row in rows)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
