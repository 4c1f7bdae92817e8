"""Whom money of a bank line may be for: accounts and open invoices, by what somebody types.

Each function is one statement, answered by indexes; accounts without an open invoice are there too,
for their balance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from prabayar.domain.invoice import InvoiceStatus
from prabayar.store.bulk import Row, rows

MOST = 20
_OUTSTANDING = "greatest(i.net_minor + i.tax_minor - i.credit_minor, 0) - i.deposit_minor"
_INVOICE = f"""
    i.id, i.number, {_OUTSTANDING} AS minor, i.due_on, i.status, r.reference, s.app_id
"""
_JOINED = """
    JOIN store_paymentrequest r ON r.id = i.request_id
    JOIN store_subscription s ON s.id = i.subscription_id
"""
_OF_ACCOUNTS = f"""
    SELECT a.id, a.code, a.name, a.currency, a.balance_minor, o.id, o.number, o.minor, o.due_on,
        o.status, o.reference, o.app_id
    FROM store_account a LEFT JOIN LATERAL (
        SELECT {_INVOICE} FROM store_invoice i {_JOINED}
        WHERE i.account_id = a.id AND i.status = 'open' ORDER BY i.due_on, i.id LIMIT {MOST}) o
        ON true
    WHERE a.code = ANY(%s::text[]) ORDER BY a.code, o.due_on, o.id LIMIT {MOST * 2}
"""
# By the index of what is outstanding of open invoices.
_OF_AMOUNT = f"""
    SELECT a.id, a.code, a.name, a.currency, a.balance_minor, {_INVOICE}
    FROM store_invoice i JOIN store_account a ON a.id = i.account_id {_JOINED}
    WHERE i.status = 'open' AND i.currency = %s AND {_OUTSTANDING} = %s LIMIT {MOST}
"""
_NAMED = f"""
    SELECT a.id, a.code, a.name, a.currency, a.balance_minor, {_INVOICE}
    FROM store_invoice i JOIN store_account a ON a.id = i.account_id {_JOINED}
    WHERE i.number = ANY(%s::text[])
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """An account, and one invoice of it (none: `number` is "")."""

    account_id: int
    code: str
    name: str
    currency: str
    balance_minor: int
    invoice_id: int | None
    number: str
    outstanding_minor: int
    due_on: date | None
    status: InvoiceStatus | None
    reference: str
    app_id: str


def payees_called(codes: Iterable[str]) -> tuple[Payee, ...]:
    """Those accounts, each with its open invoices, the longest due first."""
    return tuple(map(_payee, rows(_OF_ACCOUNTS, [list(codes)])))


def payees_of_amount(minor: int, currency: str) -> tuple[Payee, ...]:
    """Open invoices of which exactly that much is outstanding."""
    return tuple(map(_payee, rows(_OF_AMOUNT, [currency, minor])))


def payees_of_invoices(numbers: Iterable[str]) -> dict[str, Payee]:
    """Invoices by their numbers, whatever their status."""
    found = map(_payee, rows(_NAMED, [list(numbers)]))
    return {one.number: one for one in found}


def _payee(row: Row) -> Payee:
    return Payee(
        account_id=row[0],
        code=row[1],
        name=row[2],
        currency=row[3],
        balance_minor=row[4],
        invoice_id=row[5],
        number=row[6] or "",
        outstanding_minor=row[7] or 0,
        due_on=row[8],
        status=None if row[9] is None else InvoiceStatus(row[9]),
        reference=row[10] or "",
        app_id=row[11] or "",
    )
