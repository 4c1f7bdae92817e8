"""Money is integer minor units: read, written, rounded, split and told to gateways exactly."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prabayar.domain.errors import MoneyRefused
from prabayar.domain.money import (
    DIGITS,
    GATEWAY_DIGITS,
    Money,
    decimal_text,
    digits_of,
    from_gateway,
    half_up,
    parse_money,
    split,
    to_gateway,
)

GATEWAYS = ("stripe", "midtrans", "xendit", "adyen")
currencies = st.sampled_from(sorted(DIGITS))
amounts = st.integers(1 - 10**15, 10**15 - 1)


def test_amounts_of_one_currency_add_and_subtract() -> None:
    assert Money(2_113_118, "IDR") + Money(211_312, "IDR") == Money(2_324_430, "IDR")
    assert Money(211_312, "IDR") - Money(2_113_118, "IDR") == Money(-1_901_806, "IDR")


@pytest.mark.parametrize("sign", ["+", "-"])
def test_two_currencies_cannot_be_added(sign: str) -> None:
    idr, usd = Money(1, "IDR"), Money(1, "USD")
    with pytest.raises(MoneyRefused) as refused:
        _ = idr + usd if sign == "+" else idr - usd
    assert refused.value.message == "IDR and USD cannot be added: convert one of them first."
    assert refused.value.params == {"currency": "IDR", "other": "USD"}


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(149_00, "USD"), "USD 149.00"),
        (Money(-5, "USD"), "USD -0.05"),
        (Money(2_324_430, "IDR"), "IDR 2324430"),
        (Money(0, "JPY"), "JPY 0"),
        (Money(1_234, "KWD"), "KWD 1.234"),
    ],
)
def test_money_is_written_with_its_currency_and_a_point(money: Money, text: str) -> None:
    assert str(money) == text


def test_t18_the_minor_unit_is_the_smallest_that_people_pay_with() -> None:
    without, with_three = {"IDR", "JPY", "KRW", "VND"}, {"BHD", "KWD"}
    assert without | with_three < set(DIGITS)
    for currency in DIGITS:
        digits = 3 if currency in with_three else 2
        assert digits_of(currency) == (0 if currency in without else digits)


def test_a_currency_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(MoneyRefused, match="'XXX' is not known; use one of AUD, BHD, ") as refused:
        parse_money("1", "XXX")
    assert refused.value.params == {"currency": "XXX"}


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("19.99", "USD", 1_999),
        ("1490", "USD", 149_000),
        ("1490.0", "USD", 149_000),
        (" 1490.00\n", "USD", 149_000),
        ("2100000.00", "IDR", 2_100_000),
        ("0.001", "KWD", 1),
        ("-0.5", "USD", -50),
        ("-0", "USD", 0),
        ("007", "JPY", 7),
        ("9" * 15 + ".999", "KWD", 10**18 - 1),
    ],
)
def test_t19_a_decimal_string_is_read_exactly(text: str, currency: str, minor: int) -> None:
    assert parse_money(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(("text", "currency"), [("690.000", "IDR"), ("1490.000", "USD")])
def test_three_zeros_after_a_point_may_mean_thousands_and_are_refused(
    text: str, currency: str
) -> None:
    with pytest.raises(MoneyRefused, match="more decimals than"):
        parse_money(text, currency)


def test_t19_every_cent_is_read_where_a_float_would_lose_some() -> None:
    texts = [f"{whole}.{cents:02}" for whole in (0, 19, 1_490) for cents in range(100)]
    read = [parse_money(text, "USD").minor for text in texts]
    assert read == [whole * 100 + cents for whole in (0, 19, 1_490) for cents in range(100)]
    assert read != [int(float(text) * 100) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        ".5",
        "5.",
        "+5",
        "1,490.00",
        "1.490.00",
        "1 490",
        "1e3",
        "NaN",
        "0x10",
        "٣",
        "--1",
    ],
)
def test_what_is_not_digits_with_a_point_is_refused(text: str) -> None:
    with pytest.raises(MoneyRefused, match="is not an amount: write at most 15 digits") as refused:
        parse_money(text, "USD")
    assert refused.value.params == {"text": text}


@pytest.mark.parametrize("length", [16, 5_000])
def test_more_digits_than_an_amount_is_kept_in_are_refused(length: int) -> None:
    with pytest.raises(MoneyRefused, match="write at most 15 digits"):
        parse_money("9" * length, "IDR")


@pytest.mark.parametrize(
    ("text", "currency", "digits"), [("0.5", "IDR", 0), ("1.005", "USD", 2), ("1.0005", "KWD", 3)]
)
def test_more_decimals_than_the_currency_has_are_refused(
    text: str, currency: str, digits: int
) -> None:
    with pytest.raises(MoneyRefused) as refused:
        parse_money(text, currency)
    assert refused.value.message == f"'{text}' has more decimals than {currency} has ({digits})."
    assert refused.value.params == {"text": text, "currency": currency}


@given(amounts, currencies)
def test_what_is_written_is_read_again(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert parse_money(decimal_text(money), currency) == money


@given(amounts, currencies)
def test_the_decimal_text_means_the_amount(minor: int, currency: str) -> None:
    text = decimal_text(Money(minor, currency))
    assert Decimal(text) * 10 ** digits_of(currency) == minor
    assert len(text.partition(".")[2]) == digits_of(currency)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(5, 2, 3), (3, 2, 2), (1, 2, 1), (-1, 2, -1), (-5, 2, -3), (4, 3, 1), (5, 3, 2), (0, 7, 0)],
)
def test_t20_halves_are_rounded_away_from_zero(
    numerator: int, denominator: int, rounded: int
) -> None:
    assert half_up(numerator, denominator) == rounded


def test_t20_the_rounding_is_not_the_one_of_bankers() -> None:
    assert (half_up(5, 2), round(2.5)) == (3, 2)


@given(amounts, st.integers(1, 10**9))
def test_rounding_is_the_nearest_and_symmetric(numerator: int, denominator: int) -> None:
    rounded = half_up(numerator, denominator)
    assert half_up(-numerator, denominator) == -rounded
    assert 2 * abs(rounded * denominator - numerator) <= denominator


@given(st.integers(-(10**9), 10**9), st.sampled_from([1, 2, 4, 5, 8, 10, 25, 100, 10_000]))
def test_rounding_is_that_of_decimal_arithmetic(numerator: int, denominator: int) -> None:
    exact = Decimal(numerator) / Decimal(denominator)
    assert half_up(numerator, denominator) == exact.quantize(Decimal(1), ROUND_HALF_UP)


@pytest.mark.parametrize("denominator", [0, -1])
def test_a_share_of_no_parts_is_refused(denominator: int) -> None:
    with pytest.raises(MoneyRefused, match=f"A share of {denominator} parts cannot be taken"):
        half_up(1, denominator)


def test_t28_the_golden_price_is_converted_exactly() -> None:
    """USD 149 at 14,182 rupiah: cents times the rate, then one rounding of the hundredth part."""
    usd = parse_money("149.00", "USD")
    idr = Money(half_up(usd.minor * 14_182, 10 ** digits_of("USD")), "IDR")
    assert idr == Money(2_113_118, "IDR")
    tax = Money(half_up(idr.minor * 10, 100), "IDR")
    assert tax == Money(211_312, "IDR")
    assert idr + tax == Money(2_324_430, "IDR")


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, (1, 1, 1), (34, 33, 33)),
        (2, (1, 1, 1), (1, 1, 0)),
        (-100, (1, 1, 1), (-34, -33, -33)),
        (10, (1, 0, 2), (3, 0, 7)),
        (0, (3, 4), (0, 0)),
        (5, (7,), (5,)),
        (5, (1,), (5,)),
        (4, (5, 3, 1), (2, 1, 1)),
        (7, (5, 2, 0), (5, 2, 0)),
    ],
)
def test_a_split_gives_the_largest_remainders_one_more_and_the_first_wins(
    total: int, weights: Sequence[int], parts: tuple[int, ...]
) -> None:
    assert split(total, weights) == parts


@given(amounts, st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_the_parts_of_a_split_add_up_and_are_fair_within_one_unit(
    total: int, weights: Sequence[int]
) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)


@pytest.mark.parametrize("weights", [(), (0, 0), (3, -1), (-1,)])
def test_a_split_by_weights_that_mean_nothing_is_refused(weights: Sequence[int]) -> None:
    with pytest.raises(MoneyRefused, match="weights of 0 and more that are not all 0"):
        split(100, weights)


@pytest.mark.parametrize(
    ("gateway", "told"),
    [
        ("stripe", 232_443_000),
        ("midtrans", 2_324_430),
        ("xendit", 2_324_430),
        ("adyen", 2_324_430),
    ],
)
def test_t17_rupiah_go_to_each_gateway_and_come_back_the_same(gateway: str, told: int) -> None:
    money = Money(2_324_430, "IDR")
    assert to_gateway(money, gateway) == told
    assert from_gateway(told, "IDR", gateway) == money


def test_t17_a_gateway_that_means_a_part_of_a_rupiah_is_refused() -> None:
    with pytest.raises(MoneyRefused, match="232443001 cannot be told in 0 digits") as refused:
        from_gateway(232_443_001, "IDR", "stripe")
    assert refused.value.params == {"amount": 232_443_001}


@pytest.mark.parametrize(
    ("money", "told"),
    [
        (Money(500, "JPY"), 500),
        (Money(9_900, "KRW"), 9_900),
        (Money(1_230, "KWD"), 1_230),
        (Money(149_00, "USD"), 14_900),
        (Money(1, "USD"), 1),
    ],
)
def test_t18_other_currencies_are_told_in_their_own_digits(money: Money, told: int) -> None:
    assert to_gateway(money, "stripe") == told
    assert from_gateway(told, money.currency, "stripe") == money


@pytest.mark.parametrize("currency", ["KWD", "BHD"])
def test_t18_a_last_digit_that_the_gateway_does_not_take_is_refused(currency: str) -> None:
    with pytest.raises(MoneyRefused, match=f"stripe cannot charge {currency} 1.234: its last"):
        to_gateway(Money(1_234, currency), "stripe")
    assert to_gateway(Money(1_234, currency), "adyen") == 1_234


@given(amounts, currencies, st.sampled_from(GATEWAYS))
def test_what_a_gateway_is_told_is_what_it_tells_back(
    minor: int, currency: str, gateway: str
) -> None:
    money = Money(minor // 10 * 10, currency)
    assert from_gateway(to_gateway(money, gateway), currency, gateway) == money


def test_a_gateway_counts_differently_only_where_the_table_says_so() -> None:
    assert set(GATEWAY_DIGITS) == {("stripe", "IDR")}
    for gateway in GATEWAYS:
        for currency in DIGITS:
            factor = 100 if (gateway, currency) == ("stripe", "IDR") else 1
            assert to_gateway(Money(10, currency), gateway) == 10 * factor
