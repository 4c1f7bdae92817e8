"""Tax by dated rates: once on the sum of the taxable lines, exclusive or inclusive."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prabayar.domain.errors import TaxRefused
from prabayar.domain.money import half_up
from prabayar.domain.tax import (
    KNOWN_RATES,
    Tax,
    TaxRate,
    check_rate,
    next_change,
    rate_on,
    tax_on,
)

TEN = TaxRate("ID", date(1985, 4, 1), 1_000, name="PPN")
ELEVEN_TWELFTHS = TaxRate("ID", date(2025, 1, 1), 1_200, 11, 12, name="PPN")
amounts = st.integers(0, 10**12)
percents = st.integers(0, 10_000)


def test_the_golden_case_is_taxed_with_ten_percent() -> None:
    assert tax_on(TEN, 2_113_118) == Tax("ID-1985-04-01", 2_113_118, 2_113_118, 211_312)
    assert tax_on(TEN, 2_113_118).total_minor == 2_324_430


@pytest.mark.parametrize(
    ("amount", "base", "tax"),
    [
        (2_100_000, 1_925_000, 231_000),
        (2_113_118, 1_937_025, 232_443),
        (32, 29, 3),  # in one step: 3.52, that is 4
        (77, 71, 9),  # in one step: 8.47, that is 8
        (6, 6, 1),  # 5.5 is rounded up
        (1, 1, 0),
        (0, 0, 0),
    ],
)
def test_twelve_percent_on_eleven_twelfths_is_rounded_in_two_steps(
    amount: int, base: int, tax: int
) -> None:
    assert tax_on(ELEVEN_TWELFTHS, amount) == Tax("ID-2025-01-01", amount, base, tax)


def test_without_a_rate_there_is_no_tax() -> None:
    assert tax_on(None, 149_00) == Tax("none", 149_00, 149_00, 0)


def test_t21_tax_is_computed_once_on_the_sum_and_not_by_line() -> None:
    by_line = [tax_on(TEN, 333).tax_minor for _ in range(3)]
    assert (sum(by_line), tax_on(TEN, 3 * 333).tax_minor) == (99, 100)


@pytest.mark.parametrize(
    ("gross", "net", "tax"), [(2_324_430, 2_113_118, 211_312), (110, 100, 10), (1, 1, 0), (6, 5, 1)]
)
def test_t22_a_tax_contained_in_the_price_is_taken_out_of_it(
    gross: int, net: int, tax: int
) -> None:
    rate = TaxRate("ID", date(1985, 4, 1), 1_000, inclusive=True)
    assert tax_on(rate, gross) == Tax("ID-1985-04-01", net, net, tax)


def test_t22_a_contained_tax_on_a_part_of_the_price_counts_that_part() -> None:
    """12 % on 11/12 is 11 %: 1,110 rupiah contain 110, not 12/112 of them."""
    rate = TaxRate("ID", date(2025, 1, 1), 1_200, 11, 12, inclusive=True)
    assert tax_on(rate, 1_110) == Tax("ID-2025-01-01", 1_000, 917, 110)


@given(amounts, percents, st.integers(1, 12))
def test_t22_net_and_tax_are_the_gross(gross: int, percent: int, twelfths: int) -> None:
    rate = TaxRate("XX", date(2020, 1, 1), percent, twelfths, 12, inclusive=True)
    tax = tax_on(rate, gross)
    assert tax.net_minor + tax.tax_minor == tax.total_minor == gross
    assert tax.tax_minor >= 0
    assert tax.net_minor >= 0
    exact = half_up(tax.net_minor * percent * twelfths, 10_000 * 12)
    assert abs(tax.tax_minor - exact) <= 1


@given(amounts, percents, st.integers(1, 12))
def test_an_added_tax_leaves_the_net_as_it_is(net: int, percent: int, twelfths: int) -> None:
    tax = tax_on(TaxRate("XX", date(2020, 1, 1), percent, twelfths, 12), net)
    assert (tax.net_minor, tax.total_minor) == (net, net + tax.tax_minor)
    assert tax.base_minor == half_up(net * twelfths, 12)
    assert tax.tax_minor == half_up(tax.base_minor * percent, 10_000)


@pytest.mark.parametrize(
    ("day", "percent", "base"),
    [
        (date(1985, 4, 1), 1_000, (1, 1)),
        (date(2022, 3, 31), 1_000, (1, 1)),
        (date(2022, 4, 1), 1_100, (1, 1)),
        (date(2024, 12, 31), 1_100, (1, 1)),
        (date(2025, 1, 1), 1_200, (11, 12)),
        (date(2100, 1, 1), 1_200, (11, 12)),
    ],
)
def test_t30_the_rate_is_the_one_in_force_on_the_day(
    day: date, percent: int, base: tuple[int, int]
) -> None:
    for rates in (KNOWN_RATES, KNOWN_RATES[::-1]):
        rate = rate_on(rates, country="ID", day=day)
        assert rate is not None
        assert (rate.percent_bp, (rate.base_num, rate.base_den)) == (percent, base)


@pytest.mark.parametrize(
    ("country", "day"),
    [("ID", date(1985, 3, 31)), ("SG", date(2026, 1, 1)), ("", date(2026, 1, 1))],
)
def test_where_no_rate_is_in_force_there_is_none(country: str, day: date) -> None:
    assert rate_on(KNOWN_RATES, country=country, day=day) is None


@pytest.mark.parametrize(
    ("after", "change"),
    [
        (date(1985, 3, 31), date(1985, 4, 1)),
        (date(1985, 4, 1), date(2022, 4, 1)),
        (date(2024, 12, 31), date(2025, 1, 1)),
        (date(2025, 1, 1), None),
    ],
)
def test_t30_the_next_change_of_a_rate_lies_after_the_day(after: date, change: date | None) -> None:
    assert next_change(KNOWN_RATES, country="ID", after=after) == change


def test_t30_the_rates_of_other_countries_change_nothing() -> None:
    other = TaxRate("SG", date(2026, 1, 1), 900)
    assert next_change((*KNOWN_RATES, other), country="ID", after=date(2025, 6, 1)) is None
    assert rate_on((other,), country="SG", day=date(2026, 1, 1)) is other


def test_t30_two_versions_of_a_rate_have_two_keys() -> None:
    assert [rate.key for rate in KNOWN_RATES] == ["ID-1985-04-01", "ID-2022-04-01", "ID-2025-01-01"]


NEXT_YEAR = TaxRate("ID", date(2027, 1, 1), 1_300, 11, 12, name="PPN")
TODAY = date(2026, 12, 31)


def test_a_rate_from_tomorrow_on_may_be_added() -> None:
    check_rate(KNOWN_RATES, NEXT_YEAR, today=TODAY)
    check_rate(KNOWN_RATES, replace(NEXT_YEAR, country="SG", percent_bp=0), today=TODAY)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"country": "Indonesia"}, "country"),
        ({"country": "id"}, "country"),
        ({"country": "ÄÖ"}, "country"),
        ({"country": "I1"}, "country"),
        ({"name": " "}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "x" * 41}, "name"),
        ({"percent_bp": -1}, "percent"),
        ({"percent_bp": 10_001}, "percent"),
        ({"base_num": 0}, "base_num"),
        ({"base_num": 13}, "base_num"),
        ({"base_den": 1_001}, "base_num"),
        ({"starts_on": TODAY}, "starts_on"),
        ({"starts_on": date(2020, 1, 1)}, "starts_on"),
    ],
)
def test_a_rate_that_cannot_be_or_reaches_back_is_refused(
    given: dict[str, Any], field: str
) -> None:
    with pytest.raises(TaxRefused) as refused:
        check_rate(KNOWN_RATES, replace(NEXT_YEAR, **given), today=TODAY)
    assert refused.value.params["field"] == field


def test_a_second_rate_of_a_country_for_one_day_is_refused() -> None:
    with pytest.raises(TaxRefused, match="from 2027-01-01 already"):
        check_rate((*KNOWN_RATES, NEXT_YEAR), replace(NEXT_YEAR, percent_bp=1_400), today=TODAY)
