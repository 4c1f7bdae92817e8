"""The overview answers before anybody clicks: until when am I paid, what comes next and when."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from prabayar.domain.ids import PromotionId
from prabayar.domain.life.wishes import Cancel, ChangePlan, GrantPromotion, Hold
from prabayar.domain.people import Role
from prabayar.domain.promotion import DiscountKind, Promotion
from prabayar.store.numbers import ids
from prabayar.store.queries import apps
from prabayar.usecases.park_account import park_account
from tests.dashboard.conftest import House, at
from tests.dashboard.reading import rows_of, text_of

GROWTH = 2_331_000  # a month of growth with tax
# Session, member, memberships; terms, totals, what is wanted, the firsts, the list.
OVERVIEW = 8


def page(house: House, *, role: Role = Role.OWNER, url: str = "/") -> str:
    answer = house.signed_in(role).get(url)
    assert answer.status_code == 200
    return text_of(answer)


def paid(house: House) -> None:
    """app-1 on growth: paid in the trial, its first period is 2 November to 1 December."""
    reference = house.shop.choose(on="2026-10-20")
    house.shop.pay(GROWTH, on="2026-10-21", key="k1", reference=reference)
    house.today("2026-11-03")


def promotion(value: int, until: str) -> Promotion:
    return Promotion(
        PromotionId(next(ids(1))),
        DiscountKind.PERCENT,
        value * 100,
        date.fromisoformat(until),
        note="Hello",
    )


def test_an_account_without_apps_is_led_to_its_first(house: House) -> None:
    house.shop.account("ACC-9")
    said = text_of(house.signed_in(code="ACC-9").get("/"))
    assert "No app yet" in said
    assert "Make an app" in said
    assert "Paid through" not in said


def test_who_may_not_make_apps_is_told_who_does(house: House) -> None:
    house.shop.account("ACC-9")
    said = text_of(house.signed_in(Role.VIEWER, code="ACC-9").get("/"))
    assert "An owner, an admin or a developer of the account makes the first one." in said
    assert "Make an app" not in said


def test_a_trial_that_is_long_is_nothing_to_do_yet(house: House) -> None:
    house.today("2026-10-05")
    said = page(house)
    assert "To do now" not in said
    assert "Trial 27 days left." in said
    assert "1 Nov in 27 days, free" in said


def test_a_trial_that_ends_within_the_days_of_the_reminder_is(house: House) -> None:
    said = page(house)  # the 25th; the last trial day is 1 November
    assert "The trial of app-1 ends in 7 days" in said
    assert "it goes on after 1 Nov 2026 without a break" in said


def test_on_the_last_trial_day_it_says_today(house: House) -> None:
    house.today("2026-11-01")
    said = page(house)
    assert "The trial of app-1 ends today" in said
    assert "Today is the last day." in said


def test_a_trial_that_is_over_says_how_to_come_back_and_how_long_it_is_kept(house: House) -> None:
    house.today("2026-11-02")
    said = page(house)
    assert "The trial of app-1 is over" in said
    # 60 days after 2 November it ends: on 1 January.
    assert "No access. Not paid since the trial. Kept through 31 Dec 2026." in said


def test_a_chosen_plan_is_to_be_paid_with_its_amount_and_its_link(house: House) -> None:
    house.shop.choose(on="2026-10-20")
    answer = house.signed_in().get("/")
    said = text_of(answer)
    number = house.shop.one("SELECT number FROM store_invoice")
    assert "IDR 2,331,000 for app-1" in said
    assert f"{number} for the first period is valid to 3 Nov 2026." in said
    assert f'href="/invoices/{number}/"' in answer.content.decode()
    assert "Growth is chosen: its quota holds as soon as its invoice is settled." in said


def test_paid_through_and_the_next_invoice_are_told_with_date_amount_and_way(house: House) -> None:
    paid(house)
    said = page(house)
    assert "To do now" not in said
    assert "Paid through 1 Dec in 28 days" in said
    # Issued 14 days before 2 December.
    assert "IDR 2,331,000 On 18 Nov for app-1, due 2 Dec, by bank transfer" in said
    assert "To pay now IDR 0 No invoice is open." in said


def test_what_is_said_of_the_next_invoice_is_what_is_issued(house: House) -> None:
    paid(house)
    house.today("2026-11-18")
    said = page(house)
    assert "IDR 2,331,000 for app-1" in said
    assert "To pay now IDR 2,331,000 1 open invoice, due 2 Dec" in said
    issued = house.shop.one("SELECT net_minor + tax_minor FROM store_invoice WHERE status = 'open'")
    assert issued == GROWTH


def test_grace_names_the_amount_and_the_day_of_suspension(house: House) -> None:
    paid(house)
    house.today("2026-11-18")
    house.today("2026-12-02")
    said = page(house)
    assert "app-1 is suspended on 9 Dec 2026" in said
    assert "IDR 2,331,000 is open. Paid before that day, nothing changes." in said
    assert "Unpaid since 2 Dec 2026. Suspended on 9 Dec 2026." in said


def test_suspended_says_how_to_come_back(house: House) -> None:
    paid(house)
    for day in ("2026-11-18", "2026-12-02", "2026-12-09"):
        house.today(day)
    said = page(house)
    assert "app-1 is suspended" in said
    assert "See what it costs to come back: it is back at once, with everything." in said
    assert "Nothing is paid for now." in said
    body = house.signed_in().get("/").content.decode()
    assert body.count('href="/apps/app-1/plan/preview/?act=reactivate"') == 2  # task and list


def test_a_hold_by_staff_is_told_with_its_reason(house: House) -> None:
    paid(house)
    house.shop.wish("app-1", Hold(reason="Court order 12"), on="2026-11-03")
    said = page(house)
    assert "app-1 is suspended by us Court order 12." in said
    assert "Suspended by us No access. Court order 12" in said


def test_a_promotion_is_told_with_its_end_and_the_normal_price(house: House) -> None:
    paid(house)
    house.shop.wish("app-1", GrantPromotion(promotion=promotion(25, "2027-02-01")), on="2026-11-03")
    said = page(house)
    assert "25% off periods that start by 31 Jan 2027; then IDR 2,100,000 before tax" in said
    assert "IDR 1,748,250 On 18 Nov" in said


def test_a_cancelled_app_ends_with_what_is_paid_and_is_not_invoiced(house: House) -> None:
    paid(house)
    house.shop.wish("app-1", Cancel(), on="2026-11-03")
    said = page(house)
    assert "Cancelled: it ends after 1 Dec 2026." in said
    assert "Nothing is invoiced any more" in said


def test_a_downgrade_is_told_until_it_takes_effect(house: House) -> None:
    paid(house)
    house.shop.wish("app-1", ChangePlan(plan_code="starter"), on="2026-11-03")
    said = page(house)
    assert "Starter from the next period on." in said
    assert "IDR 765,900 On 18 Nov" in said


def test_the_quota_is_what_the_plan_includes(house: House) -> None:
    paid(house)
    assert "2,000 monthly active users included" in page(house)


def test_why_the_next_amount_is_what_it_is(house: House) -> None:
    paid(house)
    said = page(house)
    assert "Growth, monthly, price no. 1 IDR 2,100,000" in said
    assert "PPN 12% on 11/12 of the price IDR 231,000" in said
    receipt = house.shop.one("SELECT number FROM store_receipt")
    assert f"Receipt {receipt}: the period was paid on 21 Oct 2026." in said


def test_a_developer_sees_no_amount_at_all(house: House) -> None:
    paid(house)
    house.shop.wish("app-1", GrantPromotion(promotion=promotion(25, "2027-02-01")), on="2026-11-03")
    for day in ("2026-11-03", "2026-11-18", "2026-12-02"):
        house.today(day)
        said = page(house, role=Role.DEVELOPER)
        assert "IDR" not in said
        assert "%" not in said
        assert "Balance" not in said
        assert "INV-" not in said
        assert "RCP-" not in said
    assert "app-1 is suspended on 9 Dec 2026 Its period is unpaid." in said


def test_a_parked_account_is_told_that_nothing_happens_to_it(house: House) -> None:
    account_id = house.shop.one("SELECT id FROM store_account")
    park_account(account_id, reason="books: 3 too low", now=house.clock.at, actor="verify")
    said = page(house)
    assert "Billing stands still" in said
    assert "too low" not in said


def test_another_account_is_not_seen(house: House) -> None:
    house.neighbour()
    assert "foreign-1" not in page(house)


def many(house: House, number: int) -> None:
    """Apps big-00, big-01 …, past the trials that an account gets by itself."""
    from prabayar.usecases.make_app import make_app

    for no in range(number):
        make_app(
            "ACC-1",
            app_id=f"big-{no:02d}",
            name=f"Big {no}",
            approved=True,
            now=at("2026-10-10"),
            actor="staff:1",
        )


def test_the_list_has_pages_of_25_each_app_once(house: House) -> None:
    many(house, 30)
    browser = house.signed_in()
    first = browser.get("/")
    assert "31 in all" in text_of(first)
    assert len(rows_of(first)) == 25
    [after] = re.findall(r'rel="next" href="([^"]+)"', first.content.decode())
    second = browser.get("/" + after.replace("&amp;", "&"))
    assert sorted(rows_of(first) + rows_of(second)) == sorted(
        ["app-1", *(f"big-{no:02d}" for no in range(30))]
    )


def test_more_than_five_things_to_do_are_counted(house: House) -> None:
    many(house, 8)
    house.today("2026-11-05")
    said = page(house)
    assert said.count("Look at the app") == 5
    assert "And 4 more: see the list of apps below." in said


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=BIG-01", ["big-01"]),
        ("?q=big+1", ["big-01"]),
        ("?q=%25", []),
        ("?state=trial", ["app-1", "big-00", "big-01"]),
        ("?state=active", []),
        ("?state=nonsense", ["app-1", "big-00", "big-01"]),
    ],
)
def test_the_list_is_searched_and_filtered_by_its_address(
    house: House, query: str, found: list[str]
) -> None:
    many(house, 2)
    answer = house.signed_in().get(f"/{query}")
    assert rows_of(answer) == found
    assert ("No app is like that" in text_of(answer)) == (not found)


def test_the_number_of_statements_does_not_grow_with_the_apps(house: House) -> None:
    browser = house.signed_in()
    assert house.queries(browser, "/") == OVERVIEW
    many(house, 30)
    paid(house)
    assert house.queries(browser, "/") == OVERVIEW


def test_totals_are_those_of_the_account(house: House) -> None:
    house.neighbour()
    many(house, 3)
    house.shop.choose(on="2026-10-20")
    account_id = house.shop.one("SELECT id FROM store_account WHERE code = 'ACC-1'")
    found = apps.totals(account_id)
    assert (found.apps, found.running, found.by_state["trial"]) == (4, 4, 4)
    assert (found.open_invoices, found.open_minor, found.trials_made) == (1, GROWTH, 4)
    assert found.due_first_on == date(2026, 11, 3)


def test_only_reading_is_asked_of_it(house: House) -> None:
    browser: Client = house.signed_in()
    assert browser.post("/").status_code == 405
