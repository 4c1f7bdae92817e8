"""The next invoice of a subscription before it is issued: when, for which days, and how much.

The same price, promotion and tax rules that will issue it, for lists that cannot look ahead for
each of a thousand apps. Amounts in minor units.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from prabayar.domain.catalog import Price
from prabayar.domain.ids import PriceId
from prabayar.domain.life.issue import renewal
from prabayar.domain.policy import Policy
from prabayar.domain.pricing import Line
from prabayar.domain.subscription import Phase, Subscription
from prabayar.domain.tax import Tax, TaxRate, rate_on, tax_on


@dataclass(frozen=True, slots=True)
class Expected:
    """A renewal that is not issued yet; `starts_on` is its due date."""

    issue_on: date
    starts_on: date
    ends_on: date
    price: Price
    line: Line
    tax: Tax
    rate: TaxRate | None

    @property
    def total_minor(self) -> int:
        return self.tax.total_minor


def expected_renewal(
    subscription: Subscription,
    *,
    policy: Policy,
    tax_rates: Iterable[TaxRate],
    country: str,
    today: date,
) -> Expected | None:
    """What will be invoiced next if nothing changes; None if nothing will be.

    The caller knows that no renewal is open. Without a paid period there is none to renew.
    """
    if subscription.cancel_at_end or not _renews(subscription):
        return None
    price, starts_on, ends_on, line = renewal(subscription)
    issue_on = starts_on - timedelta(days=policy.schedule.issue_before)
    trial_ends_on = subscription.trial_ends_on
    if subscription.phase is Phase.TRIAL and trial_ends_on is not None:
        issue_on = max(issue_on, trial_ends_on + timedelta(days=1))
    issue_on = max(issue_on, today)
    rate = rate_on(tax_rates, country=country, day=issue_on)
    tax = tax_on(rate, line.amount_minor)
    return Expected(issue_on, starts_on, ends_on, price, line, tax, rate)


def _renews(subscription: Subscription) -> bool:
    """Active, or with a period that is bought and begins by itself."""
    if subscription.anchor_on is None or subscription.paid_until_on is None:
        return False
    match subscription.phase:
        case Phase.ACTIVE:
            return True
        case Phase.ENDED:
            return False
        case _:
            return subscription.paid_until_on != subscription.period_ends_on


def change_begins_on(
    subscription: Subscription, *, ahead: Iterable[tuple[date, PriceId]]
) -> date | None:
    """When a change that waits for the end of the paid time takes effect; None: not known yet.

    `ahead` are the first days and prices of the periods that are paid and have not begun: what was
    paid after the change was ordered is at its price already, and it begins with the first of them.
    """
    pending = subscription.pending
    running = subscription.phase in (Phase.ACTIVE, Phase.GRACE)
    if pending is None or pending.invoice_id is not None or not running:
        return None
    bought = [starts_on for starts_on, price_id in ahead if price_id == pending.price.id]
    return min(bought, default=subscription.paid_until_on)


def expected_end(subscription: Subscription, *, policy: Policy) -> date | None:
    """When what is suspended or expired ends unless it is paid; None for everything else.

    An offer to come back that is still valid then puts the end off.
    """
    since, told_on = subscription.suspended_on, subscription.ending_noticed_on
    if since is None or subscription.phase not in (Phase.SUSPENDED, Phase.TRIAL_EXPIRED):
        return None
    end_on = since + timedelta(days=policy.end_after_days)
    if told_on is None:
        return end_on
    return max(end_on, told_on + timedelta(days=policy.ending_notice_days))
