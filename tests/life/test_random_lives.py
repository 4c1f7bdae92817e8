"""Properties over random lives: whatever people do, in any order, everything still adds up.

`Life` checks its invariants after each decision, and that each command is what its preview said;
here only the order of events is made up. A refusal is fine, a contradiction never is.
"""

import calendar
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from prabayar.domain.catalog import Interval
from prabayar.domain.decision import outlook
from prabayar.domain.life.wishes import (
    GrantPromotion,
)
from prabayar.domain.policy import Policy
from prabayar.domain.promotion import DiscountKind
from prabayar.domain.tax import TaxRate
from tests.life.acting import PLAN_CODES, RATES, START, ZONES, acts, live, policies
from tests.life.selling import MONTH, percent
from tests.life.world import Life

SEED, COUNT = st.integers(0, 2**32 - 1), st.integers(10, 30)


@given(
    seed=SEED,
    count=COUNT,
    policy=policies(),
    rates=st.sampled_from(RATES),
)
@settings(max_examples=250)
def test_whatever_happens_in_a_trial_and_after_it_everything_adds_up(
    seed: int, count: int, policy: Policy, rates: tuple[TaxRate, ...]
) -> None:
    life = Life(on=START, policy=policy, rates=rates)
    life.make_app("app-1")
    life.make_app("app-2")
    live(life, acts(seed, count))


@given(
    seed=SEED,
    count=COUNT,
    policy=policies(),
    rates=st.sampled_from(RATES),
    plan=st.sampled_from(PLAN_CODES),
    interval=st.sampled_from(Interval),
    zone=st.sampled_from(ZONES),
)
@settings(max_examples=250)
def test_whatever_happens_to_running_subscriptions_everything_adds_up(
    seed: int,
    count: int,
    policy: Policy,
    rates: tuple[TaxRate, ...],
    plan: str,
    interval: Interval,
    zone: str,
) -> None:
    life = Life(on=START, policy=policy, rates=rates, zone=zone)
    life.take_over("app-1", plan=plan, interval=interval, enrolled_on=date(2026, 9, 30))
    life.take_over("app-2", plan="growth", enrolled_on=date(2024, 2, 29))
    live(life, acts(seed, count))


@given(
    enrolled_on=st.dates(date(2023, 1, 1), date(2026, 12, 31)),
    interval=st.sampled_from(Interval),
    lasts=st.integers(1, 500),
    value=st.integers(1, 100),
)
@settings(max_examples=60)
def test_a_promotion_counts_by_the_start_of_each_period_for_every_anchor(
    enrolled_on: date, interval: Interval, lasts: int, value: int
) -> None:
    ends_on = enrolled_on + timedelta(days=lasts)
    life = Life(on=enrolled_on, previews=False)
    life.take_over(plan="growth", interval=interval, enrolled_on=enrolled_on)
    life.wish(GrantPromotion(promotion=percent(value, ends_on)))
    for _ in range(6 if interval is MONTH else 2):
        due = life.sub().paid_until_on
        assert due is not None
        life.advance(due - timedelta(days=3))
        for invoice in life.open():
            life.pay(invoice)
    for receipt in life.receipts.values():
        [line] = receipt.lines
        wanted = line.price_minor * value / 100 if receipt.starts_on < ends_on else 0
        assert abs(line.discount_minor - wanted) <= 0.5
    assert all(p.kind is DiscountKind.PERCENT for p in [life.sub().promotion] if p)


def test_a_trial_begun_on_any_day_of_a_leap_cycle_lasts_a_calendar_month() -> None:
    day = date(2024, 3, 1)
    while day < date(2028, 3, 1):
        life = Life(on=day, previews=False)
        made = life.make_app()
        year, month = day.year + day.month // 12, day.month % 12 + 1
        last = date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
        assert made.trial_ends_on == last
        seen = outlook(
            life.state(),
            life.terms,
            made.id,
            now=life.now,
            until=life.now + timedelta(days=100),
            paid=False,
        )
        said = {str(f.kind): f.effective_on for f in seen.facts}
        assert said["trial_ending_announced"] == last - timedelta(days=7)
        assert said["trial_ended"] == last + timedelta(days=1)
        assert said["subscription_ended"] == last + timedelta(days=61)
        day += timedelta(days=1)
