"""One account's state as it was read, and what was decided on it: plain values.

`AccountState` goes into deciding, `Decision` comes out: new rows, changed rows, transfers and
facts. Nothing here saves or reads anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from prabayar.domain.catalog import Catalog, Price
from prabayar.domain.certificate import Certificate
from prabayar.domain.facts import Fact
from prabayar.domain.ids import AccountId, InvoiceId, ReceiptId, SubscriptionId
from prabayar.domain.invoice import CreditNote, Deferral, Invoice, Receipt
from prabayar.domain.ledger import Transfer
from prabayar.domain.payment import Payment
from prabayar.domain.policy import Policy
from prabayar.domain.subscription import Period, Subscription
from prabayar.domain.tax import TaxRate
from prabayar.domain.values import quick

# Makes the reference of a payment request from its natural name.
References = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Name and address of an account as documents show them; a change makes a new one."""

    id: int
    account_id: AccountId
    name: str
    country: str
    address: str = ""
    tax_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One chat application of an account. `app_id` is its public name, unique for ever."""

    id: int
    account_id: AccountId
    app_id: str
    name: str
    made_at: datetime
    has_trial: bool = True


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A customer company that pays. `balance_minor` is money that belongs to no invoice.

    `party_id` names the `Party` that documents issued now refer to. `withholding_bp` is the part of
    the net that it keeps back for the state, in hundredths of a percent; `collects_tax` says that
    it pays the tax itself. `receivable_minor` is what it owes for what was served already.
    """

    id: AccountId
    code: str
    name: str
    country: str
    currency: str
    zone: str
    locale: str = "en"
    billing_emails: tuple[str, ...] = ()
    use_balance: bool = True
    balance_minor: int = 0
    parked_reason: str = ""
    party_id: int = 0
    trials_made: int = 0
    withholding_bp: int = 0
    collects_tax: bool = False
    receivable_minor: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every account: the policy, the catalogue, the tax rates."""

    policy: Policy
    catalog: Catalog
    tax_rates: tuple[TaxRate, ...]


@quick
@dataclass(frozen=True, slots=True)
class AccountState:
    """What is known of one account for deciding.

    `invoices` holds the open and lapsed ones and those that a command names; `periods` the running
    period and those paid ahead, by start; `receipts` and `deferrals` (by receipt and line) are
    loaded for commands that may credit them.
    """

    account: Account
    subscriptions: Mapping[SubscriptionId, Subscription]
    invoices: Mapping[InvoiceId, Invoice] = field(default_factory=dict)
    periods: Mapping[SubscriptionId, tuple[Period, ...]] = field(default_factory=dict)
    receipts: Mapping[ReceiptId, Receipt] = field(default_factory=dict)
    deferrals: Mapping[tuple[ReceiptId, int], Deferral] = field(default_factory=dict)


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is to be saved in one transaction; `order` sorts number-giving.

    `account` is None for money whose owner is not known; `before` is None for a new account. Of
    the `rested` subscriptions nothing has changed but when they must be asked again.
    """

    order: datetime
    account: Account | None = None
    before: Account | None = None
    new_parties: tuple[Party, ...] = ()
    new_apps: tuple[App, ...] = ()
    new_prices: tuple[Price, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    rested: tuple[Subscription, ...] = ()
    new_subscriptions: tuple[Subscription, ...] = ()
    new_invoices: tuple[Invoice, ...] = ()
    changed_invoices: tuple[Invoice, ...] = ()
    new_periods: tuple[tuple[SubscriptionId, Period], ...] = ()
    changed_periods: tuple[tuple[SubscriptionId, Period], ...] = ()
    removed_periods: tuple[tuple[SubscriptionId, Period], ...] = ()
    new_receipts: tuple[Receipt, ...] = ()
    changed_receipts: tuple[Receipt, ...] = ()
    credit_notes: tuple[CreditNote, ...] = ()
    new_deferrals: tuple[Deferral, ...] = ()
    changed_deferrals: tuple[Deferral, ...] = ()
    new_certificates: tuple[Certificate, ...] = ()
    changed_certificates: tuple[Certificate, ...] = ()
    payments: tuple[Payment, ...] = ()
    facts: tuple[Fact, ...] = ()
    transfers: tuple[Transfer, ...] = ()
