"""The catalogue in the console: what is sold, who is on it, and every change in two looks."""

from __future__ import annotations

import pytest
from django.test import Client

from prabayar.domain.catalog import Interval
from prabayar.domain.people import StaffRole
from prabayar.store.terms import load_terms
from tests.console.conftest import Office
from tests.console.reading import confirm, told

PAGE, PRICE = "/console/catalogue/", "/console/catalogue/plans/growth/price"
PLAN, RATE = "/console/catalogue/plans/growth/", "/console/catalogue/rates/new"
NEW = "/console/catalogue/plans/new"
GROWTH = {"name": "Growth", "rank": "2", "quota_mau": "2000", "over_quota": "allow"}
TAX = {
    "country": "ID",
    "name": "PPN",
    "starts_on": "2027-01-01",
    "percent": "12.5",
    "base_num": "11",
    "base_den": "12",
}


@pytest.fixture
def admin(office: Office) -> Client:
    return office.staff(StaffRole.ADMIN)


def newest(currency: str = "IDR", interval: Interval = Interval.MONTH) -> tuple[int, int]:
    found = load_terms().terms.catalog.newest("growth", currency, interval)
    assert found is not None
    return found.version, found.amount_minor


def test_plans_prices_and_who_is_on_them_are_shown(office: Office, admin: Client) -> None:
    page = told(admin.get(PAGE))
    assert "Starter starter · rank 1 · 1,000 monthly active users" in page
    assert "Trials run on it" in page
    assert "IDR, monthly 1 IDR 690,000 1" in page
    assert "IDR, monthly 1 IDR 2,100,000 0" in page
    assert "Indonesia 1 Jan 2025 PPN 12% on 11/12 of the price in force" in page


def test_many_subscriptions_are_counted_on_demand(
    office: Office, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prabayar.store.queries.sold.FEW", 0)
    page = told(admin.get(PAGE))
    assert "counted on demand" in page
    assert "IDR, monthly 1 IDR 690,000 –" in page
    assert "IDR, monthly 1 IDR 690,000 1" in told(admin.get(f"{PAGE}?count=yes"))


def test_a_new_price_is_shown_then_sold_and_who_runs_keeps_theirs(
    office: Office, admin: Client
) -> None:
    office.shop.pay(2_331_000, on="2026-10-22", key="k1", reference=office.shop.choose())
    given = {"currency": "IDR", "interval": "month", "amount": "2500000"}
    shown = admin.post(PRICE, given)
    page = told(shown)
    assert "Price now IDR 2,100,000 Price from now on IDR 2,500,000 Version 2" in page
    assert "Subscriptions that run keep the price they have" in page
    assert newest() == (1, 2_100_000)
    assert confirm(admin, PRICE, shown)["Location"] == PAGE
    assert newest() == (2, 2_500_000)
    page = told(admin.get(PAGE))
    assert "IDR, monthly 2 IDR 2,500,000 0 IDR, monthly no longer sold 1 IDR 2,100,000 1" in page
    assert "price of growth per month IDR 2100000 IDR 2500000 Eva Admin" in page


def test_a_price_that_somebody_else_has_changed_meanwhile_is_shown_again(
    office: Office, admin: Client
) -> None:
    given = {"currency": "IDR", "interval": "month", "amount": "2500000"}
    mine, theirs = admin.post(PRICE, given), admin.post(PRICE, {**given, "amount": "2600000"})
    confirm(admin, PRICE, theirs)
    again = confirm(admin, PRICE, mine)
    assert again.status_code == 409
    assert "Price now IDR 2,600,000" in told(again)
    assert newest() == (2, 2_600_000)


def test_a_digit_too_many_is_warned_of(office: Office, admin: Client) -> None:
    given = {"currency": "IDR", "interval": "month", "amount": "21000000"}
    assert "Is every digit right?" in told(admin.post(PRICE, given))
    assert "Is every digit right?" not in told(admin.post(PRICE, {**given, "amount": "2500000"}))
    assert "Price now none" in told(admin.post(PRICE, {**given, "interval": "year"}))


@pytest.mark.parametrize(
    ("given", "status", "why"),
    [
        ({"amount": "2100000"}, 409, "sold at that price already"),
        ({"amount": "2.100"}, 422, "IDR has 0 digits"),
        ({"amount": ""}, 422, "This field is required."),
        ({"currency": "XXX"}, 422, "Select a valid choice"),
        ({"interval": "week"}, 422, "Select a valid choice"),
    ],
)
def test_a_price_that_cannot_be_is_refused(
    office: Office, admin: Client, given: dict[str, str], status: int, why: str
) -> None:
    typed = {"currency": "IDR", "interval": "month", "amount": "5", **given}
    answer = admin.post(PRICE, typed)
    assert (answer.status_code, why in told(answer)) == (status, True)


def test_a_new_plan_is_added_and_asks_for_its_price(office: Office, admin: Client) -> None:
    given = {**GROWTH, "code": "max", "name": "Max", "rank": "9", "over_quota": "block_new"}
    shown = admin.post(NEW, given)
    assert "Code max Name Max Rank 9 Quota 2,000" in told(shown)
    assert confirm(admin, NEW, shown)["Location"] == PAGE
    assert load_terms().terms.catalog.plan("max").rank == 9
    assert "The plan is added: give it a price." in told(admin.get(PAGE))
    assert "No price yet" in told(admin.get(PAGE))


@pytest.mark.parametrize(
    ("given", "status", "why"),
    [
        ({"code": "Max Plan"}, 422, "Small letters, digits, hyphens."),
        ({"rank": "2"}, 409, "Growth has rank 2 already"),
        ({"quota_mau": "0"}, 422, "greater than or equal to 1"),
        ({"name": ""}, 422, "This field is required."),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(
    office: Office, admin: Client, given: dict[str, str], status: int, why: str
) -> None:
    typed = {**GROWTH, "code": "max", "rank": "9", **given}
    answer = admin.post(NEW, typed)
    assert (answer.status_code, why in told(answer)) == (status, True)
    assert "max" not in load_terms().terms.catalog.plans


def test_a_code_that_is_taken_is_refused(office: Office, admin: Client) -> None:
    shown = admin.post(NEW, {**GROWTH, "code": "growth"})
    assert confirm(admin, NEW, shown).status_code == 409


def test_a_changed_plan_says_what_changes_and_what_that_means(
    office: Office, admin: Client
) -> None:
    given = {**GROWTH, "quota_mau": "1500", "rank": "5", "for_trials": "on"}
    shown = admin.post(PLAN, given)
    page = told(shown)
    assert "Rank 2, then 5 Quota 2,000, then 1,500" in page
    assert "no longer on starter" in page
    assert "The quota falls for everybody on the plan" in page
    assert "count as upgrades" in page
    confirm(admin, PLAN, shown)
    catalog = load_terms().terms.catalog
    assert (catalog.plan("growth").quota_mau, catalog.trial_plan) == (1_500, "growth")


def test_a_plan_that_somebody_else_has_changed_meanwhile_is_not_overwritten(
    office: Office, admin: Client
) -> None:
    mine = admin.post(PLAN, {**GROWTH, "quota_mau": "1500"})
    confirm(admin, PLAN, admin.post(PLAN, {**GROWTH, "name": "Grow"}))
    assert confirm(admin, PLAN, mine).status_code == 409
    assert load_terms().terms.catalog.plan("growth").quota_mau == 2_000


def test_a_plan_that_is_not_there_is_not_found(office: Office, admin: Client) -> None:
    for url in ("/console/catalogue/plans/gold/", "/console/catalogue/plans/gold/price"):
        assert admin.get(url).status_code == 404


def test_a_tax_rate_is_shown_with_what_it_makes_then_added(office: Office, admin: Client) -> None:
    shown = admin.post(RATE, TAX)
    page = told(shown)
    assert "Before PPN 12% on 11/12 of the price Then PPN 12.5% on 11/12 of the price" in page
    assert "On a price of 1,000,000 IDR 114,583" in page
    assert confirm(admin, RATE, shown)["Location"] == PAGE
    assert "1 Jan 2027 PPN 12.5% on 11/12 of the price to come" in told(admin.get(PAGE))
    twice = confirm(admin, RATE, shown)
    assert twice.status_code == 409
    assert "already, and rates never change" in told(twice)


@pytest.mark.parametrize(
    ("given", "status", "why"),
    [
        ({"starts_on": "2026-10-25"}, 409, "A rate begins tomorrow at the earliest"),
        ({"starts_on": "2020-01-01"}, 409, "A rate begins tomorrow at the earliest"),
        ({"country": "I1"}, 422, "No country has these letters"),
        ({"country": "XX"}, 422, "No country has these letters"),
        ({"percent": "12,555"}, 422, "At most two digits after the point."),
        ({"percent": "nan"}, 422, "At most two digits after the point."),
        ({"percent": "twelve"}, 422, "Write it in figures"),
        ({"percent": "101"}, 409, "from 0 to 100"),
        ({"base_num": "13"}, 409, "no more than all of it"),
    ],
)
def test_a_tax_rate_that_cannot_be_is_refused(
    office: Office, admin: Client, given: dict[str, str], status: int, why: str
) -> None:
    answer = admin.post(RATE, {**TAX, **given})
    assert (answer.status_code, why in told(answer)) == (status, True)


@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.FINANCE])
def test_others_of_the_operator_see_the_catalogue_and_change_nothing(
    office: Office, role: StaffRole
) -> None:
    browser = office.staff(role)
    page = told(browser.get(PAGE))
    assert "Growth" in page
    assert "New price" not in page
    for url in (PRICE, PLAN, NEW, RATE):
        assert browser.get(url).status_code == 403
        assert browser.post(url, {}).status_code == 403


def test_the_page_takes_eleven_statements_however_much_is_sold(
    office: Office, admin: Client
) -> None:
    confirm(admin, PLAN, admin.post(PLAN, {**GROWTH, "quota_mau": "3000"}))
    admin.get(PAGE)
    few = office.queries(admin, PAGE)
    for rank in range(4, 9):
        given = {**GROWTH, "code": f"p{rank}", "name": f"P{rank}", "rank": str(rank)}
        confirm(admin, NEW, admin.post(NEW, given))
        url = f"/console/catalogue/plans/p{rank}/price"
        price = {"currency": "IDR", "interval": "month", "amount": f"{rank}000"}
        confirm(admin, url, admin.post(url, price))
    admin.get(PAGE)
    assert (few, office.queries(admin, PAGE)) == (11, 11)


@pytest.mark.parametrize("expected", ["²", "9" * 5000, "-1", ""])
def test_a_version_that_is_no_number_is_none_that_was_shown(
    office: Office, admin: Client, expected: str
) -> None:
    given = {"currency": "IDR", "interval": "month", "amount": "2500000"}
    answer = admin.post(PRICE, {**given, "step": "do", "expected": expected})
    assert answer.status_code == 409
    assert newest() == (1, 2_100_000)
