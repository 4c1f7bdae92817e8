"""Edge cases of trials, by the numbers of their list."""

from datetime import date

import pytest

from prabayar.domain.errors import ChangeRefused, PromotionRefused, TrialRefused
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.life.wishes import (
    Cancel,
    ChangePlan,
    ChoosePlan,
    ExtendTrial,
    GrantPromotion,
    RequestExtension,
)
from prabayar.domain.subscription import AccessLevel, Phase
from tests.life.selling import percent
from tests.life.world import Life, days
from tests.life.worlds import running

S = date(2026, 11, 18)  # the start of the second period of `running`
NEXT = date(2026, 12, 18)


def test_t81_an_extension_with_fewer_than_seven_days_left_tells_at_once() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.advance(date(2026, 10, 15))
    life.wish(ExtendTrial(days=2))
    assert life.days_of("trial_ending_announced") == [date(2026, 10, 10), date(2026, 10, 15)]
    assert life.sub().trial_ends_on == date(2026, 10, 19)


def test_t81_an_extension_on_the_last_day_and_after_the_end() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.advance(date(2026, 10, 17))
    life.wish(ExtendTrial(days=1))
    life.advance(date(2026, 10, 19))
    assert life.sub().phase is Phase.TRIAL_EXPIRED
    life.advance(date(2026, 11, 2))
    life.wish(ExtendTrial(days=10))
    assert life.sub().trial_ends_on == date(2026, 11, 12)
    assert life.sub().access is AccessLevel.FULL
    assert life.invoices == {}


def test_t81_an_extension_that_is_too_long_needs_an_admin() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    with pytest.raises(TrialRefused, match="at least one day"):
        life.wish(ExtendTrial(days=0))
    life.wish(ExtendTrial(days=90))
    with pytest.raises(TrialRefused, match="90 of 90 days"):
        life.wish(ExtendTrial(days=1))
    life.wish(RequestExtension(days=1, reason="please"))
    life.wish(ExtendTrial(days=1, by_admin=True))
    assert life.sub().trial_extended_days == 91


def test_t81_a_late_notice_lengthens_the_trial_and_an_extension_comes_after_it() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.advance_late(date(2026, 10, 19))
    assert life.sub().trial_ends_on == date(2026, 10, 26)
    life.wish(ExtendTrial(days=2))
    assert life.sub().trial_ends_on == date(2026, 10, 28)


def test_t82_a_trial_extended_with_an_open_first_invoice_issues_it_anew() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.advance(date(2026, 10, 14))
    life.wish(ChoosePlan(plan_code="growth"))
    old = life.one_open()
    life.pay(old, amount=1_000)
    life.wish(ExtendTrial(days=5))
    new = life.one_open()
    assert (new.reference, new.deposit_minor) == (old.reference, 1_000)
    life.pay(new)
    assert life.periods[life.sub().id][0].starts_on == date(2026, 10, 23)
    with pytest.raises(TrialRefused, match="give credit instead"):
        life.wish(ExtendTrial(days=5))


def test_t82_only_a_trial_can_be_extended() -> None:
    life = running(until=S + days(8))
    with pytest.raises(TrialRefused, match="give credit instead"):
        life.wish(ExtendTrial(days=5))
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.wish(Cancel(at_once=True))
    with pytest.raises(TrialRefused, match="is ended: only a trial"):
        life.wish(ExtendTrial(days=5))


def test_t83_a_trial_converted_early_loses_no_day() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.wish(ChoosePlan(plan_code="growth"))
    life.pay(life.one_open())
    assert life.sub().price.plan_code == "growth"
    assert life.sub().anchor_on == date(2026, 10, 18)
    assert life.sub().phase is Phase.TRIAL
    with pytest.raises(TrialRefused, match="is paid already"):
        life.wish(ChoosePlan(plan_code="starter"))
    life.advance(date(2026, 10, 18))
    with pytest.raises(TrialRefused, match="change its plan instead"):
        life.wish(ChoosePlan(plan_code="starter"))


def test_t84_paid_twice_in_the_trial_is_one_period_and_a_balance() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.wish(ChoosePlan(plan_code="growth"))
    life.pay(life.last())
    life.pay(life.last(), amount=2_331_000)
    assert len(life.periods[life.sub().id]) == 1
    assert life.account.balance_minor == 2_331_000


def test_t84_money_for_a_lapsed_first_invoice_makes_the_newer_one_void() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.wish(ChoosePlan(plan_code="starter"))
    old = life.last()
    life.advance(date(2026, 10, 5))
    assert life.invoices[old.id].status is InvoiceStatus.LAPSED
    life.wish(ChoosePlan(plan_code="growth"))
    new = life.one_open()
    life.pay(old, amount=765_900, booked_on=date(2026, 9, 30))
    assert life.invoices[new.id].status is InvoiceStatus.VOID
    assert life.sub().price.plan_code == "starter"
    assert len(life.periods[life.sub().id]) == 1


def test_t84_money_for_a_lapsed_first_invoice_booked_too_late_still_converts_the_trial() -> None:
    for today in (date(2026, 10, 5), date(2026, 10, 20)):
        life = Life(on=date(2026, 9, 17))
        life.make_app()
        life.wish(ChoosePlan(plan_code="starter"))
        old = life.last()
        life.advance(today)
        life.pay(old, amount=765_900)
        assert life.sub().anchor_on == max(today, date(2026, 10, 18))
        assert life.account.balance_minor == 0


def test_t85_a_trial_is_cancelled_with_an_open_invoice_and_made_again_up_to_the_limit() -> None:
    life = Life(on=date(2026, 9, 17))
    for number in range(5):
        life.make_app(f"app-{number}")
    life.wish(ChoosePlan(plan_code="growth"), app="app-0")
    life.wish(Cancel(at_once=True, reason="deleted"), app="app-0")
    assert life.open("app-0") == []
    with pytest.raises(TrialRefused, match="has had 5 trials"):
        life.make_app("app-0")
    life.make_app("app-6", approved=True)
    assert life.account.trials_made == 6


def test_t85_a_cancelled_trial_ends_with_its_last_day() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.wish(Cancel(reason="not for us"))
    life.advance(date(2026, 10, 30))
    assert life.sub().ended_on == date(2026, 10, 18)
    assert life.days_of("trial_ended") == []
    with pytest.raises(ChangeRefused, match="has ended"):
        life.wish(Cancel())
    with pytest.raises(PromotionRefused, match="has ended"):
        life.wish(GrantPromotion(promotion=percent(20, NEXT)))


def test_t85_an_expired_trial_and_a_suspended_app_are_cancelled_at_once() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.advance(date(2026, 10, 20))
    life.wish(Cancel())
    assert life.sub().phase is Phase.ENDED
    life = running(until=S + days(8))
    life.wish(Cancel())
    assert life.sub().phase is Phase.ENDED


def test_t83_a_paid_trial_can_change_its_plan_only_when_the_plan_has_begun() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.wish(ChoosePlan(plan_code="growth"))
    life.pay(life.one_open())
    with pytest.raises(ChangeRefused, match="begins on 2026-10-18"):
        life.wish(ChangePlan(plan_code="pro"))


def test_t83_a_promotion_that_does_not_cover_the_chosen_plan_goes_when_that_is_paid() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.wish(GrantPromotion(promotion=percent(20, date(2027, 6, 1), plans=("starter",))))
    life.wish(ChoosePlan(plan_code="growth"))
    assert life.one_open().total_minor == 2_331_000
    life.pay(life.one_open())
    assert life.sub().promotion is None
    assert len(life.facts("promotion_removed")) == 1
