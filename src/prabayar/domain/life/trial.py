"""Trials: started with the app, converted by choosing a plan, extended by staff.

The last trial day is one calendar month after the app was made; service runs to the end of it.
Source: rules 4.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from prabayar.domain.catalog import Interval
from prabayar.domain.errors import TrialRefused
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import SubscriptionId
from prabayar.domain.invoice import Invoice, InvoiceKind
from prabayar.domain.life import issue, settle, upgrade
from prabayar.domain.life.steps import repoint_pending, run
from prabayar.domain.payment import PaymentMethod
from prabayar.domain.period import add_months, local_date
from prabayar.domain.state import App
from prabayar.domain.subscription import (
    AccessLevel,
    AccessReason,
    ChangeKind,
    PendingChange,
    Phase,
    Subscription,
)
from prabayar.domain.values import replace
from prabayar.domain.working import Work


def make_app(
    work: Work,
    *,
    app_id: str,
    name: str,
    made_at: datetime,
    method: PaymentMethod = PaymentMethod.BANK_TRANSFER,
    approved: bool = False,
) -> Subscription:
    """Make an app; its trial starts on the trial plan, without a payment method.

    Above `policy.max_trials_per_account` staff approve (`approved`).
    """
    account, policy, catalog = work.account, work.policy, work.terms.catalog
    if account.trials_made >= policy.max_trials_per_account and not approved:
        raise TrialRefused(
            f"{account.code} has had {account.trials_made} trials, as many as an account gets:"
            " ask us for another one.",
            trials=account.trials_made,
        )
    made_on = local_date(made_at, account.zone)
    ends_on = add_months(made_on, 1)
    subscription = Subscription(
        id=SubscriptionId(next(work.ids)),
        account_id=account.id,
        app_id=app_id,
        zone=account.zone,
        phase=Phase.TRIAL,
        access=AccessLevel.FULL,
        access_reason=AccessReason.NONE,
        price=catalog.price(catalog.trial_plan, account.currency, Interval.MONTH),
        payment_method=method,
        made_on=made_on,
        trial_ends_on=ends_on,
        trial_notice_on=ends_on - timedelta(days=policy.trial_reminder_days),
    )
    work.new_apps.append(
        App(id=next(work.ids), account_id=account.id, app_id=app_id, name=name, made_at=made_at)
    )
    work.account = replace(account, trials_made=account.trials_made + 1)
    work.add(subscription)
    work.fact(FactKind.APP_MADE, subscription, on=made_on, app=app_id, name=name)
    work.fact(FactKind.TRIAL_STARTED, subscription, on=made_on, ends_on=ends_on.isoformat())
    run(work)
    return work.subscriptions[subscription.id]


def choose_plan(
    work: Work, subscription: Subscription, *, plan_code: str, interval: Interval
) -> Invoice:
    """Choose what to pay for after (or after an ended) trial: the first invoice is issued."""
    run(work)
    subscription = work.subscriptions[subscription.id]
    if subscription.phase not in (Phase.TRIAL, Phase.TRIAL_EXPIRED):
        raise TrialRefused(
            f"{subscription.app_id} is {subscription.phase}: change its plan instead.",
            phase=str(subscription.phase),
        )
    if subscription.paid_until_on is not None:
        raise TrialRefused(
            f"{subscription.app_id} is paid already; its plan can be changed when it has begun.",
            app=subscription.app_id,
        )
    price = work.terms.catalog.price(plan_code, work.account.currency, interval)
    open_invoice = issue.open_of_kind(work, subscription, InvoiceKind.FIRST)
    if open_invoice is not None:
        issue.void(work, open_invoice, reason="another plan was chosen")
    invoice = issue.offer_restart(work, subscription, price=price)
    pending = PendingChange(ChangeKind.FIRST, price, work.today(subscription), invoice.id)
    work.put(replace(subscription, pending=pending, cancel_at_end=False))
    work.fact(
        FactKind.PLAN_CHOSEN,
        subscription,
        invoice,
        on=work.today(subscription),
        plan=plan_code,
        interval=str(interval),
        **upgrade.loss_of(subscription, price, upgrade=False),
    )
    settle.collect(work)
    run(work)
    return work.invoices[invoice.id]


def extend_trial(
    work: Work, subscription: Subscription, *, days: int, by_admin: bool, note: str
) -> Subscription:
    """Grant more trial time; an ended trial is reopened, and the gap is not billed."""
    run(work)
    subscription = work.subscriptions[subscription.id]
    _check_extension(work, subscription, days=days, by_admin=by_admin)
    today, ends_on = work.today(subscription), subscription.trial_ends_on
    if ends_on is None:
        raise TrialRefused(f"{subscription.app_id} never had a trial.", app=subscription.app_id)
    reopened = subscription.phase is Phase.TRIAL_EXPIRED
    until = (today if reopened else ends_on) + timedelta(days=days)
    notice_on = max(today, until - timedelta(days=work.policy.trial_reminder_days))
    subscription = work.put(
        replace(
            subscription,
            phase=Phase.TRIAL,
            trial_ends_on=until,
            trial_notice_on=notice_on,
            trial_noticed_on=None,
            trial_extended_days=subscription.trial_extended_days + days,
            deferred_until_on=None,
            suspended_on=None,
            ending_noticed_on=None,
        )
    )
    work.fact(
        FactKind.TRIAL_EXTENDED,
        subscription,
        on=today,
        days=days,
        ends_on=until.isoformat(),
        reopened=reopened,
        note=note,
    )
    invoice = issue.open_of_kind(work, subscription, InvoiceKind.FIRST)
    if invoice is not None:
        _first_anew(work, subscription, invoice)
    run(work)
    return work.subscriptions[subscription.id]


def _first_anew(work: Work, subscription: Subscription, invoice: Invoice) -> None:
    held = issue.void(work, invoice, reason="trial extended")
    anew = issue.offer_restart(
        work, work.subscriptions[subscription.id], price=invoice.price, anew_for=invoice
    )
    issue.keep_deposit(work, anew, held)
    repoint_pending(work, work.subscriptions[subscription.id], invoice.id, anew.id)
    settle.collect(work)


def _check_extension(work: Work, subscription: Subscription, *, days: int, by_admin: bool) -> None:
    most = work.policy.max_trial_extension_days
    if days < 1:
        raise TrialRefused("An extension is at least one day.", days=days)
    if subscription.paid_until_on is not None:
        raise TrialRefused(
            f"The first invoice of {subscription.app_id} is settled: give credit instead of days.",
            app=subscription.app_id,
        )
    if subscription.phase not in (Phase.TRIAL, Phase.TRIAL_EXPIRED):
        raise TrialRefused(
            f"{subscription.app_id} is {subscription.phase}: only a trial can be extended.",
            phase=str(subscription.phase),
        )
    if subscription.trial_extended_days + days > most and not by_admin:
        raise TrialRefused(
            f"{subscription.trial_extended_days} of {most} days have been granted: more needs an"
            " admin.",
            granted=subscription.trial_extended_days,
            most=most,
        )


def request_extension(work: Work, subscription: Subscription, *, days: int, reason: str) -> None:
    """A member asks for more time; staff grant or decline it."""
    _check_extension(work, subscription, days=days, by_admin=True)
    work.fact(
        FactKind.EXTENSION_REQUESTED,
        subscription,
        on=work.today(subscription),
        days=days,
        reason=reason,
    )


def decline_extension(work: Work, subscription: Subscription, *, note: str) -> None:
    """Staff decline, with a word to the customer."""
    work.fact(FactKind.EXTENSION_DECLINED, subscription, on=work.today(subscription), note=note)
