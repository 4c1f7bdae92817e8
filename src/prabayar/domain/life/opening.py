"""How accounts and subscriptions come into being: opened here, or taken over as they stand.

A running subscription that is taken over keeps its enrolment date as anchor; the period it is in
counts as paid (in the system before this one), and the next one is invoiced in time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from prabayar.domain.catalog import Price
from prabayar.domain.errors import ChangeRefused
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import SubscriptionId
from prabayar.domain.life.steps import run
from prabayar.domain.payment import PaymentMethod
from prabayar.domain.period import add_months, index_on, local_date
from prabayar.domain.pricing import discount_on
from prabayar.domain.promotion import Promotion
from prabayar.domain.state import App, Party
from prabayar.domain.subscription import AccessLevel, AccessReason, Period, Phase, Subscription
from prabayar.domain.values import replace
from prabayar.domain.working import Work


def open_account(work: Work, party: Party) -> None:
    """Open the account that `work` was started with, with the party its documents will name."""
    work.new_parties.append(party)
    work.account = replace(work.account, party_id=party.id)
    work.fact(
        FactKind.ACCOUNT_OPENED,
        on=local_date(work.now, work.account.zone),
        code=work.account.code,
        name=party.name,
    )


def change_party(work: Work, party: Party) -> None:
    """Another name or address: documents from now on show it, those issued keep theirs."""
    work.new_parties.append(party)
    work.account = replace(work.account, party_id=party.id, name=party.name)
    work.fact(
        FactKind.ACCOUNT_CHANGED,
        on=local_date(work.now, work.account.zone),
        field="party",
        after=party.name,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """A subscription of an earlier system as it stands; `enrolled_on` None means a trial.

    `kept` is what else that system knew of it: it stays in the fact, and no rule reads it.
    """

    app_id: str
    app_name: str
    made_at: datetime
    price: Price
    enrolled_on: date | None
    method: PaymentMethod = PaymentMethod.BANK_TRANSFER
    promotion: Promotion | None = None
    kept: Mapping[str, str] = field(default_factory=dict)


def take_over(work: Work, row: TakenOver) -> Subscription:
    """Keep a subscription of an earlier system; a trial keeps its dates, an ended one expires."""
    account, today = work.account, local_date(work.now, work.account.zone)
    made_on = local_date(row.made_at, account.zone)
    ends_on = add_months(made_on, 1)
    notice_on = ends_on - timedelta(days=work.policy.trial_reminder_days)
    over = row.enrolled_on is None and ends_on < today
    subscription = Subscription(
        id=SubscriptionId(next(work.ids)),
        account_id=account.id,
        app_id=row.app_id,
        zone=account.zone,
        phase=Phase.TRIAL if row.enrolled_on is None else Phase.ACTIVE,
        access=AccessLevel.FULL,
        access_reason=AccessReason.NONE,
        price=row.price,
        payment_method=row.method,
        made_on=made_on,
        trial_ends_on=ends_on if row.enrolled_on is None else None,
        trial_notice_on=max(notice_on, today) if row.enrolled_on is None else None,
        trial_noticed_on=today if over else None,
        promotion=row.promotion,
    )
    work.new_apps.append(
        App(
            id=next(work.ids),
            account_id=account.id,
            app_id=row.app_id,
            name=row.app_name,
            made_at=row.made_at,
            has_trial=row.enrolled_on is None,
        )
    )
    if row.price.custom:
        work.new_prices.append(row.price)
    if row.enrolled_on is None:
        work.account = replace(account, trials_made=account.trials_made + 1)
    if row.enrolled_on is not None:
        subscription = _running(work, subscription, enrolled_on=row.enrolled_on, today=today)
    work.add(subscription)
    work.fact(
        FactKind.SUBSCRIPTION_IMPORTED,
        subscription,
        on=today,
        plan=row.price.plan_code,
        paid_until_on=(subscription.paid_until_on or ends_on).isoformat(),
        **row.kept,
    )
    run(work)
    return work.subscriptions[subscription.id]


def _running(
    work: Work, subscription: Subscription, *, enrolled_on: date, today: date
) -> Subscription:
    if enrolled_on > today:
        raise ChangeRefused(
            f"{subscription.app_id} is enrolled on {enrolled_on}, which lies after {today}:"
            " load it as a trial, or on that day.",
            enrolled_on=enrolled_on.isoformat(),
        )
    step = subscription.price.interval.months
    index = index_on(enrolled_on, today, step)
    starts_on = add_months(enrolled_on, index)
    ends_on = add_months(enrolled_on, index + step)
    no = index // step + 1
    price = subscription.price
    paid = price.amount_minor - discount_on(price, subscription.promotion, starts_on=starts_on)
    period = Period(no, index, starts_on, ends_on, price, None, "imported", paid)
    work.add_period(subscription, period)
    return replace(
        subscription,
        anchor_on=enrolled_on,
        index=index + step,
        next_no=no + 1,
        period_ends_on=ends_on,
        paid_until_on=ends_on,
    )
