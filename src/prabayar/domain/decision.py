"""Deciding, for everybody: the worker, a page's command, a preview, "what happens next".

`decide` is what falls due; `command` runs one verb of `life` on the state. A preview is the same
call that is not saved; its `fingerprint` says what it was made of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from prabayar.domain.errors import PreviewChanged
from prabayar.domain.facts import Fact, FactKind
from prabayar.domain.ids import Ids, InvoiceId, PaymentId, SubscriptionId, preview_ids
from prabayar.domain.invoice import Invoice, InvoiceKind, InvoiceStatus
from prabayar.domain.life import receive
from prabayar.domain.life.steps import run
from prabayar.domain.money import Money
from prabayar.domain.payment import Payment
from prabayar.domain.period import local_date
from prabayar.domain.state import AccountState, Decision, References, Terms
from prabayar.domain.subscription import Period, Subscription
from prabayar.domain.values import replace
from prabayar.domain.working import Work

_MOST_TURNS = 400  # of an outlook; twelve months of one subscription take about sixty


def decide(
    state: AccountState,
    terms: Terms,
    *,
    now: datetime,
    ids: Ids,
    references: References,
    subscriptions: Iterable[SubscriptionId] | None = None,
) -> Decision:
    """Everything that is due at `now` for the account's subscriptions (or for those named)."""
    work = Work(state, terms, now=now, ids=ids, references=references, actor="system")
    for subscription in state.subscriptions.values():
        due = subscription.due_at is not None and subscription.due_at <= now
        if due if subscriptions is None else subscription.id in subscriptions:
            work.unrested[subscription.id] = None
    run(work)
    return work.decision()


def command(
    state: AccountState,
    terms: Terms,
    verb: Callable[[Work], None],
    *,
    now: datetime,
    ids: Ids,
    references: References,
    actor: str,
    expected: str = "",
) -> Decision:
    """Carry out `verb` after everything that is due. `expected` is a preview's fingerprint.

    Errors: whatever the verb refuses; `PreviewChanged` if the state is not the one shown.
    """
    if expected and expected != fingerprint(state, terms):
        raise PreviewChanged(
            "Something has changed since you looked: look at the preview again, then confirm."
        )
    work = Work(state, terms, now=now, ids=ids, references=references, actor=actor)
    work.unrested.update(dict.fromkeys(state.subscriptions))
    verb(work)
    run(work)
    return work.decision()


def preview(
    state: AccountState, terms: Terms, verb: Callable[[Work], None], *, now: datetime
) -> tuple[Decision, str]:
    """What `command` would decide now, and the fingerprint of what that was made of."""
    return _supposed(state, terms, verb, now=now), fingerprint(state, terms)


def _supposed(
    state: AccountState, terms: Terms, verb: Callable[[Work], None], *, now: datetime
) -> Decision:
    return command(
        state, terms, verb, now=now, ids=preview_ids(), references=_no_reference, actor="preview"
    )


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A preview for one subscription, with the state that it starts from.

    `settled` is the same with the open invoices that it makes paid today, None if it makes none:
    its facts begin with those of `decision`, and its ids are the same.
    """

    before: AccountState
    decision: Decision
    settled: Decision | None
    fingerprint: str


def foresee(
    state: AccountState,
    terms: Terms,
    subscription_id: SubscriptionId,
    wish: Callable[[Work, Subscription], None],
    *,
    now: datetime,
) -> Foreseen:
    """What `command` would decide now, and what paying for it at once would do then."""

    def verb(work: Work) -> None:
        wish(work, state.subscriptions[subscription_id])

    decided, made_of = preview(state, terms, verb, now=now)
    offers = offers_of(decided, subscription_id)

    def paid(work: Work) -> None:
        verb(work)
        run(work)
        for offer in offers:
            _pay(work, work.invoices[offer.id])

    settled = _supposed(state, terms, paid, now=now) if offers else None
    return Foreseen(state, decided, settled, made_of)


def offers_of(decision: Decision, subscription_id: SubscriptionId) -> tuple[Invoice, ...]:
    """The open invoices that a decision makes for a subscription, for what was wished.

    A renewal that is issued anew beside another offer is not what was wished.
    """
    made = [
        invoice
        for invoice in decision.new_invoices
        if invoice.status is InvoiceStatus.OPEN and invoice.subscription_id == subscription_id
    ]
    wished = [invoice for invoice in made if invoice.kind is not InvoiceKind.RENEWAL]
    return tuple(wished or made)


def fingerprint(state: AccountState, terms: Terms) -> str:
    """A hash of everything that a decision is made of, the clock aside."""
    return hashlib.sha256(repr((state, terms)).encode()).hexdigest()[:32]


def _no_reference(name: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What will happen to one subscription, in order, and its state at the end.

    `payments` is the money that is supposed to be paid for each invoice, in minor units: what the
    balance, a deposit or a credit pays of it is no part of it.
    """

    facts: tuple[Fact, ...]
    invoices: dict[InvoiceId, Invoice]
    subscription: Subscription
    payments: Mapping[InvoiceId, int] = field(default_factory=dict)


def outlook(
    state: AccountState,
    terms: Terms,
    subscription_id: SubscriptionId,
    *,
    now: datetime,
    until: datetime,
    paid: bool,
) -> Outlook:
    """The coming time of one subscription, by the code that will decide it.

    `paid` supposes that each invoice is paid in full on the day it is issued; otherwise nothing
    is paid at all.
    """
    ids = preview_ids()
    only = {subscription_id: state.subscriptions[subscription_id]}
    mine = {k: v for k, v in state.invoices.items() if v.subscription_id == subscription_id}
    periods = {k: v for k, v in state.periods.items() if k == subscription_id}
    state = replace(state, subscriptions=only, invoices=mine, periods=periods)
    facts: list[Fact] = []
    seen = dict(mine)
    payments: dict[InvoiceId, int] = {}
    for _ in range(_MOST_TURNS):
        work = Work(state, terms, now=now, ids=ids, references=_no_reference, actor="outlook")
        work.unrested[subscription_id] = None
        run(work)
        if paid:
            _pay_open(work, payments)
        facts.extend(work.facts)
        seen.update(work.invoices)
        state = _after(work)
        due_at = work.subscriptions[subscription_id].due_at
        if due_at is None or due_at >= until:
            break
        now = max(due_at, now + timedelta(microseconds=1))
    return Outlook(tuple(facts), seen, state.subscriptions[subscription_id], payments)


def _pay_open(work: Work, payments: dict[InvoiceId, int]) -> None:
    """An upgrade first: when it takes effect, the renewal beside it is issued anew."""
    while (invoice := _next_open(work, payments)) is not None:
        payments[invoice.id] = invoice.outstanding_minor
        _pay(work, invoice)
        run(work)


def _next_open(work: Work, payments: Mapping[InvoiceId, int]) -> Invoice | None:
    open_now = [
        invoice
        for invoice in work.invoices.values()
        if invoice.status is InvoiceStatus.OPEN
        and invoice.outstanding_minor > 0
        and invoice.id not in payments
    ]
    return min(
        open_now,
        key=lambda one: (one.kind is not InvoiceKind.UPGRADE, one.due_on),
        default=None,
    )


def _pay(work: Work, invoice: Invoice) -> None:
    """Suppose that an open invoice is paid in full today; one that asks for nothing is settled."""
    payment = Payment(
        id=PaymentId(next(work.ids)),
        account_id=invoice.account_id,
        amount=Money(invoice.outstanding_minor, invoice.currency),
        booked_on=local_date(work.now, work.account.zone),
        source="supposed",
        key=f"supposed-{invoice.id}",
        invoice_ids=(invoice.id,),
    )
    receive.receive(work, payment)


def _after(work: Work) -> AccountState:
    """The state that the next turn starts from: what is closed is left behind."""
    still = (InvoiceStatus.OPEN, InvoiceStatus.LAPSED)
    return AccountState(
        account=work.account,
        subscriptions=work.subscriptions,
        invoices={k: v for k, v in work.invoices.items() if v.status in still},
        periods={k: _still_needed(work, k) for k in work.periods},
        receipts=work.receipts,
        deferrals=work.deferrals,
    )


def _still_needed(work: Work, subscription_id: SubscriptionId) -> tuple[Period, ...]:
    """The running period and those paid ahead."""
    from_on = work.subscriptions[subscription_id].period_ends_on
    periods = work.periods[subscription_id]
    return tuple(p for p in periods if from_on is None or p.ends_on >= from_on)


def timeline_kinds() -> frozenset[FactKind]:
    """The facts of an outlook that a customer is shown."""
    return frozenset(
        {
            FactKind.INVOICE_ISSUED,
            FactKind.INVOICE_SETTLED,
            FactKind.REMINDER_DUE,
            FactKind.PERIOD_BEGAN,
            FactKind.GRACE_BEGAN,
            FactKind.SUSPENDED,
            FactKind.TRIAL_ENDING_ANNOUNCED,
            FactKind.TRIAL_ENDED,
            FactKind.ENDING_ANNOUNCED,
            FactKind.SUBSCRIPTION_ENDED,
            FactKind.PROMOTION_ENDING_ANNOUNCED,
            FactKind.PROMOTION_ENDED,
            FactKind.PLAN_CHANGED,
        }
    )
