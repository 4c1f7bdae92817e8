"""What is sold: a plan by its code, and today's price by plan, currency and interval."""

from dataclasses import replace
from typing import Any

import pytest

from prabayar.domain.catalog import (
    Catalog,
    Interval,
    OverQuota,
    Plan,
    check_plan,
    version_after,
)
from prabayar.domain.errors import CatalogRefused
from tests.domain import values

STARTER = Plan("starter", "Starter", 1, 1_000)
PRO = Plan("pro", "Pro", 2, 5_000, OverQuota.BLOCK_NEW)
MONTHLY = values.price()
CATALOG = Catalog(
    {"starter": STARTER, "pro": PRO}, {("pro", "IDR", Interval.MONTH): MONTHLY}, "starter"
)


def test_a_plan_is_found_by_its_code() -> None:
    assert CATALOG.plan("pro") is PRO


def test_a_plan_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(CatalogRefused) as refused:
        CATALOG.plan("gold")
    assert refused.value.message == "There is no plan 'gold'; choose one of pro, starter."
    assert refused.value.params == {"plan": "gold"}


def test_a_price_is_found_by_plan_currency_and_interval() -> None:
    assert CATALOG.price("pro", "IDR", Interval.MONTH) is MONTHLY


@pytest.mark.parametrize(
    ("plan", "currency", "interval"),
    [
        ("pro", "USD", Interval.MONTH),
        ("pro", "IDR", Interval.YEAR),
        ("starter", "IDR", Interval.MONTH),
    ],
)
def test_a_plan_that_is_not_sold_that_way_is_refused(
    plan: str, currency: str, interval: Interval
) -> None:
    with pytest.raises(
        CatalogRefused, match=f"{plan} is not sold per {interval} in {currency}: "
    ) as e:
        CATALOG.price(plan, currency, interval)
    assert e.value.params == {"plan": plan, "currency": currency, "interval": str(interval)}


def test_a_price_of_a_plan_that_does_not_exist_names_the_plan() -> None:
    with pytest.raises(CatalogRefused, match="There is no plan 'gold'"):
        CATALOG.price("gold", "IDR", Interval.MONTH)


def test_a_plan_allows_more_users_than_its_quota_unless_it_says_otherwise() -> None:
    assert (STARTER.over_quota, PRO.over_quota) == (OverQuota.ALLOW, OverQuota.BLOCK_NEW)


def test_a_price_is_the_first_version_for_everybody_unless_it_says_otherwise() -> None:
    assert (MONTHLY.version, MONTHLY.custom) == (1, False)


def test_a_year_is_twelve_months() -> None:
    assert (Interval.MONTH.months, Interval.YEAR.months) == (1, 12)


def test_a_plan_that_fits_among_the_others_may_be_kept() -> None:
    check_plan(CATALOG, Plan("max", "Max", 3, 100_000))
    check_plan(CATALOG, replace(PRO, name="Professional", quota_mau=6_000))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"code": ""}, "a code and a name"),
        ({"name": "  "}, "a code and a name"),
        ({"name": "a\nb"}, "on one line"),
        ({"rank": 0}, "from 1 to 1000"),
        ({"rank": 1_001}, "from 1 to 1000"),
        ({"quota_mau": 0}, "more than 0 users"),
        ({"rank": 1}, "Starter has rank 1 already"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(given: dict[str, Any], why: str) -> None:
    with pytest.raises(CatalogRefused, match=why):
        check_plan(CATALOG, replace(Plan("max", "Max", 3, 100_000), **given))


def test_a_changed_price_is_the_next_version_and_a_first_one_is_version_1() -> None:
    assert version_after(CATALOG, replace(MONTHLY, amount_minor=MONTHLY.amount_minor + 1)) == (
        MONTHLY.version + 1
    )
    assert version_after(CATALOG, replace(MONTHLY, interval=Interval.YEAR)) == 1


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "sold at that price already"),
        ({"amount_minor": -1}, "0 or more"),
        ({"plan_code": "gold"}, "There is no plan 'gold'"),
    ],
)
def test_a_price_that_changes_nothing_or_cannot_be_is_refused(
    given: dict[str, Any], why: str
) -> None:
    with pytest.raises(CatalogRefused, match=why):
        version_after(CATALOG, replace(MONTHLY, **given))
