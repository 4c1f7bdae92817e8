"""Documents: invoices (requests to pay), receipts, credit notes, and the deferred revenue behind.

An invoice is immutable once issued; only its status and its deposit change. Amounts in minor
units of its currency. Numbers are given by the store, last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from prabayar.domain.catalog import Price
from prabayar.domain.ids import (
    AccountId,
    CreditNoteId,
    InvoiceId,
    ReceiptId,
    RequestId,
    SubscriptionId,
)
from prabayar.domain.ledger import DEFERRED_REVENUE, REVENUE
from prabayar.domain.money import half_up
from prabayar.domain.pricing import Line, part_between
from prabayar.domain.tax import Tax
from prabayar.domain.values import quick


class InvoiceKind(StrEnum):
    FIRST = "first"
    RENEWAL = "renewal"
    REACTIVATION = "reactivation"
    UPGRADE = "upgrade"


class DocumentKind(StrEnum):
    """Documents that are rendered once and kept."""

    INVOICE = "invoice"
    RECEIPT = "receipt"
    CREDIT_NOTE = "credit_note"


class InvoiceStatus(StrEnum):
    OPEN = "open"
    SETTLED = "settled"
    LAPSED = "lapsed"
    VOID = "void"


INVOICE_TRANSITIONS: dict[InvoiceStatus, frozenset[InvoiceStatus]] = {
    InvoiceStatus.OPEN: frozenset(
        {InvoiceStatus.SETTLED, InvoiceStatus.LAPSED, InvoiceStatus.VOID}
    ),
    InvoiceStatus.LAPSED: frozenset({InvoiceStatus.SETTLED, InvoiceStatus.VOID}),
    InvoiceStatus.SETTLED: frozenset({InvoiceStatus.VOID}),  # its payment was taken back
    InvoiceStatus.VOID: frozenset(),
}


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """A request to pay for one subscription.

    `starts_on`/`ends_on` are None where the period is fixed only at settlement. `credit_minor` is
    what a credit note for unused days brings at settlement (upgrades). `valid_until_on` is the
    last day on which money may be booked for it; `announced_on` the local date of its notice
    (inherited when it is issued anew for the same thing).
    """

    id: InvoiceId
    account_id: AccountId
    subscription_id: SubscriptionId
    request_id: RequestId
    reference: str
    kind: InvoiceKind
    status: InvoiceStatus
    currency: str
    price: Price
    index: int | None
    starts_on: date | None
    ends_on: date | None
    lines: tuple[Line, ...]
    tax: Tax
    credit_minor: int
    issued_on: date
    issued_at: datetime
    announced_on: date
    due_on: date
    valid_until_on: date | None
    grace_days_billed: int = 0
    deposit_minor: int = 0
    closed_on: date | None = None

    @property
    def total_minor(self) -> int:
        return self.tax.total_minor

    @property
    def payable_minor(self) -> int:
        """What is to be paid in money: the total less the credit that settles with it."""
        return max(self.total_minor - self.credit_minor, 0)

    @property
    def outstanding_minor(self) -> int:
        return self.payable_minor - self.deposit_minor


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The tax document that a settled invoice makes, with the actual dates of its period."""

    id: ReceiptId
    account_id: AccountId
    subscription_id: SubscriptionId
    invoice_id: InvoiceId
    currency: str
    settled_on: date
    settled_at: datetime
    starts_on: date
    ends_on: date
    lines: tuple[Line, ...]
    tax: Tax
    credited_net_minor: int = 0
    credited_tax_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNote:
    """Corrects a receipt; net and tax pro rata, to the account's balance."""

    id: CreditNoteId
    receipt_id: ReceiptId
    account_id: AccountId
    subscription_id: SubscriptionId
    currency: str
    issued_on: date
    issued_at: datetime
    reason: str
    net_minor: int
    tax_minor: int

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Deferral:
    """Net money of one receipt line that is earned day by day over `[starts_on, ends_on)`.

    `next_on` is the next month end or period end at which a part is booked as revenue.
    """

    receipt_id: ReceiptId
    line_no: int
    account_id: AccountId
    subscription_id: SubscriptionId
    currency: str
    zone: str
    starts_on: date
    ends_on: date
    net_minor: int
    delivered_minor: int
    next_on: date | None

    def earned(self, through: date) -> int:
        """What has been earned of it when the days before `through` are served."""
        if through >= self.ends_on:
            return self.net_minor
        if through <= self.starts_on:
            return 0
        return part_between(
            self.net_minor,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            first_on=self.starts_on,
            last_on=through,
        )


def credited_tax(receipt: Receipt, net_minor: int) -> int:
    """The tax that a further credit of `net_minor` takes back: pro rata, the parts add up."""
    if receipt.tax.net_minor == 0:
        return 0
    credited = receipt.credited_net_minor + net_minor
    share = half_up(receipt.tax.tax_minor * credited, receipt.tax.net_minor)
    return share - receipt.credited_tax_minor


def credit_sides(deferral: Deferral, net_minor: int) -> tuple[tuple[str, int], ...]:
    """Which ledger accounts a credit is taken from: what is not earned yet first, then revenue."""
    unearned = min(net_minor, deferral.net_minor - deferral.delivered_minor)
    return ((DEFERRED_REVENUE, unearned), (REVENUE, net_minor - unearned))
