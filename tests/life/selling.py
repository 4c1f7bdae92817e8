"""What the made-up vendor sells: three plans in two currencies, and promotions."""

import itertools
from dataclasses import replace
from datetime import date
from typing import Any

from prabayar.domain.catalog import Catalog, Interval, OverQuota, Plan, Price
from prabayar.domain.ids import PriceId, PromotionId
from prabayar.domain.promotion import DiscountKind, Promotion

AMOUNTS = {
    "IDR": {"starter": 690_000, "growth": 2_100_000, "pro": 5_900_000},
    "USD": {"starter": 4_900, "growth": 14_900, "pro": 39_900},
}
PLANS = {
    "starter": Plan("starter", "Starter", 1, 1_000, OverQuota.ALLOW),
    "growth": Plan("growth", "Growth", 2, 5_000, OverQuota.ALLOW),
    "pro": Plan("pro", "Pro", 3, 25_000, OverQuota.BLOCK_NEW),
}
MONTH, YEAR = Interval.MONTH, Interval.YEAR
WORTH = {MONTH: 1, YEAR: 10}  # a year costs ten months


def catalog() -> Catalog:
    """Three plans in two currencies."""
    number = itertools.count(1)
    prices = {
        (plan, currency, interval): Price(
            PriceId(next(number)), plan, currency, interval, minor * WORTH[interval]
        )
        for currency, amounts in AMOUNTS.items()
        for plan, minor in amounts.items()
        for interval in Interval
    }
    return Catalog(PLANS, prices, "starter")


def percent(value: int, until: date, **given: Any) -> Promotion:
    made = Promotion(PromotionId(1), DiscountKind.PERCENT, value * 100, until)
    return replace(made, **given)


def off(minor: int, until: date, **given: Any) -> Promotion:
    made = Promotion(PromotionId(1), DiscountKind.AMOUNT, minor, until, currency="IDR")
    return replace(made, **given)
