"""Edge cases of promotions, by the numbers of their list."""

from datetime import date

import pytest

from prabayar.domain.errors import PromotionRefused
from prabayar.domain.invoice import InvoiceKind
from prabayar.domain.life.wishes import (
    ChangePlan,
    ChoosePlan,
    EndPromotion,
    GrantPromotion,
    Reactivate,
)
from tests.life.selling import percent
from tests.life.world import Life, days
from tests.life.worlds import running

S = date(2026, 11, 18)  # the start of the second period of `running`
NEXT = date(2026, 12, 18)


def test_t76_down_and_up_again_does_not_bring_the_promotion_back() -> None:
    life = running(until=date(2026, 10, 20))
    promotion = percent(20, date(2027, 6, 1), plans=("growth",))
    life.wish(GrantPromotion(promotion=promotion))
    life.wish(ChangePlan(plan_code="starter"))
    life.advance(S - days(10))
    assert life.one_open().lines[0].discount_minor == 0
    life.pay(life.one_open())
    life.advance(S)
    assert life.sub().promotion is None
    assert len(life.facts("promotion_removed")) == 1
    life.wish(ChangePlan(plan_code="growth"))
    life.pay(life.one_open())
    life.advance(NEXT - days(10))
    assert life.one_open().total_minor == 2_331_000


def test_t77_a_promotion_that_ends_in_mid_period_leaves_the_paid_period_alone() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(GrantPromotion(promotion=percent(20, S + days(5))))
    life.advance(S - days(10))
    life.pay(life.one_open())
    life.advance(NEXT - days(10))
    assert life.credit_notes == []
    assert life.one_open().lines[0].discount_minor == 0


@pytest.mark.parametrize(("ends_on", "off"), [(S, 0), (S + days(1), 420_000), (S - days(5), 0)])
def test_t78_a_promotion_counts_by_the_start_of_the_period(ends_on: date, off: int) -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(GrantPromotion(promotion=percent(20, ends_on)))
    life.advance(S - days(13))
    assert life.one_open().lines[0].discount_minor == off


@pytest.mark.parametrize(("days_later", "off"), [(1, 0), (2, 138_000)])
def test_t78_a_first_period_starts_after_the_last_trial_day(days_later: int, off: int) -> None:
    life = Life(on=date(2026, 9, 17))
    trial = life.make_app()
    assert trial.trial_ends_on is not None
    life.wish(GrantPromotion(promotion=percent(20, trial.trial_ends_on + days(days_later))))
    life.wish(ChoosePlan(plan_code="starter"))
    assert life.one_open().lines[0].discount_minor == off


def test_t79_a_promotion_granted_on_29_february_for_a_month() -> None:
    life = Life(on=date(2028, 2, 29))
    life.take_over(enrolled_on=date(2028, 2, 29))
    life.wish(GrantPromotion(promotion=percent(10, date(2028, 3, 29))))
    life.advance(date(2028, 3, 16))
    assert life.one_open().lines[0].discount_minor == 0
    assert life.one_open().starts_on == date(2028, 3, 29)


def test_t80_a_promotion_extended_after_the_renewal_was_issued_issues_it_anew() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(GrantPromotion(promotion=percent(20, S)))
    life.advance(S - days(10))
    old = life.one_open()
    life.wish(GrantPromotion(promotion=percent(20, NEXT)))
    new = life.one_open()
    assert (old.total_minor, new.total_minor) == (2_331_000, 1_864_800)
    assert new.reference == old.reference


def test_t80_a_smaller_promotion_never_raises_an_open_invoice() -> None:
    life = running(until=S - days(10))
    life.wish(GrantPromotion(promotion=percent(50, NEXT)))
    cheap = life.one_open()
    life.wish(GrantPromotion(promotion=percent(10, NEXT)))
    assert life.one_open().id == cheap.id
    late = Life(on=date(2026, 9, 17))
    late.make_app()
    late.wish(ChoosePlan(plan_code="growth"))
    late.pay(late.one_open(), amount=11)
    late.wish(GrantPromotion(promotion=percent(50, NEXT)))
    cheap = late.one_open()
    assert (cheap.total_minor, cheap.deposit_minor) == (1_165_500, 11)
    late.wish(GrantPromotion(promotion=percent(10, NEXT)))
    assert late.one_open().id == cheap.id


def test_t80_a_reactivation_offer_follows_a_promotion_too() -> None:
    life = running(until=S + days(8))
    life.wish(Reactivate())
    life.wish(GrantPromotion(promotion=percent(50, NEXT)))
    assert life.one_open().kind is InvoiceKind.REACTIVATION
    assert life.one_open().total_minor == 1_165_500


def test_t80_a_promotion_withdraws_an_upgrade_that_it_would_be_lost_by() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(ChangePlan(plan_code="pro"))
    life.wish(GrantPromotion(promotion=percent(20, NEXT)))
    assert life.open() == []
    assert life.sub().pending is None
    with pytest.raises(PromotionRefused, match="has passed"):
        life.wish(GrantPromotion(promotion=percent(20, life.today)))
    life.wish(EndPromotion(reason="typo"))
    with pytest.raises(PromotionRefused, match="no running promotion"):
        life.wish(EndPromotion(reason="twice"))
