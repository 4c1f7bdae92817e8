"""What falls due next for a subscription, and on which local date: one answer for everybody.

The worker, previews and "what happens next" all ask `next_step`; what a step does stands in
`steps`. A step against the customer waits for its word: see `rules.md`, section 2.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import IntEnum
from typing import NamedTuple

from prabayar.domain.errors import Undecidable
from prabayar.domain.invoice import Invoice, InvoiceKind, InvoiceStatus
from prabayar.domain.life.issue import next_price, open_renewal
from prabayar.domain.period import add_months
from prabayar.domain.policy import Schedule
from prabayar.domain.subscription import Phase, Subscription
from prabayar.domain.tax import next_change
from prabayar.domain.working import Work


class Step(IntEnum):
    """What can fall due; on the same date the smaller comes first."""

    OFFER_LAPSE = 1  # before the period it was for is over, and perhaps the zone another
    PERIOD_BEGIN = 2
    TAX_CHANGE = 3
    LAPSED_VOID = 4
    PROMOTION_END = 5
    PROMOTION_NOTICE = 6
    ISSUE = 7
    TRIAL_NOTICE = 8
    REMIND = 9
    DEFER = 10
    GRACE = 11
    SUSPEND = 12
    TRIAL_END = 13
    ENDING_NOTICE = 14
    END = 15


# Steps against the customer: none of them while a person looks at a parked account.
AGAINST = frozenset(
    {
        Step.OFFER_LAPSE,
        Step.LAPSED_VOID,
        Step.GRACE,
        Step.SUSPEND,
        Step.TRIAL_END,
        Step.ENDING_NOTICE,
        Step.END,
    }
)


class Due(NamedTuple):
    """A step that falls due `on` a local date; `key` tells two invoices of one step apart."""

    on: date
    step: Step
    key: int = 0


def next_step(work: Work, subscription: Subscription) -> Due | None:
    """The first thing that must be decided for the subscription, or None if nothing ever."""
    return min(_steps(work, subscription), default=None)


def next_kind_step(work: Work, subscription: Subscription) -> Due | None:
    """The first that is not against the customer: what is done while the account is parked."""
    kind = [due for due in _steps(work, subscription) if due.step not in AGAINST]
    return min(kind, default=None)


def _steps(work: Work, subscription: Subscription) -> list[Due]:
    due: list[Due] = []
    phase = subscription.phase
    invoices = work.invoices_of(subscription)
    if phase is Phase.ACTIVE:
        due.append(_active(work, subscription))
        if subscription.paid_until_on != subscription.period_ends_on:
            due.append(_begin(work, subscription))
    elif phase is Phase.GRACE:
        due.append(_grace(work, subscription))
    elif phase is Phase.TRIAL:
        due.append(_trial(work, subscription))
    elif phase in (Phase.TRIAL_EXPIRED, Phase.SUSPENDED):
        due.append(_waiting(work, subscription))
    for invoice in invoices:
        found = _invoice(work, invoice)
        if found is not None:
            due.append(found)
    if subscription.promotion is not None and phase is not Phase.ENDED:
        due.extend(_promotion(work, subscription))
    return due


def reminders(schedule: Schedule, starts_on: date) -> list[date]:
    """The dates on which an open renewal is reminded of, in order."""
    before = [starts_on - timedelta(days=days) for days in schedule.remind_before]
    after = [starts_on + timedelta(days=days) for days in schedule.remind_after]
    return sorted((*before, *after))


def _begin(work: Work, subscription: Subscription) -> Due:
    return Due(bought_period(work, subscription), Step.PERIOD_BEGIN)


def bought_period(work: Work, subscription: Subscription) -> date:
    """The start of the first period that is bought and has not begun."""
    ends_on = subscription.period_ends_on
    for period in work.periods.get(subscription.id, ()):
        if ends_on is None or period.starts_on >= ends_on:
            return period.starts_on
    raise Undecidable(f"{subscription.app_id} is paid further than its periods go")


def _paid_until(subscription: Subscription) -> date:
    if subscription.paid_until_on is None:
        raise Undecidable(f"{subscription.app_id} is {subscription.phase} and was never paid")
    return subscription.paid_until_on


def _active(work: Work, subscription: Subscription) -> Due:
    starts_on = _paid_until(subscription)
    schedule = work.policy.schedule
    invoice = open_renewal(work, subscription)
    if invoice is None:
        if subscription.cancel_at_end:
            return Due(starts_on, Step.END)
        return Due(starts_on - timedelta(days=schedule.issue_before), Step.ISSUE)
    grace_on = max(starts_on, invoice.announced_on + timedelta(days=work.policy.min_notice_days))
    told_on = max(invoice.announced_on, subscription.reminded_on or invoice.announced_on)
    due = Due(grace_on, Step.GRACE)
    waits = grace_on > starts_on and grace_on > work.today(subscription)
    if waits and subscription.deferred_until_on != grace_on:
        due = Due(starts_on, Step.DEFER)
    for days in schedule.remind_before:  # from the earliest to the latest
        remind_on = starts_on - timedelta(days=days)
        if remind_on > told_on:
            return min(due, Due(remind_on, Step.REMIND))
    return due


def _grace(work: Work, subscription: Subscription) -> Due:
    if subscription.suspend_on is None or subscription.grace_on is None:
        raise Undecidable(f"{subscription.app_id} is in grace without a date of suspension")
    if subscription.paid_until_on != subscription.period_ends_on:
        return _begin(work, subscription)
    due = Due(_claimed(work, subscription, subscription.suspend_on), Step.SUSPEND)
    told_on = max(subscription.grace_on, subscription.reminded_on or subscription.grace_on)
    for days in work.policy.schedule.remind_after:
        remind_on = _paid_until(subscription) + timedelta(days=days)
        if told_on < remind_on < subscription.suspend_on:
            return Due(remind_on, Step.REMIND)
    return due


def _trial(work: Work, subscription: Subscription) -> Due:
    ends_on, notice_on = subscription.trial_ends_on, subscription.trial_notice_on
    if ends_on is None or notice_on is None:
        raise Undecidable(f"{subscription.app_id} is in a trial without an end")
    after = ends_on + timedelta(days=1)
    if subscription.paid_until_on is not None:
        return _begin(work, subscription)
    if subscription.cancel_at_end:
        return Due(after, Step.END)
    if subscription.trial_noticed_on is None:
        return Due(notice_on, Step.TRIAL_NOTICE)
    ends_on = subscription.deferred_until_on or after
    return Due(_claimed(work, subscription, ends_on), Step.TRIAL_END)


def _claimed(work: Work, subscription: Subscription, on: date) -> date:
    """A step against somebody who says that it is paid waits for the money to be looked for."""
    if not subscription.claim_open:
        return on
    return on + timedelta(days=work.policy.claim_extends_days)


def _waiting(work: Work, subscription: Subscription) -> Due:
    """Suspended for non-payment or expired: the end, after a notice, unless a period was bought."""
    since = subscription.suspended_on
    if since is None:
        raise Undecidable(f"{subscription.app_id} is {subscription.phase}, not known since when")
    if subscription.paid_until_on != subscription.period_ends_on:
        return _begin(work, subscription)
    policy, told_on = work.policy, subscription.ending_noticed_on
    if told_on is None:
        end_on = since + timedelta(days=policy.end_after_days)
        return Due(end_on - timedelta(days=policy.ending_notice_days), Step.ENDING_NOTICE)
    return Due(ends_on(work, subscription, since=since, told_on=told_on), Step.END)


def ends_on(work: Work, subscription: Subscription, *, since: date, told_on: date) -> date:
    """When it ends: some days after the notice, and not while an offer to come back is valid."""
    policy = work.policy
    days = [
        since + timedelta(days=policy.end_after_days),
        told_on + timedelta(days=policy.ending_notice_days),
    ]
    for invoice in work.invoices_of(subscription):
        if invoice.status is InvoiceStatus.OPEN and invoice.valid_until_on is not None:
            days.append(invoice.valid_until_on + timedelta(days=1))
    return max(days)


def _invoice(work: Work, invoice: Invoice) -> Due | None:
    if invoice.status is InvoiceStatus.LAPSED:
        if invoice.closed_on is None:
            raise Undecidable(f"invoice {invoice.id} lapsed, and nobody knows when")
        void_on = invoice.closed_on + timedelta(days=work.policy.lapsed_days)
        return Due(void_on, Step.LAPSED_VOID, invoice.id)
    due = None
    if invoice.valid_until_on is not None:
        lapse_on = invoice.valid_until_on + timedelta(days=1)
        due = Due(lapse_on, Step.OFFER_LAPSE, invoice.id)
    if invoice.kind is InvoiceKind.UPGRADE:
        return due
    change_on = next_change(
        work.terms.tax_rates, country=work.account.country, after=invoice.issued_on
    )
    if change_on is not None and (invoice.starts_on is None or invoice.starts_on >= change_on):
        change = Due(change_on, Step.TAX_CHANGE, invoice.id)
        due = change if due is None else min(due, change)
    return due


def normal_from(work: Work, subscription: Subscription, *, ends_on: date) -> date | None:
    """The start of the first period, paid or coming, without the discount that ends then."""
    for period in work.periods.get(subscription.id, ()):
        if period.starts_on >= ends_on:
            return period.starts_on
    return first_normal_start(subscription, ends_on=ends_on)


def first_normal_start(subscription: Subscription, *, ends_on: date) -> date | None:
    """The start of the first coming period without the discount that ends on `ends_on`."""
    anchor, start = subscription.anchor_on, subscription.paid_until_on
    if anchor is None or start is None or subscription.phase is Phase.SUSPENDED:
        return None  # it begins on the day that nobody knows yet
    step = next_price(subscription)[0].interval.months
    index = subscription.index
    months = (ends_on.year - start.year) * 12 + ends_on.month - start.month
    index += max(0, months // step - 1) * step
    while add_months(anchor, index) < ends_on:
        index += step
    return add_months(anchor, index)


def _promotion(work: Work, subscription: Subscription) -> list[Due]:
    promotion = subscription.promotion
    if promotion is None or promotion.ended:
        return []
    due = [Due(promotion.ends_on, Step.PROMOTION_END)]
    paid_until, start = subscription.paid_until_on, None
    if not promotion.announced and not subscription.cancel_at_end:
        start = normal_from(work, subscription, ends_on=promotion.ends_on)
    if start is not None and paid_until is not None and start >= paid_until:
        days = work.policy.schedule.issue_before + work.policy.promotion_reminder_days
        due.append(Due(start - timedelta(days=days), Step.PROMOTION_NOTICE))
    return due
