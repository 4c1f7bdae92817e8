"""A small life of one account in memory: time passes, people act, every decision is checked.

`advance` goes from due instant to due instant through `decide`, as the worker does; every command
is previewed first and must then decide exactly what the preview showed.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from prabayar.domain import ledger
from prabayar.domain.bank_line import Shortfall
from prabayar.domain.catalog import Interval, Price
from prabayar.domain.certificate import Certificate
from prabayar.domain.decision import command, decide, preview
from prabayar.domain.ids import (
    AccountId,
    CertificateId,
    InvoiceId,
    PaymentId,
    PriceId,
    ReceiptId,
    SubscriptionId,
)
from prabayar.domain.invoice import CreditNote, Deferral, Invoice, InvoiceStatus, Receipt
from prabayar.domain.ledger import Transfer
from prabayar.domain.life import grants, opening, receive, revenue, trial
from prabayar.domain.life.undo import take_back
from prabayar.domain.money import Money
from prabayar.domain.payment import Payment
from prabayar.domain.period import instant_of, local_date
from prabayar.domain.policy import Policy
from prabayar.domain.promotion import Promotion
from prabayar.domain.state import Account, AccountState, Decision, Party, Terms
from prabayar.domain.subscription import Period, Subscription
from prabayar.domain.tax import KNOWN_RATES, TaxRate
from prabayar.domain.working import Work
from tests.life import invariants
from tests.life.keeping_back import ask_for_certificates, taken_of
from tests.life.selling import MONTH, catalog

FIRST_ID = 10**12  # far above every amount, so that an id can be told from one
Verb = Callable[[Work], object]
OnApp = Callable[[Work, Subscription], object]


@dataclass(frozen=True, slots=True)
class Turn:
    """One decision and the instant it was made at."""

    now: datetime
    zone: str
    decision: Decision


class Life:
    """One account from the day it is opened; local dates are those of the account's zone."""

    def __init__(
        self,
        *,
        on: date,
        zone: str = "Asia/Jakarta",
        currency: str = "IDR",
        country: str = "ID",
        policy: Policy | None = None,
        rates: Sequence[TaxRate] = KNOWN_RATES,
        previews: bool = True,
    ) -> None:
        self.terms = Terms(policy or Policy(), catalog(), tuple(rates))
        self.now = instant_of(on, zone)
        self.previews = previews
        self.account = Account(
            id=AccountId(1),
            code="ACME",
            name="PT Acme",
            country=country,
            currency=currency,
            zone=zone,
            billing_emails=("billing@acme.test",),
        )
        self.subscriptions: dict[SubscriptionId, Subscription] = {}
        self.invoices: dict[InvoiceId, Invoice] = {}
        self.periods: dict[SubscriptionId, tuple[Period, ...]] = {}
        self.receipts: dict[ReceiptId, Receipt] = {}
        self.credit_notes: list[CreditNote] = []
        self.deferrals: dict[tuple[ReceiptId, int], Deferral] = {}
        self.ledger: Counter[str] = Counter()
        self.transfers: list[Transfer] = []
        self.payments: dict[PaymentId, Payment] = {}
        self.certificates: dict[CertificateId, Certificate] = {}
        self.turns: list[Turn] = []
        self.next_id = FIRST_ID
        self._serial = itertools.count(1)
        party = Party(id=1, account_id=self.account.id, name="PT Acme", country=country)
        self.do(lambda work: opening.open_account(work, party))

    # -- time ----------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        return local_date(self.now, self.account.zone)

    def next_due_at(self) -> datetime | None:
        asked = [s.due_at for s in self.subscriptions.values() if s.due_at is not None]
        return min(asked, default=None)

    def advance(self, to: date) -> None:
        """Let time pass until the first instant of `to`: everything in order, each at its time."""
        until = instant_of(to, self.account.zone)
        while (due_at := self.next_due_at()) is not None and due_at <= until:
            self.now = max(self.now, due_at)
            self.decide()
        self.now = max(self.now, until)
        self.deliver()
        ask_for_certificates(self)

    def advance_late(self, to: date) -> None:
        """The machine was off until the first instant of `to`, then the worker runs once."""
        self.now = max(self.now, instant_of(to, self.account.zone))
        self.decide()
        self.deliver()

    def decide(self) -> Decision:
        ids = itertools.count(self.next_id)
        decided = decide(
            self.state(), self.terms, now=self.now, ids=ids, references=self._reference
        )
        self._keep(decided, next(ids))
        return decided

    def deliver(self) -> None:
        """Book revenue up to now, as its own loop of the worker does."""
        ids = itertools.count(self.next_id)
        work = Work(
            self.state(),
            self.terms,
            now=self.now,
            ids=ids,
            references=self._reference,
            actor="system",
        )
        revenue.deliver(work)
        self._keep(work.decision(), next(ids))

    # -- people --------------------------------------------------------------------------------

    def do(self, verb: Verb, *, actor: str = "staff", named: Sequence[InvoiceId] = ()) -> Decision:
        """Carry a command out; what it does must be what its preview said."""

        def carried(work: Work) -> None:
            verb(work)

        state = self.state(named)
        shown, made_of = (
            preview(state, self.terms, carried, now=self.now) if self.previews else (None, "")
        )
        ids = itertools.count(self.next_id)
        decided = command(
            state,
            self.terms,
            carried,
            now=self.now,
            ids=ids,
            references=self._reference,
            actor=actor,
            expected=made_of,
        )
        if shown is not None:
            invariants.same_as_preview(shown, decided, first_id=self.next_id)
        self._keep(decided, next(ids))
        return decided

    def wish(self, verb: OnApp, app: str = "app-1", *, actor: str = "member") -> Decision:
        subscription_id = self.sub(app).id
        return self.do(lambda work: verb(work, work.subscriptions[subscription_id]), actor=actor)

    def make_app(self, app: str = "app-1", *, approved: bool = False) -> Subscription:
        self.do(
            lambda work: trial.make_app(
                work, app_id=app, name=app.title(), made_at=self.now, approved=approved
            ),
            actor="member",
        )
        return self.sub(app)

    def take_over(
        self,
        app: str = "app-1",
        *,
        plan: str = "growth",
        interval: Interval = MONTH,
        enrolled_on: date | None,
        made_on: date | None = None,
        promotion: Promotion | None = None,
        custom: int | None = None,
    ) -> Subscription:
        """A subscription that ran in an earlier system."""
        price = self.price(plan, interval)
        if custom is not None:
            price = replace(price, id=PriceId(900), amount_minor=custom, custom=True)
        made_at = instant_of(made_on or enrolled_on or self.today, self.account.zone)
        row = opening.TakenOver(
            app_id=app,
            app_name=app.title(),
            made_at=made_at,
            price=price,
            enrolled_on=enrolled_on,
            promotion=promotion,
        )
        self.do(lambda work: opening.take_over(work, row))
        return self.sub(app)

    def pay(
        self,
        *invoices: Invoice,
        amount: int | None = None,
        booked_on: date | None = None,
        currency: str = "",
    ) -> Payment:
        """A transfer for these invoices (or for the balance) that we learn of now."""
        payment = self._payment(invoices, amount, booked_on, currency)
        self.do(lambda work: receive.receive(work, payment), named=payment.invoice_ids)
        return payment

    def find_money(self, amount: int, *, booked_on: date | None = None) -> Payment:
        """Money on the bank account that nobody knows the owner of."""
        payment = replace(self._payment((), amount, booked_on, ""), account_id=None)
        ids = itertools.count(self.next_id)
        decided = receive.record_unknown(payment, now=self.now, ids=ids, actor="staff")
        self._keep(decided, next(ids))
        return payment

    def allocate(
        self, payment: Payment, *invoices: Invoice, shortfalls: Sequence[Shortfall] = ()
    ) -> None:
        owned = replace(
            payment, account_id=self.account.id, invoice_ids=tuple(i.id for i in invoices)
        )
        self.do(lambda work: receive.allocate(work, owned, shortfalls), named=owned.invoice_ids)

    def take_back(
        self, payment: Payment, *invoices: Invoice, minor: int = 0, returned: bool = True
    ) -> Decision:
        """The bank (or, if not `returned`, staff) takes money back that had paid these invoices."""
        taken = taken_of(self, payment, invoices, minor=minor, returned=returned)
        periods = [p for of in self.periods.values() for p in of]
        ahead = [self.receipts[p.receipt_id].invoice_id for p in periods if p.receipt_id]
        return self.do(lambda work: take_back(work, taken), named=(*taken.invoices, *ahead))

    def give_back(self, payment: Payment) -> None:
        left = Money(self.ledger[ledger.unapplied(payment.id)], payment.amount.currency)
        ids = itertools.count(self.next_id)
        decided = receive.give_back(payment, left=left, now=self.now, ids=ids, actor="staff")
        self._keep(decided, next(ids))

    def refund(self, minor: int) -> None:
        self.do(lambda work: receive.refund(work, minor=minor, reason="asked for it"))

    def credit(self, receipt: Receipt, net: int, reason: str = "goodwill") -> None:
        self.do(
            lambda work: grants.credit_receipt(
                work,
                work.subscriptions[receipt.subscription_id],
                receipt,
                net_minor=net,
                reason=reason,
            )
        )

    def change_party(self, name: str) -> None:
        account = self.account
        party = Party(
            id=account.party_id + 1, account_id=account.id, name=name, country=account.country
        )
        self.do(lambda work: opening.change_party(work, party))

    def set_zone(self, zone: str) -> None:
        self.do(lambda work: grants.set_zone(work, zone=zone))

    def set_use_balance(self, use_balance: bool) -> None:
        self.do(lambda work: grants.set_use_balance(work, use_balance=use_balance))

    def set_billing_emails(self, *emails: str) -> None:
        self.do(lambda work: grants.set_billing_emails(work, emails))

    # -- what is known -------------------------------------------------------------------------

    def sub(self, app: str = "app-1") -> Subscription:
        """The newest subscription of the app."""
        return [s for s in self.subscriptions.values() if s.app_id == app][-1]

    def price(self, plan: str, interval: Interval = MONTH) -> Price:
        return self.terms.catalog.price(plan, self.account.currency, interval)

    def open(self, app: str = "app-1") -> list[Invoice]:
        return [i for i in self.invoices_of(app) if i.status is InvoiceStatus.OPEN]

    def one_open(self, app: str = "app-1") -> Invoice:
        [invoice] = self.open(app)
        return invoice

    def last(self, app: str = "app-1") -> Invoice:
        return self.invoices_of(app)[-1]

    def invoices_of(self, app: str = "app-1") -> list[Invoice]:
        return [i for i in self.invoices.values() if i.subscription_id == self.sub(app).id]

    def receipt_of(self, invoice: Invoice) -> Receipt:
        [receipt] = [r for r in self.receipts.values() if r.invoice_id == invoice.id]
        return receipt

    def facts(self, kind: str = "") -> list[tuple[date, str, dict[str, object]]]:
        return [
            (local_date(turn.now, turn.zone), str(fact.kind), dict(fact.data))
            for turn in self.turns
            for fact in turn.decision.facts
            if not kind or fact.kind == kind
        ]

    def days_of(self, kind: str) -> list[date]:
        """On which days a kind of fact was recorded."""
        return [day for day, _, _ in self.facts(kind)]

    def state(self, named: Sequence[InvoiceId] = ()) -> AccountState:
        """What the store loads: open and lapsed invoices, running and coming periods."""
        still = (InvoiceStatus.OPEN, InvoiceStatus.LAPSED)
        return AccountState(
            self.account,
            dict(self.subscriptions),
            {k: i for k, i in self.invoices.items() if i.status in still or k in named},
            {k: self._running(k, periods) for k, periods in self.periods.items()},
            dict(self.receipts),
            dict(self.deferrals),
        )

    def _running(
        self, subscription_id: SubscriptionId, periods: tuple[Period, ...]
    ) -> tuple[Period, ...]:
        from_on = self.subscriptions[subscription_id].period_ends_on
        return tuple(p for p in periods if from_on is None or p.ends_on >= from_on)

    def _payment(
        self,
        invoices: Sequence[Invoice],
        amount: int | None,
        booked_on: date | None,
        currency: str,
    ) -> Payment:
        number = next(self._serial)
        asked = sum(self.invoices[i.id].outstanding_minor for i in invoices)
        minor = asked if amount is None else amount
        return Payment(
            id=PaymentId(number),
            account_id=self.account.id,
            amount=Money(minor, currency or self.account.currency),
            booked_on=booked_on or self.today,
            source="bank:main",
            key=f"transfer-{number}",
            invoice_ids=tuple(i.id for i in invoices),
            request=invoices[0].reference if invoices else "",
        )

    def _reference(self, name: str) -> str:
        return f"PB{next(self._serial):04}"

    def _keep(self, decided: Decision, next_id: int) -> None:
        """Save a decision in memory, then look whether everything still adds up."""
        before = dict(self.subscriptions)
        self.next_id = next_id
        self.account = decided.account or self.account
        for subscription in (*decided.new_subscriptions, *decided.subscriptions, *decided.rested):
            self.subscriptions[subscription.id] = subscription
        for invoice in (*decided.new_invoices, *decided.changed_invoices):
            self.invoices[invoice.id] = invoice
        for receipt in (*decided.new_receipts, *decided.changed_receipts):
            self.receipts[receipt.id] = receipt
        for deferral in (*decided.new_deferrals, *decided.changed_deferrals):
            self.deferrals[deferral.receipt_id, deferral.line_no] = deferral
        for owner, period in decided.removed_periods:
            self.periods[owner] = tuple(p for p in self.periods[owner] if p.no != period.no)
        for owner, period in (*decided.new_periods, *decided.changed_periods):
            kept = tuple(p for p in self.periods.get(owner, ()) if p.no != period.no)
            self.periods[owner] = tuple(sorted((*kept, period), key=lambda p: p.no))
        self.credit_notes.extend(decided.credit_notes)
        for certificate in (*decided.new_certificates, *decided.changed_certificates):
            self.certificates[certificate.id] = certificate
        self.payments.update({p.id: p for p in decided.payments})
        self.transfers.extend(decided.transfers)
        for transfer in decided.transfers:
            self.ledger[transfer.debit] -= transfer.minor
            self.ledger[transfer.credit] += transfer.minor
        self.turns.append(Turn(self.now, self.account.zone, decided))
        invariants.check(self, decided, before)


def days(count: int) -> timedelta:
    return timedelta(days=count)
