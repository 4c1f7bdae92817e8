"""What the pages about an app's plan need beside the app itself. Each function is one statement.

Every query names the account: what is another's is not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from prabayar.domain.ids import AccountId, InvoiceId, PriceId
from prabayar.domain.invoice import InvoiceKind
from prabayar.domain.subscription import Subscription
from prabayar.store.bulk import array, rows

_OPEN = """
    SELECT i.id, i.number, i.kind, p.plan_code, i.due_on, i.valid_until_on,
        greatest(i.net_minor + i.tax_minor - i.credit_minor, 0) - i.deposit_minor
    FROM store_invoice i JOIN store_price p ON p.id = i.price_id
    WHERE i.account_id = %s AND i.subscription_id = %s AND i.status = 'open'
    ORDER BY i.due_on, i.id
"""
# From what runs now on: periods have no gap between those that are paid ahead.
_AHEAD = """
    SELECT p.starts_on, p.price_id FROM store_period p
    WHERE p.account_id = %s AND p.subscription_id = %s AND p.starts_on >= %s ORDER BY p.starts_on
"""
_NUMBERS = """
    SELECT i.id, i.number FROM store_invoice i WHERE i.account_id = %s AND i.id = ANY(%s::int8[])
"""


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """An open invoice of one app; `outstanding_minor` is what is still to be paid of it."""

    invoice_id: InvoiceId
    number: str
    kind: InvoiceKind
    plan_code: str
    due_on: date
    valid_until_on: date | None
    outstanding_minor: int


def open_offers(subscription: Subscription) -> tuple[OpenOffer, ...]:
    """The open invoices of a subscription, that which is due first before the others."""
    found = rows(_OPEN, [subscription.account_id, subscription.id])
    return tuple(OpenOffer(row[0], row[1], InvoiceKind(row[2]), *row[3:]) for row in found)


def paid_ahead(subscription: Subscription) -> tuple[tuple[date, PriceId], ...]:
    """The first days and prices of the periods that are paid and have not begun.

    None is asked for where the subscription says that there is none.
    """
    ends_on, until = subscription.period_ends_on, subscription.paid_until_on
    if ends_on is None or ends_on == until:
        return ()
    found = rows(_AHEAD, [subscription.account_id, subscription.id, ends_on])
    return tuple((row[0], row[1]) for row in found)


def numbers_of(account_id: AccountId, invoice_ids: Iterable[InvoiceId]) -> Mapping[InvoiceId, str]:
    """The numbers of those invoices of the account that there are."""
    return dict(rows(_NUMBERS, [account_id, array(invoice_ids)]))
