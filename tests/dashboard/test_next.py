"""What happens next: twelve months by the engine, if all is paid and if nothing is."""

from __future__ import annotations

import re
from typing import Any

import pytest

from prabayar.domain.life.wishes import Cancel, ChangePlan, GrantPromotion, Reactivate
from prabayar.domain.people import Role
from prabayar.entrypoints.dashboard.next.months import Month
from prabayar.store.queries.plans import OpenOffer
from prabayar.usecases.look_ahead import look_ahead
from tests.dashboard.conftest import House
from tests.dashboard.plans import with_a_renewal
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


def suspended(house: House) -> None:
    paid(house)
    for day in ("2026-11-18", "2026-12-02", "2026-12-09", "2026-12-15"):
        house.today(day)


@pytest.mark.parametrize("tab", ["", "?paid=0"])
def test_a_suspended_app_is_told_what_coming_back_costs(house: House, tab: str) -> None:
    suspended(house)
    browser = house.signed_in()
    answer = browser.get(f"/next/app-1/{tab}")
    assert "Coming back today costs IDR 2,331,000 with tax." in text_of(answer)
    link = "/apps/app-1/plan/preview/?act=reactivate"
    assert f'href="{link}"' in answer.content.decode()
    shown = text_of(browser.get(link))
    assert "Today an invoice for IDR 2,331,000 is issued" in shown


def test_coming_back_that_is_ordered_is_what_happens_next(house: House) -> None:
    suspended(house)
    house.shop.wish("app-1", Reactivate(), on="2026-12-15")
    said = ahead(house)
    assert "Coming back today costs" not in said
    assert "15 Dec Payment" in said
    assert "After that State Active Access Full access" in said


def test_a_cancelled_app_is_not_told_that_paying_stops_it(house: House) -> None:
    paid(house)
    stops = "paying stops it at any time"
    assert stops in ahead(house, "/next/app-1/?paid=0")
    house.shop.wish("app-1", Cancel(), on="2026-11-03")
    said = ahead(house, "/next/app-1/?paid=0")
    assert stops not in said
    assert "It is cancelled: until it ends, you can resume it on the page of its plan." in said


def test_a_cancelled_trial_may_still_choose_and_ends_with_the_trial(house: House) -> None:
    house.shop.wish("app-1", Cancel(), on="2026-10-25")
    said = ahead(house)
    assert "The app is cancelled It ends after the trial. Choosing a plan takes that back." in said
    browser = house.signed_in()
    url = "/apps/app-1/plan/preview/?act=choose&plan=growth&interval=month"
    assert browser.get(url).status_code == 200
    said = text_of(browser.get("/apps/app-1/"))
    assert "It ends with the trial." in said
    assert "what is paid" not in said


def test_of_an_invoice_that_is_paid_in_part_the_rest_is_to_be_paid(house: House) -> None:
    house.shop.choose(on="2026-10-25")
    house.shop.pay(1_331_000, on="2026-10-25", key="p-1", reference=house.shop.reference())
    said = ahead(house)
    assert "25 Oct Payment For the first period. IDR 1,000,000" in said
    rest = sum(month.minor for month in shown_months(house)) - 1_000_000
    assert rest % GROWTH == 0
    assert f"To pay IDR {rest + 1_000_000:,}" in said


def shown_months(house: House) -> tuple[Month, ...]:
    months: tuple[Month, ...] = house.signed_in().get("/next/app-1/").context["months"]
    return months


def test_an_ordered_upgrade_is_paid_today_and_the_renewal_at_its_price(house: House) -> None:
    with_a_renewal(house)
    house.shop.wish("app-1", ChangePlan(plan_code="pro"), on="2026-11-20")
    [offer] = [i for i in open_offers_of(house) if i.kind == "upgrade"]
    said = ahead(house)
    day = said.partition("20 Nov Payment For the upgrade")[2]
    assert offer.outstanding_minor < 6_549_000
    assert day.index(f"IDR {offer.outstanding_minor:,}") < day.index("20 Nov The plan changes")
    assert day.index("20 Nov The plan changes") < day.index("20 Nov Invoice For the next period")
    minors = [month.minor for month in shown_months(house)]
    assert minors[:3] == [offer.outstanding_minor + 6_549_000, 6_549_000, 6_549_000]


def open_offers_of(house: House) -> tuple[OpenOffer, ...]:
    found: tuple[OpenOffer, ...] = house.signed_in().get("/apps/app-1/plan/").context["invoices"]
    return found


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
