"""Finding things by the names that people use: App IDs, references, numbers, payment keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from prabayar.domain import ledger
from prabayar.domain.errors import PaymentRefused
from prabayar.domain.ids import AccountId, InvoiceId, PaymentId, ReceiptId, SubscriptionId
from prabayar.domain.money import Money
from prabayar.domain.payment import Payment
from prabayar.domain.reference import read_reference
from prabayar.store.bulk import rows
from prabayar.store.errors import NotFound

_APP = """
    SELECT a.code FROM store_app p JOIN store_account a ON a.id = p.account_id WHERE p.app_id = %s
"""
# An invoice issued anew shares its request with those it replaced: the newest of them counts.
# The account is named as well: its invoices are found by an index, the request's are not.
_REQUESTS = """
    SELECT a.code, r.reference,
        array(SELECT i.id FROM store_invoice i
            WHERE i.account_id = r.account_id AND i.request_id = r.id
            ORDER BY i.status = 'open' DESC, i.status = 'lapsed' DESC, i.issued_at DESC, i.id DESC
            LIMIT 1)
        || array(SELECT newest.id FROM store_paymentrequestitem t
            JOIN store_invoice b ON b.id = t.invoice_id
            CROSS JOIN LATERAL (SELECT i.id FROM store_invoice i
                WHERE i.account_id = b.account_id AND i.request_id = b.request_id
                ORDER BY i.status = 'open' DESC, i.status = 'lapsed' DESC, i.issued_at DESC,
                    i.id DESC LIMIT 1) newest
            WHERE t.request_id = r.id ORDER BY newest.id)
    FROM store_paymentrequest r JOIN store_account a ON a.id = r.account_id
    WHERE r.reference = ANY(%s::text[])
"""
_PAYMENTS = """
    SELECT p.key, coalesce(a.code, ''), p.amount_minor, p.currency, p.booked_on
    FROM store_payment p LEFT JOIN store_account a ON a.id = p.account_id
    WHERE p.key = ANY(%s::text[])
"""
_UNKNOWN = """
    SELECT p.id, p.account_id, p.amount_minor, p.currency, p.booked_on, p.source
    FROM store_payment p WHERE p.key = %s FOR NO KEY UPDATE
"""
# The patterns are those of the partial indexes; with them the table is never read whole.
_UNAPPLIED = """
    SELECT (
        (SELECT coalesce(sum(minor), 0) FROM store_transfer
         WHERE credit LIKE 'unapplied:%%' AND credit = %s)
        - (SELECT coalesce(sum(minor), 0) FROM store_transfer
           WHERE debit LIKE 'unapplied:%%' AND debit = %s))::int8
"""
_RECEIPT = """
    SELECT r.id, r.subscription_id, a.code FROM store_receipt r
    JOIN store_account a ON a.id = r.account_id WHERE r.number = %s
"""
# Few transfers are refunds: an index of its own has them.
_REFUND = """
    SELECT t.minor, t.currency FROM store_transfer t JOIN store_fact f ON f.id = t.fact_id
    WHERE t.credit = 'refund_in_transit' AND t.account_id = %s AND f.data->>'key' = %s
"""


@dataclass(frozen=True, slots=True)
class FoundRequest:
    """Whose request it is, and the invoices that money for it pays."""

    account_code: str
    reference: str
    invoice_ids: tuple[InvoiceId, ...]


@dataclass(frozen=True, slots=True)
class FoundPayment:
    key: str
    account_code: str
    amount: Money
    booked_on: date


@dataclass(frozen=True, slots=True)
class FoundReceipt:
    receipt_id: ReceiptId
    subscription_id: SubscriptionId
    account_code: str


def account_of_app(app_id: str) -> str:
    """The code of the account that an app belongs to. Errors: `NotFound`."""
    found = rows(_APP, [app_id])
    if not found:
        raise NotFound(f"There is no app {app_id}.", app=app_id)
    code: str = found[0][0]
    return code


def find_request(reference: str) -> FoundRequest:
    """The payment request by its reference as somebody typed it. Errors: `NotFound`."""
    found = find_requests([reference]).get(reference)
    if found is None:
        raise no_request(reference)
    return found


def find_requests(references: Sequence[str]) -> dict[str, FoundRequest]:
    """Those payment requests that there are, by their references as somebody typed them."""
    read = {typed: read_reference(typed) for typed in references}
    found = {
        row[1]: FoundRequest(row[0], row[1], tuple(dict.fromkeys(map(InvoiceId, row[2]))))
        for row in rows(_REQUESTS, [[one for one in read.values() if one is not None]])
    }
    return {typed: found[one] for typed, one in read.items() if one in found}


def no_request(reference: str) -> NotFound:
    """Why a reference finds nothing."""
    why = "it is mistyped" if read_reference(reference) is None else "nobody was given it"
    return NotFound(f"Reference {reference!r} is none of ours: {why}.", reference=reference)


def find_payment(key: str) -> FoundPayment | None:
    """The payment that was recorded under this key."""
    return find_payments([key]).get(key)


def find_payments(keys: Sequence[str]) -> dict[str, FoundPayment]:
    """Those payments that were recorded under these keys."""
    return {
        key: FoundPayment(key, code, Money(minor, currency), booked_on)
        for key, code, minor, currency, booked_on in rows(_PAYMENTS, [list(keys)])
    }


def lock_unapplied(key: str) -> tuple[Payment, Money]:
    """A payment of nobody known, locked, and what is left of it.

    Errors: `NotFound`, `PaymentRefused` if it was somebody's from the start.
    """
    found = rows(_UNKNOWN, [key])
    if not found:
        raise NotFound(f"There is no payment {key}.", key=key)
    payment_id, account_id, minor, currency, booked_on, source = found[0]
    if account_id is not None:
        raise PaymentRefused(f"Payment {key} was recorded for an account already.", key=key)
    name = ledger.unapplied(PaymentId(payment_id))
    left = rows(_UNAPPLIED, [name, name])[0][0]
    payment = Payment(
        id=PaymentId(payment_id),
        account_id=None,
        amount=Money(minor, currency),
        booked_on=booked_on,
        source=source,
        key=key,
    )
    return payment, Money(left, currency)


def find_refund(account_id: AccountId, key: str) -> Money | None:
    """What the account's refund of that key was ordered over; the caller holds the account."""
    found = rows(_REFUND, [account_id, key])
    return Money(*found[0]) if found else None


def find_receipt(number: str) -> FoundReceipt:
    """A receipt by its number. Errors: `PaymentRefused` for other documents, `NotFound`."""
    if number.startswith(("CRN-", "INV-")):
        raise PaymentRefused(
            f"{number} is no receipt: only receipts can be credited.", number=number
        )
    found = rows(_RECEIPT, [number])
    if not found:
        raise NotFound(f"There is no receipt {number}.", number=number)
    return FoundReceipt(ReceiptId(found[0][0]), SubscriptionId(found[0][1]), found[0][2])
