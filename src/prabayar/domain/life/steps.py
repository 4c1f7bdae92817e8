"""What each due step does, and the loop that does them in order until nothing more is due.

Late runs catch up: several reminders that are all past tell one, the newest; documents carry the
real day. `run` is the function that the worker, previews and "what happens next" share.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from prabayar.domain.catalog import Price
from prabayar.domain.errors import Undecidable
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import InvoiceId
from prabayar.domain.invoice import Invoice, InvoiceStatus
from prabayar.domain.life import issue, settle
from prabayar.domain.life.due import (
    AGAINST,
    Due,
    Step,
    ends_on,
    next_kind_step,
    next_step,
    normal_from,
    reminders,
)
from prabayar.domain.life.upgrade import drop_promotion
from prabayar.domain.period import instant_of
from prabayar.domain.subscription import ChangeKind, Phase, Subscription
from prabayar.domain.values import replace
from prabayar.domain.working import Work

_MOST_STEPS = 2_000  # of one subscription at one instant; ten years of outage stay far below


def run(work: Work) -> None:
    """Do everything that is due for the loaded subscriptions, and keep when to ask again."""
    steps = 0
    while work.unrested:
        subscription = work.subscriptions[next(iter(work.unrested))]
        due = asked = next_step(work, subscription)
        if due is not None and work.account.parked_reason and due.step in AGAINST:
            due = next_kind_step(work, subscription)
        if due is None or due.on > work.today(subscription):
            work.rest(subscription, asked and instant_of(asked.on, subscription.zone))
            continue
        steps += 1
        if steps > _MOST_STEPS * max(1, len(work.subscriptions)):
            raise Undecidable(f"{subscription.app_id} does not come to rest: {due.step.name}")
        perform(work, subscription, due)


def perform(work: Work, subscription: Subscription, due: Due) -> None:
    """Do one step."""
    work.unrested[subscription.id] = None
    _HANDLERS[due.step](work, subscription, due)


def _period_begin(work: Work, subscription: Subscription, due: Due) -> None:
    starts_on = due.on
    period = next(p for p in work.periods[subscription.id] if p.starts_on == starts_on)
    before, price, pending = subscription.price, period.price, subscription.pending
    rode = pending is not None and pending.invoice_id is None and pending.price == price
    promotion = subscription.promotion
    lost = _is_upgrade(work, before, price) or (
        (rode or before != price) and promotion is not None and not promotion.covers_price(price)
    )
    if lost:
        drop_promotion(work, subscription, on=starts_on)
        promotion = None
    if rode:
        pending = None
    if before.plan_code != price.plan_code or before.interval != price.interval:
        work.fact(
            FactKind.PLAN_CHANGED,
            subscription,
            on=starts_on,
            before=before.plan_code,
            after=price.plan_code,
            interval=str(price.interval),
        )
    subscription = work.put(
        replace(
            subscription,
            phase=Phase.ACTIVE,
            zone=work.account.zone,
            price=price,
            pending=pending,
            promotion=promotion,
            period_ends_on=period.ends_on,
            reminded_on=None,
            deferred_until_on=None,
            grace_on=None,
            suspend_on=None,
            suspended_on=None,
            ending_noticed_on=None,
            claim_open=False,
            claim_used=False,
        )
    )
    work.fact(
        FactKind.PERIOD_BEGAN,
        subscription,
        on=starts_on,
        no=period.no,
        ends_on=period.ends_on.isoformat(),
    )


def _is_upgrade(work: Work, before: Price, after: Price) -> bool:
    plans = work.terms.catalog
    return plans.plan(after.plan_code).rank > plans.plan(before.plan_code).rank


def _issue(work: Work, subscription: Subscription, due: Due) -> None:
    issue.issue_renewal(work, subscription)
    settle.collect(work)


def _tax_change(work: Work, subscription: Subscription, due: Due) -> None:
    """The rate changed before the period begins: the open invoice is issued anew.

    Its lines stay: a promotion that was ended early meanwhile does not make it dearer.
    """
    invoice = work.invoices[InvoiceId(due.key)]
    held = issue.void(work, invoice, reason="tax rate changed")
    anew = issue.issue(
        work,
        subscription,
        kind=invoice.kind,
        price=invoice.price,
        lines=invoice.lines,
        index=invoice.index,
        starts_on=invoice.starts_on,
        ends_on=invoice.ends_on,
        due_on=invoice.due_on,
        valid_until_on=invoice.valid_until_on,
        grace_days_billed=invoice.grace_days_billed,
        anew_for=invoice,
    )
    issue.keep_deposit(work, anew, held)
    repoint_pending(work, work.subscriptions[subscription.id], invoice.id, anew.id)
    settle.collect(work)


def repoint_pending(
    work: Work, subscription: Subscription, old: InvoiceId, new: InvoiceId | None
) -> None:
    """A pending change follows its invoice when that is issued anew or closed."""
    pending = subscription.pending
    if pending is None or pending.invoice_id != old:
        return
    if new is None and pending.kind is ChangeKind.UPGRADE:
        work.put(replace(subscription, pending=None))
    else:
        work.put(replace(subscription, pending=replace(pending, invoice_id=new)))


def _close_invoice(work: Work, subscription: Subscription, due: Due) -> None:
    """An offer that nobody took lapses; what lapsed long ago is void."""
    invoice = work.invoices[InvoiceId(due.key)]
    if invoice.status is InvoiceStatus.LAPSED:
        issue.void(work, invoice, reason="too late to be paid")
        return
    lapse(work, subscription, invoice)
    repoint_pending(work, work.subscriptions[subscription.id], invoice.id, None)
    settle.collect(work)


def lapse(work: Work, subscription: Subscription, invoice: Invoice) -> None:
    """Too late to pay as invoiced: what has arrived for it goes to the balance."""
    today = work.today(subscription)
    fact_id = work.fact(
        FactKind.INVOICE_LAPSED, subscription, invoice, on=today, payable=invoice.payable_minor
    )
    issue.return_deposit(work, invoice, fact_id)
    work.put_invoice(
        replace(work.invoices[invoice.id], status=InvoiceStatus.LAPSED, closed_on=today)
    )


def _promotion(work: Work, subscription: Subscription, due: Due) -> None:
    promotion = subscription.promotion
    if promotion is None:
        raise Undecidable(f"{subscription.app_id} has no promotion that could end")
    normal = issue.next_price(subscription)[0].amount_minor
    if due.step is Step.PROMOTION_END:
        kind, changed = FactKind.PROMOTION_ENDED, replace(promotion, ended=True, announced=True)
    else:
        kind, changed = FactKind.PROMOTION_ENDING_ANNOUNCED, replace(promotion, announced=True)
    start = normal_from(work, subscription, ends_on=promotion.ends_on)
    work.fact(
        kind,
        subscription,
        on=due.on,
        ends_on=promotion.ends_on.isoformat(),
        normal_price=normal,
        from_on=None if start is None else start.isoformat(),
    )
    work.put(replace(subscription, promotion=changed))


def _remind(work: Work, subscription: Subscription, due: Due) -> None:
    """One reminder, the newest of those that are past; none if a heavier word follows at once."""
    invoice = _renewal(work, subscription)
    if _heavier(work, subscription):
        return
    today = work.today(subscription)
    starts_on = invoice.due_on
    past = [day for day in reminders(work.policy.schedule, starts_on) if day <= today]
    subscription = work.put(replace(subscription, reminded_on=past[-1]))
    settle.collect(work)
    still = work.invoices[invoice.id]
    if still.status is InvoiceStatus.OPEN:
        work.fact(
            FactKind.REMINDER_DUE,
            subscription,
            invoice,
            on=past[-1],
            outstanding=still.outstanding_minor,
            due_on=starts_on.isoformat(),
        )


def _heavier(work: Work, subscription: Subscription) -> bool:
    """Whether grace or suspension is due as well: then that is what the customer is told."""
    today = work.today(subscription)
    later = replace(subscription, reminded_on=today)
    work.subscriptions[subscription.id] = later
    due = next_step(work, later)
    work.subscriptions[subscription.id] = subscription
    if due is not None and due.on <= today and due.step in (Step.GRACE, Step.SUSPEND):
        work.put(later)
        return True
    return False


def _renewal(work: Work, subscription: Subscription) -> Invoice:
    invoice = issue.open_renewal(work, subscription)
    if invoice is None:
        raise Undecidable(f"{subscription.app_id} is {subscription.phase} without an open invoice")
    return invoice


def _unpaid(work: Work, subscription: Subscription, due: Due) -> None:
    """The period has begun and is not paid: grace, or its deferral when our word came late."""
    invoice = _renewal(work, subscription)
    policy, today = work.policy, work.today(subscription)
    settle.collect(work)
    if work.invoices[invoice.id].status is not InvoiceStatus.OPEN:
        return
    subscription = work.subscriptions[subscription.id]
    if due.step is Step.DEFER:
        until = invoice.announced_on + timedelta(days=policy.min_notice_days)
        subscription = work.put(replace(subscription, deferred_until_on=until))
        work.fact(
            FactKind.STEP_DEFERRED,
            subscription,
            invoice,
            on=due.on,
            step="grace",
            until_on=until.isoformat(),
        )
        return
    suspend_on = max(
        invoice.due_on + timedelta(days=policy.schedule.grace_days),
        today + timedelta(days=policy.min_grace_notice_days),
    )
    subscription = work.put(
        replace(
            subscription,
            phase=Phase.GRACE,
            grace_on=today,
            suspend_on=suspend_on,
            deferred_until_on=None,
        )
    )
    work.fact(
        FactKind.GRACE_BEGAN,
        subscription,
        invoice,
        on=due.on,
        suspend_on=suspend_on.isoformat(),
        outstanding=work.invoices[invoice.id].outstanding_minor,
    )


def _suspend(work: Work, subscription: Subscription, due: Due) -> None:
    invoice = _renewal(work, subscription)
    settle.collect(work)
    if work.invoices[invoice.id].status is not InvoiceStatus.OPEN:
        return
    subscription = work.subscriptions[subscription.id]
    today = work.today(subscription)
    pending = subscription.pending
    if pending is not None and pending.kind is ChangeKind.UPGRADE:
        pending = None
    subscription = work.put(
        replace(
            subscription,
            phase=Phase.SUSPENDED,
            suspended_on=today,
            suspend_on=None,
            pending=pending,
        )
    )
    lapse(work, subscription, work.invoices[invoice.id])
    work.fact(
        FactKind.SUSPENDED,
        subscription,
        invoice,
        on=today,
        reason="unpaid",
        ends_on=(today + timedelta(days=work.policy.end_after_days)).isoformat(),
    )
    settle.collect(work)


def _trial(work: Work, subscription: Subscription, due: Due) -> None:
    today, ends_on = work.today(subscription), subscription.trial_ends_on
    if ends_on is None:
        raise Undecidable(f"{subscription.app_id} is in a trial without an end")
    if due.step is Step.TRIAL_NOTICE:
        late = today - due.on  # our word came late: the trial is longer by as much
        last_on = ends_on + late
        work.fact(
            FactKind.TRIAL_ENDING_ANNOUNCED, subscription, on=due.on, ends_on=last_on.isoformat()
        )
        if late:
            work.fact(
                FactKind.STEP_DEFERRED,
                subscription,
                on=today,
                step="trial_end",
                until_on=(last_on + timedelta(days=1)).isoformat(),
            )
        work.put(replace(subscription, trial_noticed_on=today, trial_ends_on=last_on))
        return
    subscription = work.put(
        replace(
            subscription,
            phase=Phase.TRIAL_EXPIRED,
            suspended_on=today,
            deferred_until_on=None,
        )
    )
    work.fact(FactKind.TRIAL_ENDED, subscription, on=due.on, ends_on=ends_on.isoformat())


def _ending_notice(work: Work, subscription: Subscription, due: Due) -> None:
    today, since = work.today(subscription), subscription.suspended_on
    if since is None:
        raise Undecidable(f"{subscription.app_id} is not suspended and cannot end for it")
    end_on = ends_on(work, subscription, since=since, told_on=today)
    work.fact(FactKind.ENDING_ANNOUNCED, subscription, on=today, ends_on=end_on.isoformat())
    work.put(replace(subscription, ending_noticed_on=today))


def _end(work: Work, subscription: Subscription, due: Due) -> None:
    end(work, subscription, on=due.on, reason=_end_reason(subscription))


def _end_reason(subscription: Subscription) -> str:
    if subscription.cancel_at_end:
        return "cancelled"
    return "trial_expired" if subscription.phase is Phase.TRIAL_EXPIRED else "unpaid"


def end(work: Work, subscription: Subscription, *, on: date, reason: str) -> None:
    """The subscription ends: what is open is void, nothing falls due any more."""
    for invoice in work.invoices_of(subscription):
        issue.void(work, invoice, reason="the subscription ended")
    subscription = work.subscriptions[subscription.id]
    subscription = work.put(
        replace(subscription, phase=Phase.ENDED, ended_on=work.today(subscription), pending=None)
    )
    work.fact(FactKind.SUBSCRIPTION_ENDED, subscription, on=on, reason=reason)
    settle.collect(work)


_HANDLERS: dict[Step, Callable[[Work, Subscription, Due], None]] = {
    Step.PERIOD_BEGIN: _period_begin,
    Step.TAX_CHANGE: _tax_change,
    Step.OFFER_LAPSE: _close_invoice,
    Step.LAPSED_VOID: _close_invoice,
    Step.PROMOTION_END: _promotion,
    Step.PROMOTION_NOTICE: _promotion,
    Step.ISSUE: _issue,
    Step.TRIAL_NOTICE: _trial,
    Step.REMIND: _remind,
    Step.DEFER: _unpaid,
    Step.GRACE: _unpaid,
    Step.SUSPEND: _suspend,
    Step.TRIAL_END: _trial,
    Step.ENDING_NOTICE: _ending_notice,
    Step.END: _end,
}
