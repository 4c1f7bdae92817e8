"""What happens next: twelve months by the engine, if all is paid and if nothing is."""

from __future__ import annotations

import re
from typing import Any

import pytest

from prabayar.domain.life.wishes import Cancel, ChangePlan, GrantPromotion
from prabayar.domain.people import Role
from prabayar.usecases.look_ahead import look_ahead
from tests.dashboard.conftest import House
from tests.dashboard.reading import rows_of, text_of
from tests.dashboard.test_overview import GROWTH, many, paid, promotion

YEAR = 12


def ahead(house: House, url: str = "/next/app-1/") -> str:
    answer = house.signed_in().get(url)
    assert answer.status_code == 200
    return text_of(answer)


def test_of_one_app_alone_its_own_months_are_shown(house: House) -> None:
    paid(house)
    assert "What happens next to app-1" in ahead(house, "/next/")


def test_of_several_apps_one_is_chosen(house: House) -> None:
    paid(house)
    many(house, 2)
    answer = house.signed_in().get("/next/")
    assert rows_of(answer) == ["app-1", "big-00", "big-01"]
    said = text_of(answer)
    assert "IDR 2,331,000 Invoice on 18 Nov, by bank transfer" in said
    assert "Choose a plan No invoice until then" in said or "No invoice until then" in said


def test_an_app_may_be_named_in_the_address(house: House) -> None:
    paid(house)
    browser = house.signed_in()
    assert browser.get("/next/?app=app-1").headers["Location"] == "/next/app-1/"
    assert browser.get("/next/?app=app-1&paid=0").headers["Location"] == "/next/app-1/?paid=0"


def test_twelve_months_that_are_paid(house: House) -> None:
    paid(house)
    said = ahead(house)
    assert said.count("Invoice For the next period") == YEAR
    assert "18 Nov Invoice For the next period, due 2 Dec 2026. IDR 2,331,000" in said
    assert "2 Dec Paid period begins It runs through 1 Jan 2027." in said
    assert f"To pay IDR {YEAR * GROWTH:,}" in said
    assert "After that State Active Access Full access" in said
    assert "Grace time begins" not in said


def test_what_is_shown_is_what_the_engine_looks_ahead_to(house: House) -> None:
    paid(house)
    seen = look_ahead("app-1", now=house.clock.at, paid=True)
    issued = [fact for fact in seen.facts if fact.kind == "invoice_issued"]
    assert len(issued) == YEAR
    assert sum(fact.data["payable"] for fact in issued) == YEAR * GROWTH  # type: ignore[misc] # amounts
    assert f"IDR {YEAR * GROWTH:,}" in ahead(house)


def test_months_have_their_sums_as_a_chart_with_its_figures(house: House) -> None:
    paid(house)
    body = house.signed_in().get("/next/app-1/").content.decode()
    assert 'aria-label="To pay, by month"' in body
    table = body.partition("As a table")[2]
    assert re.findall(r'<th scope="row">([^<]*)</th>', table)[:3] == ["Nov", "Dec", "Jan 27"]
    assert table.count("IDR 2,331,000") >= YEAR
    assert "November 2026" in body


def test_the_end_of_a_promotion_and_the_price_afterwards(house: House) -> None:
    paid(house)
    house.shop.wish("app-1", GrantPromotion(promotion=promotion(25, "2027-02-01")), on="2026-11-03")
    said = ahead(house)
    assert said.count("IDR 1,748,250") >= 2
    assert (
        "1 Feb 2027 The promotion ends The normal price, before tax, from 2 Feb 2027 on."
        " IDR 2,100,000"
    ) in said


def test_if_nothing_is_paid_each_step_is_told(house: House) -> None:
    paid(house)
    said = ahead(house, "/next/app-1/?paid=0")
    for step in (
        "18 Nov Invoice",
        "25 Nov Reminder",
        "29 Nov Reminder",
        "1 Dec Reminder",
        "2 Dec Grace time begins Everything keeps working. Without the payment the app is"
        " suspended on 9 Dec 2026.",
        "9 Dec The app is suspended Paying brings it back; unpaid it ends on 7 Feb 2027.",
        "24 Jan 2027 Last warning Unpaid, it ends on 7 Feb 2027.",
        "7 Feb 2027 The subscription ends If it is not paid before.",
    ):
        assert step in said, step
    assert "After that State Ended Access No access" in said
    assert "In twelve months" not in said


def test_the_switch_is_in_the_address(house: House) -> None:
    paid(house)
    body = house.signed_in().get("/next/app-1/?paid=0").content.decode()
    assert re.search(r'<a href="\?paid=0" aria-current="page">If nothing is paid', body)
    assert re.search(r'<a href="\?">If you pay each invoice', body)


def test_an_open_invoice_is_paid_first(house: House) -> None:
    paid(house)
    house.today("2026-11-20")
    said = ahead(house)
    assert "20 Nov Payment For the next period. IDR 2,331,000" in said


def test_in_a_trial_without_a_plan_it_says_that_none_is_chosen(house: House) -> None:
    said = ahead(house)
    assert "No plan is chosen" in said
    assert "The trial ends" in said
    assert "IDR" not in said.replace("To pay IDR 0", "")


def test_a_downgrade_and_a_cancellation_are_seen(house: House) -> None:
    paid(house)
    house.shop.wish("app-1", ChangePlan(plan_code="starter"), on="2026-11-03")
    assert "2 Dec The plan changes From Growth to Starter, billed monthly." in ahead(house)
    house.shop.wish("app-1", Cancel(), on="2026-11-03")
    said = ahead(house)
    assert "2 Dec The subscription ends It is cancelled." in said
    assert "Invoice For" not in said


def test_to_an_ended_app_nothing_happens_any_more(house: House) -> None:
    paid(house)
    house.shop.wish("app-1", Cancel(at_once=True), on="2026-11-03")
    said = ahead(house)
    assert "Nothing happens any more Ended on 3 Nov 2026." in said


def test_the_other_apps_of_the_account_do_not_matter(house: House) -> None:
    paid(house)
    alone = ahead(house)
    many(house, 3)
    assert ahead(house) == alone


@pytest.mark.parametrize("role", [Role.DEVELOPER])
def test_who_may_not_see_money_does_not_see_what_is_to_pay(house: House, role: Role) -> None:
    browser = house.signed_in(role)
    assert browser.get("/next/").status_code == 403
    assert browser.get("/next/app-1/").status_code == 403


def test_an_account_without_apps_is_led_to_its_first(house: House) -> None:
    house.shop.account("ACC-9")
    answer: Any = house.signed_in(code="ACC-9").get("/next/")
    assert "No app yet" in text_of(answer)


def test_the_number_of_statements_does_not_grow_with_the_apps(house: House) -> None:
    """Three are the session's; what looks ahead reads what a decision is made of."""
    paid(house)
    browser = house.signed_in()
    before = house.queries(browser, "/next/app-1/")
    many(house, 5)
    assert house.queries(browser, "/next/app-1/") == before == 3 + 14
    assert house.queries(browser, "/next/") == 3 + 3
