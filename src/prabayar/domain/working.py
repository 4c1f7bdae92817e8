"""The decision of one account while it is being worked out.

`Work` is made of the state that was read and collects what the rules decide; the books and the
stored balances follow each transfer. Nothing here saves or reads anything.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime
from typing import TypeVar

from prabayar.domain import ledger
from prabayar.domain.access import access_of
from prabayar.domain.catalog import Price
from prabayar.domain.certificate import CERTIFICATE_TRANSITIONS, Certificate
from prabayar.domain.errors import Undecidable
from prabayar.domain.facts import Fact, FactKind, Plain
from prabayar.domain.ids import (
    CertificateId,
    FactId,
    Ids,
    InvoiceId,
    ReceiptId,
    SubscriptionId,
)
from prabayar.domain.invoice import (
    INVOICE_TRANSITIONS,
    CreditNote,
    Deferral,
    Invoice,
    InvoiceStatus,
    Receipt,
)
from prabayar.domain.ledger import Code, Transfer
from prabayar.domain.payment import Payment
from prabayar.domain.period import local_date
from prabayar.domain.policy import Policy
from prabayar.domain.state import AccountState, App, Decision, Party, References, Terms
from prabayar.domain.subscription import PHASE_TRANSITIONS, Period, Subscription
from prabayar.domain.values import replace

_Key = TypeVar("_Key")
_Row = TypeVar("_Row")
_PeriodKey = tuple[SubscriptionId, int]


class Work:
    """The decision of one account while it is being worked out. Discarded if a rule refuses."""

    __slots__ = (
        "_fresh_certificates",
        "_fresh_deferrals",
        "_fresh_invoices",
        "_fresh_periods",
        "_fresh_receipts",
        "_fresh_subscriptions",
        "_invoices_by",
        "_removed_periods",
        "_rested",
        "_touched_certificates",
        "_touched_deferrals",
        "_touched_invoices",
        "_touched_periods",
        "_touched_receipts",
        "_touched_subscriptions",
        "account",
        "actor",
        "credit_notes",
        "deferrals",
        "facts",
        "ids",
        "invoices",
        "new_apps",
        "new_parties",
        "new_prices",
        "now",
        "payments",
        "periods",
        "policy",
        "receipts",
        "references",
        "state",
        "subscriptions",
        "terms",
        "transfers",
        "unrested",
    )

    def __init__(
        self,
        state: AccountState,
        terms: Terms,
        *,
        now: datetime,
        ids: Ids,
        references: References,
        actor: str,
    ) -> None:
        self.state, self.terms, self.now, self.ids = state, terms, now, ids
        self.policy: Policy = terms.policy
        self.references, self.actor, self.account = references, actor, state.account
        self.subscriptions = dict(state.subscriptions)
        self.invoices = dict(state.invoices)
        self.periods = dict(state.periods)
        self.receipts = dict(state.receipts)
        self.deferrals = dict(state.deferrals)
        self.facts: list[Fact] = []
        self.transfers: list[Transfer] = []
        self.payments: list[Payment] = []
        self.credit_notes: list[CreditNote] = []
        self.new_parties: list[Party] = []
        self.new_apps: list[App] = []
        self.new_prices: list[Price] = []
        self.unrested: dict[SubscriptionId, None] = {}
        self._invoices_by: dict[SubscriptionId, list[InvoiceId]] | None = None
        self._removed_periods: list[tuple[SubscriptionId, Period]] = []
        self._rested: dict[SubscriptionId, None] = {}
        self._fresh_certificates: dict[CertificateId, Certificate] = {}
        self._touched_certificates: dict[CertificateId, Certificate] = {}
        self._fresh_subscriptions: dict[SubscriptionId, None] = {}
        self._fresh_invoices: dict[InvoiceId, None] = {}
        self._fresh_receipts: dict[ReceiptId, None] = {}
        self._fresh_deferrals: dict[tuple[ReceiptId, int], None] = {}
        self._fresh_periods: dict[tuple[SubscriptionId, int], None] = {}
        self._touched_subscriptions: dict[SubscriptionId, None] = {}
        self._touched_invoices: dict[InvoiceId, None] = {}
        self._touched_receipts: dict[ReceiptId, None] = {}
        self._touched_deferrals: dict[tuple[ReceiptId, int], None] = {}
        self._touched_periods: dict[tuple[SubscriptionId, int], None] = {}

    # -- what is read ------------------------------------------------------------------------

    def today(self, subscription: Subscription) -> date:
        return local_date(self.now, subscription.zone)

    def invoices_of(self, subscription: Subscription) -> list[Invoice]:
        """Its open and lapsed invoices, oldest first."""
        known = self.invoices
        mine = [known[invoice_id] for invoice_id in self._invoices(subscription.id)]
        return [one for one in mine if one.status in (InvoiceStatus.OPEN, InvoiceStatus.LAPSED)]

    def _invoices(self, subscription_id: SubscriptionId) -> list[InvoiceId]:
        """Of an account with a thousand apps, not a thousand times those of all the others."""
        if self._invoices_by is None:
            self._invoices_by = {}
            for invoice in self.invoices.values():
                self._invoices_by.setdefault(invoice.subscription_id, []).append(invoice.id)
        return self._invoices_by.get(subscription_id, [])

    def deferrals_of(self, subscription: Subscription) -> list[Deferral]:
        """What is still to be earned of its receipts, by start."""
        found = [d for d in self.deferrals.values() if d.subscription_id == subscription.id]
        return sorted(found, key=lambda d: (d.starts_on, d.receipt_id, d.line_no))

    # -- what is decided ---------------------------------------------------------------------

    def fact(
        self,
        kind: FactKind,
        subscription: Subscription | None = None,
        invoice: Invoice | None = None,
        /,
        *,
        on: date,
        **data: Plain,
    ) -> FactId:
        """Record that something happened; the id is the cause of the transfers that follow."""
        fact_id = FactId(next(self.ids))
        self.facts.append(
            Fact(
                fact_id,
                kind,
                self.account.id,
                None if subscription is None else subscription.id,
                None if invoice is None else invoice.id,
                on,
                self.now,
                self.actor,
                data,
            )
        )
        return fact_id

    def transfer(self, fact_id: FactId, code: Code, debit: str, credit: str, minor: int) -> None:
        """Move money in the books; 0 moves nothing. Stored balances follow."""
        if minor == 0:
            return
        account = self.account
        self.transfers.append(
            Transfer(fact_id, account.id, code, debit, credit, minor, account.currency)
        )
        self._follow(debit, -minor)
        self._follow(credit, minor)

    def _follow(self, name: str, minor: int) -> None:
        kind, _, key = name.partition(":")
        if kind == "balance":
            after = self.account.balance_minor + minor
            self.account = replace(self.account, balance_minor=after)
        elif kind == "deposit":
            invoice = self.invoices[InvoiceId(int(key))]
            after = invoice.deposit_minor + minor
            self.put_invoice(replace(invoice, deposit_minor=after))
        elif kind == "receivable":  # what is owed to us: a debit makes it more
            after = self.account.receivable_minor - minor
            self.account = replace(self.account, receivable_minor=after)
        else:
            return
        if after < 0:
            raise Undecidable(f"{name} would fall to {after}: a rule moved money that is not there")

    def put(self, subscription: Subscription) -> Subscription:
        """Keep a changed subscription; its access follows from its phase, with a fact."""
        before = self.subscriptions[subscription.id]
        if subscription.phase is not before.phase:
            if subscription.phase not in PHASE_TRANSITIONS[before.phase]:
                raise Undecidable(
                    f"{subscription.app_id}: {subscription.phase} cannot follow {before.phase}"
                )
            subscription = self._with_access(subscription)
        elif subscription.hold_reason != before.hold_reason:
            subscription = self._with_access(subscription)
        self.subscriptions[subscription.id] = subscription
        self._touched_subscriptions[subscription.id] = None
        self.unrested[subscription.id] = None
        return subscription

    def rest(self, subscription: Subscription, due_at: datetime | None) -> None:
        """Nothing more falls due now: keep when it must be asked again."""
        self.unrested.pop(subscription.id, None)
        if subscription.due_at != due_at:
            self.subscriptions[subscription.id] = replace(subscription, due_at=due_at)
            self._rested[subscription.id] = None

    def _with_access(self, subscription: Subscription) -> Subscription:
        access = access_of(subscription)
        if (access.level, access.reason) == (subscription.access, subscription.access_reason):
            return subscription
        self.fact(
            FactKind.ACCESS_CHANGED,
            subscription,
            on=self.today(subscription),
            before=str(subscription.access),
            after=str(access.level),
            reason=str(access.reason),
            was=str(subscription.access_reason),
        )
        return replace(subscription, access=access.level, access_reason=access.reason)

    def add(self, subscription: Subscription) -> Subscription:
        """A subscription that did not exist before."""
        self.subscriptions[subscription.id] = subscription
        self._fresh_subscriptions[subscription.id] = None
        self.unrested[subscription.id] = None
        return subscription

    def add_invoice(self, invoice: Invoice) -> Invoice:
        self.invoices[invoice.id] = invoice
        self._fresh_invoices[invoice.id] = None
        if self._invoices_by is not None:
            self._invoices_by.setdefault(invoice.subscription_id, []).append(invoice.id)
        return invoice

    def put_invoice(self, invoice: Invoice) -> Invoice:
        before = self.invoices[invoice.id].status
        if invoice.status is not before and invoice.status not in INVOICE_TRANSITIONS[before]:
            raise Undecidable(f"invoice {invoice.id}: {invoice.status} cannot follow {before}")
        self.invoices[invoice.id] = invoice
        self._touched_invoices[invoice.id] = None
        return invoice

    def add_period(self, subscription: Subscription, period: Period) -> None:
        self.periods[subscription.id] = (*self.periods.get(subscription.id, ()), period)
        self._fresh_periods[subscription.id, period.no] = None

    def put_period(self, subscription: Subscription, period: Period) -> None:
        kept = (period if p.no == period.no else p for p in self.periods[subscription.id])
        self.periods[subscription.id] = tuple(kept)
        self._touched_periods[subscription.id, period.no] = None

    def remove_period(self, subscription: Subscription, period: Period) -> None:
        """Its days were not bought after all."""
        kept = tuple(p for p in self.periods[subscription.id] if p.no != period.no)
        self.periods[subscription.id] = kept
        self._touched_periods.pop((subscription.id, period.no), None)
        if (subscription.id, period.no) in self._fresh_periods:
            del self._fresh_periods[subscription.id, period.no]
        else:
            self._removed_periods.append((subscription.id, period))

    def add_receipt(self, receipt: Receipt) -> None:
        self.receipts[receipt.id] = receipt
        self._fresh_receipts[receipt.id] = None

    def put_receipt(self, receipt: Receipt) -> None:
        self.receipts[receipt.id] = receipt
        self._touched_receipts[receipt.id] = None

    def add_deferral(self, deferral: Deferral) -> None:
        self.deferrals[deferral.receipt_id, deferral.line_no] = deferral
        self._fresh_deferrals[deferral.receipt_id, deferral.line_no] = None

    def put_deferral(self, deferral: Deferral) -> None:
        self.deferrals[deferral.receipt_id, deferral.line_no] = deferral
        self._touched_deferrals[deferral.receipt_id, deferral.line_no] = None

    def add_certificate(self, certificate: Certificate) -> None:
        self._fresh_certificates[certificate.id] = certificate

    def put_certificate(self, before: Certificate, after: Certificate) -> None:
        """A certificate that was read, changed."""
        moved = after.state is not before.state
        if moved and after.state not in CERTIFICATE_TRANSITIONS[before.state]:
            raise Undecidable(f"certificate {after.id}: {after.state} cannot follow {before.state}")
        self._touched_certificates[after.id] = after

    # -- the result --------------------------------------------------------------------------

    def decision(self) -> Decision:
        """Everything decided, new rows and changed rows apart."""
        subscriptions, fresh = self.subscriptions, self._fresh_subscriptions
        touched = self._touched_subscriptions
        rested = [i for i in self._rested if i not in touched]
        return Decision(
            order=self.now,
            account=self.account,
            before=self.state.account,
            new_parties=tuple(self.new_parties),
            new_apps=tuple(self.new_apps),
            new_prices=tuple(self.new_prices),
            subscriptions=_of(subscriptions, touched, fresh),
            rested=_of(subscriptions, rested, fresh),
            new_subscriptions=_of(subscriptions, fresh),
            new_invoices=_of(self.invoices, self._fresh_invoices),
            changed_invoices=_of(self.invoices, self._touched_invoices, self._fresh_invoices),
            new_periods=self._some_periods(self._fresh_periods),
            removed_periods=tuple(self._removed_periods),
            changed_periods=self._some_periods(self._touched_periods, self._fresh_periods),
            new_receipts=_of(self.receipts, self._fresh_receipts),
            changed_receipts=_of(self.receipts, self._touched_receipts, self._fresh_receipts),
            credit_notes=tuple(self.credit_notes),
            new_deferrals=_of(self.deferrals, self._fresh_deferrals),
            changed_deferrals=_of(self.deferrals, self._touched_deferrals, self._fresh_deferrals),
            new_certificates=tuple(self._fresh_certificates.values()),
            changed_certificates=tuple(self._touched_certificates.values()),
            payments=tuple(self.payments),
            facts=tuple(self.facts),
            transfers=tuple(self.transfers),
        )

    def opening_decision(self) -> Decision:
        """The decision of an account that did not exist before."""
        return replace(self.decision(), before=None)

    def _some_periods(
        self, keys: Iterable[_PeriodKey], but: Container[_PeriodKey] = ()
    ) -> tuple[tuple[SubscriptionId, Period], ...]:
        if not keys:
            return ()
        return tuple([(s, self._period(s, no)) for s, no in keys if (s, no) not in but])

    def _period(self, subscription_id: SubscriptionId, no: int) -> Period:
        return next(p for p in self.periods[subscription_id] if p.no == no)

    def balance_name(self) -> str:
        return ledger.balance(self.account.id)


def _of(
    rows: Mapping[_Key, _Row], keys: Iterable[_Key], but: Container[_Key] = ()
) -> tuple[_Row, ...]:
    if not keys:  # as nearly always: a decision changes few kinds of rows
        return ()
    return tuple([rows[key] for key in keys if key not in but])
