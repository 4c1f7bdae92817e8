"""Money that is taken back: a bank returns a transfer, or staff gave it to the wrong customer.

What it had paid is undone, the newest first: the receipt is credited whole, its invoice is void
and issued anew with the same reference, and the running period goes on in grace. Where something
else is built on it (the period is over, an upgrade took effect) the settlement stays and the money
is a receivable. By counter-transfers only. Source: rules 10 and 14.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from prabayar.domain import ledger
from prabayar.domain.catalog import Interval
from prabayar.domain.certificate import Certificate
from prabayar.domain.errors import PaymentRefused
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import FactId, InvoiceId, PaymentId
from prabayar.domain.invoice import Invoice, InvoiceKind, InvoiceStatus, Receipt
from prabayar.domain.ledger import Code
from prabayar.domain.life import changes, credit, issue, settle, withheld
from prabayar.domain.life.credit import Cut
from prabayar.domain.life.steps import run
from prabayar.domain.period import local_date
from prabayar.domain.subscription import ChangeKind, PendingChange, Period, Phase, Subscription
from prabayar.domain.values import replace
from prabayar.domain.working import Work


@dataclass(frozen=True, slots=True)
class Gap:
    """What settled an invoice without money: bank charges, or what was withheld for the state
    (with its certificate).
    """

    invoice_id: InvoiceId
    debit: str
    minor: int
    certificate: Certificate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What is taken back of a payment, and what it had paid of this account.

    `minor` goes to ledger account `to`: the payment's own `unapplied`, or the bank's. `invoices`
    were paid by it directly, or by the balance since it had come, in the order in which they are
    undone; `gaps` were accepted when they were settled. `returned`: by the bank, not by staff.
    """

    payment_id: PaymentId
    minor: int
    to: str
    reason: str
    returned: bool
    invoices: tuple[InvoiceId, ...] = ()
    gaps: tuple[Gap, ...] = ()


def take_back(work: Work, taken: Taken) -> None:
    """Undo what the money had paid, as far as is needed, and move it where it belongs.

    Errors: `PaymentRefused` when there is nothing to take.
    """
    if taken.minor <= 0:
        raise PaymentRefused("Nothing of this payment is left to take back.", minor=taken.minor)
    run(work)  # what was due before is decided with the money still there
    for invoice_id in taken.invoices:
        if work.account.balance_minor >= taken.minor:
            break
        _give_up(work, invoice_id, taken)
    paid = min(work.account.balance_minor, taken.minor)
    owed = taken.minor - paid
    fact_id = work.fact(
        FactKind.PAYMENT_TAKEN_BACK,
        on=local_date(work.now, work.account.zone),
        payment=taken.payment_id,
        minor=taken.minor,
        owed=owed,
        returned=taken.returned,
        reason=taken.reason,
    )
    work.transfer(fact_id, Code.TAKEN_BACK, work.balance_name(), taken.to, paid)
    work.transfer(fact_id, Code.TAKEN_BACK, ledger.receivable(work.account.id), taken.to, owed)
    settle.collect(work)
    run(work)


def _give_up(work: Work, invoice_id: InvoiceId, taken: Taken) -> None:
    """Bring what the invoice holds back to the balance, if nothing else is built on it."""
    invoice = work.invoices[invoice_id]
    if invoice.status is InvoiceStatus.OPEN:
        _release(work, invoice)
    elif invoice.status is InvoiceStatus.SETTLED:
        for period, receipt in _built_on(work, invoice):
            _unsettle(work, period, receipt, taken)


def _release(work: Work, invoice: Invoice) -> None:
    if invoice.deposit_minor == 0:
        return
    subscription = work.subscriptions[invoice.subscription_id]
    fact_id = work.fact(
        FactKind.DEPOSIT_RELEASED,
        subscription,
        invoice,
        on=work.today(subscription),
        minor=invoice.deposit_minor,
    )
    issue.return_deposit(work, invoice, fact_id)


def _built_on(work: Work, invoice: Invoice) -> Iterable[tuple[Period, Receipt]]:
    """The invoice's period and those that were paid after it, the last one first.

    Empty where the settlement has to stay.
    """
    subscription = work.subscriptions.get(invoice.subscription_id)
    if subscription is None or invoice.kind is InvoiceKind.UPGRADE:
        return ()
    receipts = {r.id: r for r in work.receipts.values() if r.subscription_id == subscription.id}
    own = next((r for r in receipts.values() if r.invoice_id == invoice.id), None)
    periods = work.periods.get(subscription.id, ())
    first = next((p for p in periods if own is not None and p.receipt_id == own.id), None)
    if first is None or first.ends_on <= work.today(subscription):
        return ()
    later = [p for p in periods if p.starts_on >= first.starts_on]
    found = [(p, receipts.get(p.receipt_id)) for p in later if p.receipt_id is not None]
    plain = [(p, r) for p, r in found if r is not None and _is_plain(work, subscription, p, r)]
    return reversed(plain) if len(plain) == len(later) else ()


def _is_plain(work: Work, subscription: Subscription, period: Period, receipt: Receipt) -> bool:
    """Nothing of the receipt was credited, and its plan is the one that runs."""
    begun = period.starts_on <= work.today(subscription)
    same = period.price.plan_code == subscription.price.plan_code
    untouched = receipt.credited_net_minor == 0 and receipt.invoice_id in work.invoices
    return untouched and (same or not begun)


def _unsettle(work: Work, period: Period, receipt: Receipt, taken: Taken) -> None:
    """Credit the receipt whole, give its days back, and ask for them again."""
    invoice = work.invoices[receipt.invoice_id]
    subscription = _without_offers(work, work.subscriptions[receipt.subscription_id])
    today = work.today(subscription)
    fact_id = work.fact(
        FactKind.SETTLEMENT_UNDONE,
        subscription,
        invoice,
        on=today,
        receipt=receipt.id,
        total=receipt.tax.total_minor,
        returned=taken.returned,
    )
    cuts = tuple(
        Cut(deferral, deferral.net_minor)
        for deferral in work.deferrals_of(subscription)
        if deferral.receipt_id == receipt.id
    )
    credit.credit(work, subscription, cuts, reason="the payment was taken back")
    for gap in taken.gaps:
        if gap.invoice_id == receipt.invoice_id:
            _without_gap(work, gap, fact_id)
    work.remove_period(subscription, period)
    work.put_invoice(replace(invoice, status=InvoiceStatus.VOID, closed_on=today))
    if subscription.phase is Phase.TRIAL:
        _back_to_trial(work, subscription, invoice)
    else:
        _back_to_grace(work, subscription, period, receipt, invoice, today)


def _without_gap(work: Work, gap: Gap, fact_id: FactId) -> None:
    """What settled it without money is not the customer's: out of what was credited to it."""
    back = gap.debit if gap.certificate is None else withheld.undo(work, gap.certificate)
    if back:
        work.transfer(fact_id, Code.SHORTFALL_UNDONE, work.balance_name(), back, gap.minor)


def _without_offers(work: Work, subscription: Subscription) -> Subscription:
    """What was asked for on the strength of the period: the next one, an upgrade."""
    pending = subscription.pending
    if pending is not None and pending.kind is ChangeKind.UPGRADE and pending.invoice_id:
        changes.drop_change(work, subscription, reason="the payment was taken back")
    renewal = issue.open_renewal(work, subscription)
    if renewal is not None:
        issue.void(work, renewal, reason="the payment was taken back")
    return work.subscriptions[subscription.id]


def _back_to_grace(
    work: Work,
    subscription: Subscription,
    period: Period,
    receipt: Receipt,
    invoice: Invoice,
    today: date,
) -> None:
    """The days were not bought: those that run are grace, those that come are asked for anew."""
    starts_on = period.starts_on
    subscription = replace(
        subscription,
        paid_until_on=starts_on,
        index=subscription.index - period.price.interval.months,
        next_no=period.no,
        reminded_on=None,
    )
    if starts_on <= today:
        subscription = replace(
            subscription,
            phase=Phase.GRACE,
            period_ends_on=starts_on,
            grace_on=today,
            reminded_on=today,
            suspend_on=today + timedelta(days=work.policy.grace_after_return_days),
        )
    subscription = work.put(subscription)
    anew = issue.issue(
        work,
        subscription,
        kind=InvoiceKind.RENEWAL,
        price=period.price,
        lines=receipt.lines,
        index=subscription.index,
        starts_on=starts_on,
        ends_on=period.ends_on,
        due_on=starts_on,
        valid_until_on=None,
        anew_for=invoice,
    )
    if subscription.suspend_on is not None:
        work.fact(
            FactKind.GRACE_BEGAN,
            subscription,
            anew,
            on=today,
            suspend_on=subscription.suspend_on.isoformat(),
            outstanding=anew.outstanding_minor,
        )


def _back_to_trial(work: Work, subscription: Subscription, invoice: Invoice) -> None:
    """The trial runs still: the plan is chosen and not paid, as before."""
    trial = work.terms.catalog.price(
        work.terms.catalog.trial_plan, work.account.currency, Interval.MONTH
    )
    pending = PendingChange(ChangeKind.FIRST, invoice.price, invoice.issued_on, invoice.id)
    subscription = work.put(
        replace(
            subscription,
            price=trial,
            anchor_on=None,
            index=0,
            next_no=1,
            paid_until_on=None,
            period_ends_on=None,
            pending=pending,
        )
    )
    anew = issue.offer_restart(work, subscription, price=invoice.price, anew_for=invoice)
    work.put(
        replace(work.subscriptions[subscription.id], pending=replace(pending, invoice_id=anew.id))
    )
