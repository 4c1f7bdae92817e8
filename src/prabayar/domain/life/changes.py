"""Changes that a customer wants: plan, interval, end, and taking them back.

An upgrade takes effect when its invoice settles; a downgrade or another interval at the end of
the last paid period. Never two open invoices for the same days. Source: rules 6.
"""

from __future__ import annotations

from datetime import date, timedelta

from prabayar.domain.catalog import Interval, Price
from prabayar.domain.errors import ChangeRefused
from prabayar.domain.facts import FactKind
from prabayar.domain.invoice import Invoice, InvoiceKind
from prabayar.domain.life import credit, issue, settle, upgrade
from prabayar.domain.life.steps import end, run
from prabayar.domain.subscription import ChangeKind, PendingChange, Phase, Subscription
from prabayar.domain.values import replace
from prabayar.domain.working import Work


def change_plan(
    work: Work,
    subscription: Subscription,
    *,
    plan_code: str,
    mau: int,
    confirm_promotion_loss: bool = False,
    confirm_quota: bool = False,
) -> Subscription:
    """Order another plan at the same interval: higher rank at once, lower at the period's end.

    `mau` is the present usage; `confirm_…` is the customer's word after the preview.
    """
    subscription = _changeable(work, subscription)
    catalog, old = work.terms.catalog, subscription.price
    plan, current = catalog.plan(plan_code), catalog.plan(old.plan_code)
    price = catalog.price(plan_code, work.account.currency, old.interval)
    if plan.code == current.code:
        raise ChangeRefused(f"{subscription.app_id} is on {plan.name} already.", plan=plan.code)
    promotion = subscription.promotion
    if plan.rank > current.rank:
        running = promotion is not None and not promotion.ended
        if running and not confirm_promotion_loss and promotion is not None:
            raise ChangeRefused(
                "The upgrade removes the promotion that runs through"
                f" {promotion.ends_on - timedelta(days=1)}: confirm that it may go.",
                ends_on=promotion.ends_on.isoformat(),
            )
        return _upgrade(work, subscription, price)
    if mau > plan.quota_mau and not confirm_quota:
        raise ChangeRefused(
            f"{mau} users were active, and {plan.name} includes {plan.quota_mau}: confirm that"
            " the smaller plan is enough.",
            mau=mau,
            quota=plan.quota_mau,
        )
    return _at_end(work, subscription, ChangeKind.DOWNGRADE, price)


def change_interval(work: Work, subscription: Subscription, *, interval: Interval) -> Subscription:
    """Pay by month or by year from the end of the last paid period on."""
    subscription = _changeable(work, subscription)
    last = work.periods[subscription.id][-1].price  # another plan may have been paid ahead
    if interval == last.interval:
        raise ChangeRefused(
            f"{subscription.app_id} is paid per {interval} already.", interval=str(interval)
        )
    price = work.terms.catalog.price(last.plan_code, work.account.currency, interval)
    return _at_end(work, subscription, ChangeKind.INTERVAL, price)


def _changeable(work: Work, subscription: Subscription) -> Subscription:
    run(work)
    subscription = work.subscriptions[subscription.id]
    if subscription.phase in (Phase.TRIAL, Phase.TRIAL_EXPIRED):
        if subscription.paid_until_on is not None:
            begins_on = work.periods[subscription.id][0].starts_on
            raise ChangeRefused(
                f"The plan of {subscription.app_id} begins on {begins_on}: change it from that day"
                " on.",
                begins_on=begins_on.isoformat(),
            )
        raise ChangeRefused(
            f"{subscription.app_id} has no paid plan yet: choose one.", app=subscription.app_id
        )
    if subscription.phase not in (Phase.ACTIVE, Phase.GRACE):
        raise ChangeRefused(
            f"{subscription.app_id} is {subscription.phase}: reactivate it first.",
            phase=str(subscription.phase),
        )
    if subscription.cancel_at_end:
        raise ChangeRefused(
            f"{subscription.app_id} is cancelled: resume it first.", app=subscription.app_id
        )
    return subscription


def drop_change(work: Work, subscription: Subscription, *, reason: str) -> Subscription:
    """Forget a change that has not taken effect; its own invoice is void."""
    pending = subscription.pending
    if pending is None:
        return subscription
    if pending.invoice_id is not None:
        issue.void(work, work.invoices[pending.invoice_id], reason=reason)
    subscription = work.put(replace(work.subscriptions[subscription.id], pending=None))
    work.fact(
        FactKind.CHANGE_DROPPED,
        subscription,
        on=work.today(subscription),
        kind=str(pending.kind),
        plan=pending.price.plan_code,
        reason=reason,
    )
    return subscription


def withdraw_change(work: Work, subscription: Subscription) -> Subscription:
    """The customer does not want the pending change any more."""
    run(work)
    subscription = work.subscriptions[subscription.id]
    pending = subscription.pending
    if pending is None:
        raise ChangeRefused(
            f"No change of {subscription.app_id} is waiting.", app=subscription.app_id
        )
    if pending.invoice_id is None and _bought(work, subscription, pending.price):
        raise ChangeRefused(
            f"The change of {subscription.app_id} is paid for: order another one instead.",
            plan=pending.price.plan_code,
        )
    subscription = drop_change(work, subscription, reason="withdrawn")
    if pending.invoice_id is None:
        issue.renew_anew(work, subscription, reason="change withdrawn")
    return _finish(work, subscription)


def _bought(work: Work, subscription: Subscription, price: Price) -> bool:
    """Whether a period that has not begun was paid at the price that is waiting."""
    ends_on = subscription.period_ends_on
    return any(
        ends_on is not None and period.starts_on >= ends_on and period.price == price
        for period in work.periods.get(subscription.id, ())
    )


def _order(
    work: Work, subscription: Subscription, kind: ChangeKind, price: Price, invoice: Invoice | None
) -> Subscription:
    today = work.today(subscription)
    invoice_id = None if invoice is None else invoice.id
    current = work.subscriptions[subscription.id]
    pending = PendingChange(kind, price, today, invoice_id)
    subscription = work.put(replace(current, pending=pending))
    work.fact(
        FactKind.CHANGE_ORDERED,
        subscription,
        invoice,
        on=today,
        kind=str(kind),
        plan=price.plan_code,
        interval=str(price.interval),
        **upgrade.loss_of(current, price, upgrade=kind is ChangeKind.UPGRADE),
    )
    return subscription


def _upgrade(work: Work, subscription: Subscription, price: Price) -> Subscription:
    replaced = subscription.pending is not None and subscription.pending.invoice_id is None
    subscription = drop_change(work, subscription, reason="another change was ordered")
    paid_until = subscription.paid_until_on
    if paid_until is not None and paid_until <= work.today(subscription):
        # In grace, or before it because our word came late: there is no running period to upgrade.
        subscription = _order(work, subscription, ChangeKind.UPGRADE, price, None)
        issue.renew_anew(work, subscription, reason="upgrade ordered")
    else:
        if replaced:
            issue.renew_anew(work, subscription, reason="another change was ordered")
        invoice = upgrade.issue_upgrade(work, subscription, price=price)
        subscription = _order(work, subscription, ChangeKind.UPGRADE, price, invoice)
    return _finish(work, subscription)


def _at_end(work: Work, subscription: Subscription, kind: ChangeKind, price: Price) -> Subscription:
    subscription = drop_change(work, subscription, reason="another change was ordered")
    subscription = _order(work, subscription, kind, price, None)
    issue.renew_anew(work, subscription, reason=f"{kind} ordered")
    return _finish(work, subscription)


def _finish(work: Work, subscription: Subscription) -> Subscription:
    settle.collect(work)
    run(work)
    return work.subscriptions[subscription.id]


def cancel(work: Work, subscription: Subscription, *, now: bool, reason: str) -> Subscription:
    """End with the last paid period, or now (unused whole days to the balance)."""
    run(work)
    subscription = work.subscriptions[subscription.id]
    if subscription.phase is Phase.ENDED:
        raise ChangeRefused(f"{subscription.app_id} has ended.", app=subscription.app_id)
    subscription = drop_change(work, subscription, reason="cancelled")
    today = work.today(subscription)
    for invoice in work.invoices_of(subscription):
        issue.void(work, invoice, reason="cancelled")
    subscription = work.put(replace(work.subscriptions[subscription.id], cancel_at_end=True))
    unpaid = subscription.phase in (Phase.GRACE, Phase.SUSPENDED, Phase.TRIAL_EXPIRED)
    at_once = now or unpaid
    work.fact(
        FactKind.CANCEL_ORDERED,
        subscription,
        on=today,
        reason=reason,
        ends_on=(today if at_once else _served_until(subscription, today)).isoformat(),
    )
    if at_once:
        if work.policy.refund_on_cancel_now:
            cuts = credit.unused_from(work, subscription, day=today)
            credit.credit(work, subscription, cuts, reason="cancelled")
            upgrade.give_opening_part(work, subscription, day=today)
        _cut_short(work, work.subscriptions[subscription.id])
        end(work, work.subscriptions[subscription.id], on=today, reason="cancelled")
    return _finish(work, subscription)


def _served_until(subscription: Subscription, today: date) -> date:
    """The first day without service: after the paid periods, or after the trial."""
    if subscription.paid_until_on is not None:
        return subscription.paid_until_on
    trial_ends_on = subscription.trial_ends_on
    return today if trial_ends_on is None else trial_ends_on + timedelta(days=1)


def _cut_short(work: Work, subscription: Subscription) -> None:
    """What was paid further than today has been credited (or given up): paid until today."""
    today, paid_until = work.today(subscription), subscription.paid_until_on
    if paid_until is not None and paid_until > today:
        work.put(replace(subscription, paid_until_on=today, period_ends_on=today))


def resume(work: Work, subscription: Subscription) -> Subscription:
    """Take back a cancellation that has not taken effect."""
    run(work)
    subscription = work.subscriptions[subscription.id]
    if subscription.phase is Phase.ENDED or not subscription.cancel_at_end:
        raise ChangeRefused(
            f"{subscription.app_id} has no cancellation that could be taken back.",
            app=subscription.app_id,
        )
    subscription = work.put(replace(subscription, cancel_at_end=False))
    work.fact(FactKind.RESUMED, subscription, on=work.today(subscription))
    return _finish(work, subscription)


def issue_ahead(work: Work, subscription: Subscription) -> Invoice:
    """Invoice the next period now; periods are paid ahead one by one, each with its invoice."""
    subscription = _changeable(work, subscription)
    if issue.open_renewal(work, subscription) is not None:
        raise ChangeRefused(
            f"The next period of {subscription.app_id} has an open invoice: pay that first.",
            app=subscription.app_id,
        )
    invoice = issue.issue_renewal(work, subscription)
    _finish(work, subscription)
    return work.invoices[invoice.id]


def offer_reactivation(
    work: Work, subscription: Subscription, *, waive_grace_days: bool = False
) -> Invoice:
    """Show what coming back costs before it is paid: the period begins on the day it settles.

    Staff may waive the grace days that were served: then the period is a whole one.
    """
    run(work)
    subscription = work.subscriptions[subscription.id]
    if subscription.phase is not Phase.SUSPENDED:
        raise ChangeRefused(
            f"{subscription.app_id} is {subscription.phase}: it needs no reactivation.",
            phase=str(subscription.phase),
        )
    found = issue.open_of_kind(work, subscription, InvoiceKind.REACTIVATION)
    price, _ = issue.next_price(subscription)
    if found is not None and waive_grace_days and found.grace_days_billed:
        held = issue.void(work, found, reason="grace days waived")
        found = issue.offer_restart(
            work, subscription, price=price, waive_grace_days=True, anew_for=found
        )
        issue.keep_deposit(work, found, held)
    invoice = found or issue.offer_restart(
        work, subscription, price=price, waive_grace_days=waive_grace_days
    )
    _finish(work, subscription)
    return work.invoices[invoice.id]
