"""The invoice that a list says is coming is the one that the engine then issues, to the unit."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from prabayar.domain.catalog import Interval
from prabayar.domain.invoice import Invoice
from prabayar.domain.life.expecting import (
    Expected,
    change_begins_on,
    expected_end,
    expected_renewal,
)
from prabayar.domain.life.wishes import (
    Cancel,
    ChangeInterval,
    ChangePlan,
    ChoosePlan,
    GrantPromotion,
    PayAhead,
)
from prabayar.domain.policy import Policy, Schedule
from prabayar.domain.tax import KNOWN_RATES, TaxRate
from tests.life.selling import YEAR, off, percent
from tests.life.world import Life
from tests.life.worlds import paid_life, running

NOW = date(2026, 10, 20)  # the running period ends on 18 November


def expected(life: Life) -> Expected | None:
    return expected_renewal(
        life.sub(),
        policy=life.terms.policy,
        tax_rates=life.terms.tax_rates,
        country=life.account.country,
        today=life.today,
    )


def plain() -> Life:
    return running(until=NOW)


def with_a_promotion() -> Life:
    life = running(until=NOW)
    life.wish(GrantPromotion(promotion=percent(25, date(2026, 12, 1))))
    return life


def after_a_promotion() -> Life:
    """It ends before the next period begins."""
    life = running(until=NOW)
    life.wish(GrantPromotion(promotion=percent(25, date(2026, 11, 18))))
    return life


def with_a_fixed_discount() -> Life:
    life = running(until=NOW)
    life.wish(GrantPromotion(promotion=off(333_333, date(2027, 1, 1))))
    return life


def with_a_promotion_for_another_plan() -> Life:
    life = running(until=NOW)
    life.wish(GrantPromotion(promotion=percent(25, date(2027, 1, 1), plans=("pro",))))
    return life


def with_a_downgrade() -> Life:
    life = running(until=NOW)
    life.wish(ChangePlan(plan_code="starter"))
    return life


def with_a_downgrade_that_costs_the_promotion() -> Life:
    life = running(until=NOW)
    life.wish(GrantPromotion(promotion=percent(25, date(2027, 1, 1), plans=("growth",))))
    life.wish(ChangePlan(plan_code="starter", confirm_promotion_loss=True))
    return life


def with_an_upgrade_that_is_not_paid() -> Life:
    life = running(until=NOW)
    life.wish(ChangePlan(plan_code="pro"))
    return life


def to_the_year() -> Life:
    life = running(until=NOW)
    life.wish(ChangeInterval(interval=YEAR))
    return life


def of_a_year() -> Life:
    return paid_life(enrolled_on=date(2026, 2, 28), until=NOW, interval=Interval.YEAR)


def clamped_to_the_end_of_the_month() -> Life:
    return paid_life(enrolled_on=date(2026, 8, 31), until=date(2026, 9, 10))


def under_a_coming_rate() -> Life:
    rates = (*KNOWN_RATES, TaxRate("ID", date(2026, 11, 1), 1500, name="PPN"))
    return running(until=NOW, rates=rates)


def with_another_schedule() -> Life:
    return running(until=NOW, policy=Policy(schedule=Schedule(issue_before=20)))


def paid_ahead() -> Life:
    life = running(until=NOW)
    life.wish(PayAhead())
    life.pay(life.one_open())
    return life


def bought_in_the_trial() -> Life:
    """Paid on 5 October, in the trial that lasts through the 17th."""
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.advance(date(2026, 10, 5))
    life.wish(ChoosePlan(plan_code="growth"))
    life.pay(life.one_open())
    return life


WORLDS: list[Callable[[], Life]] = [
    plain,
    with_a_promotion,
    after_a_promotion,
    with_a_fixed_discount,
    with_a_promotion_for_another_plan,
    with_a_downgrade,
    with_a_downgrade_that_costs_the_promotion,
    to_the_year,
    of_a_year,
    clamped_to_the_end_of_the_month,
    under_a_coming_rate,
    with_another_schedule,
    paid_ahead,
    bought_in_the_trial,
]


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.__name__)
def test_what_is_expected_is_what_is_issued(world: Callable[[], Life]) -> None:
    life = world()
    coming = expected(life)
    assert coming is not None
    issued = next_issued(life)
    assert (coming.issue_on, coming.starts_on, coming.ends_on) == (
        issued.issued_on,
        issued.starts_on,
        issued.ends_on,
    )
    assert (coming.price, (coming.line,), coming.tax) == (issued.price, issued.lines, issued.tax)
    assert coming.total_minor == issued.total_minor


def test_an_upgrade_that_nobody_pays_changes_nothing() -> None:
    life = with_an_upgrade_that_is_not_paid()
    coming = expected(life)
    assert coming is not None
    assert coming.line.plan_code == "growth"
    assert coming.total_minor == 2_331_000


def test_the_amount_is_the_price_less_the_promotion_with_tax() -> None:
    coming = expected(with_a_promotion())
    assert coming is not None
    assert (coming.line.price_minor, coming.line.discount_minor) == (2_100_000, 525_000)
    assert (coming.tax.tax_minor, coming.total_minor) == (173_250, 1_748_250)
    assert coming.issue_on == date(2026, 11, 4)


def test_what_is_cancelled_is_not_invoiced() -> None:
    life = running(until=NOW)
    life.wish(Cancel())
    assert expected(life) is None


def test_without_a_paid_period_nothing_is_invoiced_by_itself() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    assert expected(life) is None
    life.wish(ChoosePlan(plan_code="growth"))
    assert expected(life) is None
    life.advance(date(2026, 10, 18))
    assert expected(life) is None


def test_the_suspended_and_the_ended_are_not_invoiced() -> None:
    life = running(until=date(2026, 11, 26))
    assert life.sub().phase == "suspended"
    assert expected(life) is None
    life.advance(date(2027, 3, 1))
    assert life.sub().phase == "ended"
    assert expected(life) is None


def test_what_is_suspended_ends_after_its_days_and_after_its_announcement() -> None:
    life = running(until=date(2026, 11, 18))
    assert expected_end(life.sub(), policy=Policy()) is None
    life.advance(date(2026, 11, 26))
    since = life.sub().suspended_on
    assert since is not None
    ends_on = since + timedelta(days=60)
    assert expected_end(life.sub(), policy=Policy()) == ends_on
    life.advance(ends_on - timedelta(days=5))
    told_on = life.sub().ending_noticed_on
    assert told_on is not None
    assert expected_end(life.sub(), policy=Policy()) == max(ends_on, told_on + timedelta(days=14))
    life.advance(ends_on)
    assert life.sub().ended_on == ends_on
    assert expected_end(life.sub(), policy=Policy()) is None


def next_issued(life: Life) -> Invoice:
    """The next invoice that the engine issues as the days pass."""
    known = set(life.invoices)
    for _ in range(400):
        life.advance(life.today + timedelta(days=1))
        new = [invoice for key, invoice in life.invoices.items() if key not in known]
        if new:
            return new[0]
    raise AssertionError("nothing was issued in 400 days")


def begins_on(life: Life) -> date | None:
    """As a page asks for it."""
    one = life.sub()
    ends_on = one.period_ends_on
    ahead = [
        (period.starts_on, period.price.id)
        for period in life.periods[one.id]
        if ends_on is not None and period.starts_on >= ends_on
    ]
    return change_begins_on(one, ahead=ahead)


def paying_ahead(life: Life) -> None:
    life.wish(PayAhead())
    life.pay(life.one_open())


def test_a_change_begins_after_what_is_paid_when_it_is_ordered() -> None:
    life = plain()
    paying_ahead(life)
    life.wish(ChangePlan(plan_code="starter"))
    assert begins_on(life) == date(2026, 12, 18) == changed_on(life)


def test_a_change_that_is_paid_ahead_begins_with_the_first_period_at_its_price() -> None:
    life = plain()
    life.wish(ChangePlan(plan_code="starter"))
    paying_ahead(life)
    paying_ahead(life)
    assert life.sub().paid_until_on == date(2027, 1, 18)
    assert begins_on(life) == date(2026, 11, 18) == changed_on(life)


def changed_on(life: Life) -> date:
    """When the engine does it."""
    first = len(life.turns)
    life.advance(date(2026, 11, 25))
    for day in (date(2026, 12, 10), date(2026, 12, 20)):
        life.advance(day)
        for invoice in life.open():
            life.pay(invoice)
    [found] = [
        fact.effective_on
        for turn in life.turns[first:]
        for fact in turn.decision.facts
        if fact.kind == "plan_changed"
    ]
    return found


def test_nothing_that_is_ordered_begins_on_a_day_that_is_not_known() -> None:
    life = plain()
    assert begins_on(life) is None
    life.wish(ChangePlan(plan_code="pro"))  # with its own invoice
    assert begins_on(life) is None
    life = plain()
    life.wish(ChangePlan(plan_code="starter"))
    life.advance(date(2026, 12, 1))  # suspended: it begins when somebody pays
    assert begins_on(life) is None
