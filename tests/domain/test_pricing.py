"""A whole period costs the whole price; its pieces add up to it however it is cut."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prabayar.domain.period import add_months
from prabayar.domain.pricing import discount_on, part_between, part_of
from tests.domain import values

OCTOBER, NOVEMBER = date(2026, 10, 17), date(2026, 11, 17)
anchors = st.dates(date(2024, 1, 1), date(2051, 12, 31))


def test_a_line_costs_its_price_less_its_discount() -> None:
    assert values.line(price_minor=2_113_118, discount_minor=422_624).amount_minor == 1_690_494


@given(st.integers(0, 10**12), st.integers(1, 366))
def test_a_whole_period_costs_exactly_the_whole_price(amount: int, whole: int) -> None:
    assert part_of(amount, first=0, last=whole, whole=whole) == amount


def test_t23_each_day_of_a_period_is_paid_and_the_days_add_up() -> None:
    pieces = [part_of(100, first=n, last=n + 1, whole=31) for n in range(31)]
    assert sum(pieces) == 100
    assert set(pieces) == {3, 4}
    assert sum(100 * 1 // 31 for _ in range(31)) == 93


@pytest.mark.parametrize(
    ("first_on", "last_on", "part"),
    [
        (OCTOBER, NOVEMBER, 2_113_118),
        (OCTOBER, date(2026, 11, 1), 1_022_476),
        (date(2026, 11, 1), NOVEMBER, 1_090_642),
        (date(2026, 11, 1), date(2026, 11, 2), 68_166),  # a difference of two positions
        (OCTOBER, OCTOBER, 0),
        (NOVEMBER, NOVEMBER, 0),
    ],
)
def test_a_part_of_a_period_is_its_days_of_31(first_on: date, last_on: date, part: int) -> None:
    found = part_between(
        2_113_118, starts_on=OCTOBER, ends_on=NOVEMBER, first_on=first_on, last_on=last_on
    )
    assert found == part


@given(st.integers(0, 10**12), st.integers(1, 366), st.lists(st.integers(0, 366), max_size=12))
def test_t23_the_pieces_of_a_period_add_up_however_it_is_cut(
    amount: int, whole: int, cuts: list[int]
) -> None:
    bounds = sorted({0, whole, *(cut for cut in cuts if cut < whole)})
    pieces = [
        part_of(amount, first=first, last=last, whole=whole)
        for first, last in itertools.pairwise(bounds)
    ]
    assert sum(pieces) == amount
    for piece, (first, last) in zip(pieces, itertools.pairwise(bounds), strict=True):
        assert piece >= 0
        assert abs(piece * whole - amount * (last - first)) <= whole


@given(
    anchors,
    st.sampled_from([1, 12]),
    st.integers(0, 10**12),
    st.integers(0, 366),
    st.integers(0, 366),
)
def test_the_dates_of_a_period_are_priced_as_its_days(
    anchor: date, step: int, amount: int, one: int, other: int
) -> None:
    starts_on, ends_on = anchor, add_months(anchor, step)
    whole = (ends_on - starts_on).days
    first, last = sorted((min(one, whole), min(other, whole)))
    found = part_between(
        amount,
        starts_on=starts_on,
        ends_on=ends_on,
        first_on=starts_on + timedelta(days=first),
        last_on=starts_on + timedelta(days=last),
    )
    assert found == part_of(amount, first=first, last=last, whole=whole)


def test_without_a_promotion_there_is_no_discount() -> None:
    assert discount_on(values.price(), None, starts_on=OCTOBER) == 0


@pytest.mark.parametrize(
    ("plans", "starts_on", "off"),
    [
        ((), OCTOBER, 422_624),
        (("pro",), date(2026, 12, 16), 422_624),
        ((), date(2026, 12, 17), 0),
        (("starter",), OCTOBER, 0),
    ],
)
def test_a_promotion_takes_its_share_off_a_whole_period_that_it_covers(
    plans: tuple[str, ...], starts_on: date, off: int
) -> None:
    promotion = values.promotion(value=2_000, plans=plans, ends_on=date(2026, 12, 17))
    price = values.price(amount_minor=2_113_118)
    assert discount_on(price, promotion, starts_on=starts_on) == off
