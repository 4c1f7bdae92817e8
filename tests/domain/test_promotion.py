"""A promotion covers periods by their start, and never takes off more than there is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prabayar.domain.catalog import Interval
from prabayar.domain.errors import PromotionRefused
from prabayar.domain.period import add_months
from prabayar.domain.promotion import DiscountKind, check_promotion
from tests.domain import values

TODAY = date(2026, 10, 3)


@pytest.mark.parametrize(
    ("starts_on", "covered"),
    [(date(2026, 12, 16), True), (date(2026, 12, 17), False), (date(2026, 12, 18), False)],
)
def test_t78_a_promotion_covers_the_periods_that_start_before_its_end(
    starts_on: date, covered: bool
) -> None:
    promotion = values.promotion(ends_on=date(2026, 12, 17))
    assert promotion.covers(values.price(), starts_on=starts_on) is covered


@given(
    st.dates(date(2024, 1, 1), date(2051, 12, 31)),
    st.sampled_from([1, 12]),
    st.integers(0, 1_000),
)
def test_a_promotion_counts_by_period_start_for_every_anchor(
    anchor: date, step: int, length: int
) -> None:
    promotion = values.promotion(ends_on=anchor + timedelta(days=length))
    for n in range(0, 36 * step, step):
        start = add_months(anchor, n)
        covered = promotion.covers(values.price(), starts_on=start)
        assert covered is ((start - anchor).days < length)


def test_t79_a_promotion_of_a_month_from_29_february_ends_with_the_month_after() -> None:
    ends_on = add_months(date(2028, 2, 29), 1)
    promotion = values.promotion(ends_on=ends_on)
    assert ends_on == date(2028, 3, 29)
    assert promotion.covers(values.price(), starts_on=date(2028, 2, 29))
    assert not promotion.covers(values.price(), starts_on=date(2028, 3, 29))


@pytest.mark.parametrize(
    ("plans", "interval", "covered"),
    [
        ((), None, True),
        (("pro",), None, True),
        (("starter", "pro"), Interval.MONTH, True),
        (("starter",), None, False),
        ((), Interval.MONTH, True),
        ((), Interval.YEAR, False),
        (("pro",), Interval.YEAR, False),
    ],
)
def test_a_promotion_covers_the_plans_and_the_interval_it_was_granted_for(
    plans: tuple[str, ...], interval: Interval | None, covered: bool
) -> None:
    promotion = values.promotion(plans=plans, interval=interval)
    price = values.price(plan_code="pro", interval=Interval.MONTH)
    assert promotion.covers_price(price) is covered
    assert promotion.covers(price, starts_on=TODAY) is covered


@pytest.mark.parametrize(
    ("kind", "value", "amount", "off"),
    [
        (DiscountKind.PERCENT, 2_000, 2_113_118, 422_624),
        (DiscountKind.PERCENT, 5_000, 333, 167),
        (DiscountKind.PERCENT, 1, 4_999, 0),
        (DiscountKind.PERCENT, 1, 5_000, 1),
        (DiscountKind.PERCENT, 10_000, 2_113_118, 2_113_118),
        (DiscountKind.AMOUNT, 113_118, 2_113_118, 113_118),
        (DiscountKind.AMOUNT, 2_113_118, 2_113_118, 2_113_118),
        (DiscountKind.AMOUNT, 9_000_000, 2_113_118, 2_113_118),
        (DiscountKind.AMOUNT, 1, 0, 0),
    ],
)
def test_t24_a_discount_is_at_most_the_price(
    kind: DiscountKind, value: int, amount: int, off: int
) -> None:
    assert values.promotion(kind=kind, value=value).discount(amount) == off


@given(st.sampled_from(DiscountKind), st.integers(1, 10_000), st.integers(0, 10**12))
def test_t24_a_discount_is_never_negative_nor_above_the_price(
    kind: DiscountKind, value: int, amount: int
) -> None:
    assert 0 <= values.promotion(kind=kind, value=value).discount(amount) <= amount


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (DiscountKind.PERCENT, 1),
        (DiscountKind.PERCENT, 10_000),
        (DiscountKind.AMOUNT, 1),
        (DiscountKind.AMOUNT, 10**9),
    ],
)
def test_a_promotion_that_takes_something_off_until_a_later_day_can_be_granted(
    kind: DiscountKind, value: int
) -> None:
    promotion = values.promotion(
        kind=kind, value=value, currency="IDR", ends_on=TODAY + timedelta(days=1)
    )
    check_promotion(promotion, price=values.price(), today=TODAY)


@pytest.mark.parametrize("value", [-1, 0, 10_001])
def test_a_percentage_outside_0_to_100_is_refused(value: int) -> None:
    promotion = values.promotion(kind=DiscountKind.PERCENT, value=value)
    with pytest.raises(PromotionRefused, match="lies above 0 and is at most 100") as refused:
        check_promotion(promotion, price=values.price(), today=TODAY)
    assert refused.value.params == {"value": value}


@pytest.mark.parametrize("value", [-5, 0])
def test_an_amount_of_nothing_is_refused(value: int) -> None:
    promotion = values.promotion(kind=DiscountKind.AMOUNT, value=value, currency="IDR")
    with pytest.raises(PromotionRefused, match="A discount is an amount above 0") as refused:
        check_promotion(promotion, price=values.price(), today=TODAY)
    assert refused.value.params == {"value": value}


@pytest.mark.parametrize(("currency", "named"), [("USD", "USD"), ("", "no currency")])
def test_t25_an_amount_in_another_currency_is_refused_when_it_is_granted(
    currency: str, named: str
) -> None:
    promotion = values.promotion(kind=DiscountKind.AMOUNT, value=5_000, currency=currency)
    with pytest.raises(PromotionRefused) as refused:
        check_promotion(promotion, price=values.price(currency="IDR"), today=TODAY)
    assert refused.value.message == (
        f"A discount in {named} cannot be taken off a price in IDR: grant it in IDR."
    )
    assert refused.value.params == {"currency": currency}


@pytest.mark.parametrize("late", [0, 1])
def test_an_end_that_has_passed_is_refused(late: int) -> None:
    ends_on = TODAY - timedelta(days=late)
    with pytest.raises(PromotionRefused, match=f"The end date {ends_on} has passed") as refused:
        check_promotion(values.promotion(ends_on=ends_on), price=values.price(), today=TODAY)
    assert refused.value.params == {"ends_on": ends_on.isoformat()}


def test_a_new_promotion_has_neither_been_announced_to_end_nor_ended() -> None:
    promotion = values.promotion()
    assert (promotion.announced, promotion.ended) == (False, False)
