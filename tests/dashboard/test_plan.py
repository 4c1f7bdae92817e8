"""The plans that are sold, as one app sees them: what each costs, and what choosing it means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from prabayar.domain.catalog import Interval, OverQuota, Plan, Price
from prabayar.domain.ids import PriceId
from prabayar.domain.life.wishes import ChangePlan, Hold, PayAhead
from prabayar.domain.people import Role
from prabayar.entrypoints.dashboard.plan.comparing import Offer
from prabayar.store.bulk import run
from prabayar.store.numbers import ids
from prabayar.store.terms import save_plans, save_prices
from tests.dashboard import plans
from tests.dashboard.conftest import House
from tests.dashboard.plans import PLAN, World, text


def offers(browser: Client) -> dict[str, Offer]:
    answer = browser.get(PLAN)
    assert answer.status_code == 200
    return {offer.plan.code: offer for offer in answer.context["offers"]}


def prices(offer: Offer) -> list[tuple[str, int, int | None]]:
    return [(str(tag.interval), tag.amount_minor, tag.reduced_minor) for tag in offer.prices]


def labels(offer: Offer) -> list[str]:
    return [step.label for step in offer.steps]


def test_every_plan_is_shown_with_its_prices_by_rank(house: House) -> None:
    plans.running(house)
    found = offers(house.signed_in())
    assert list(found) == ["starter", "growth", "pro"]
    assert prices(found["pro"]) == [("month", 5_900_000, None), ("year", 59_000_000, None)]
    assert found["pro"].plan.quota_mau == 3_000


def test_a_year_is_compared_with_twelve_months(house: House) -> None:
    plans.running(house)
    year = offers(house.signed_in())["pro"].prices[1]
    assert (year.saving_minor, year.saving_percent) == (11_800_000, "16%")


def test_a_year_that_is_dearer_than_twelve_months_saves_nothing(house: House) -> None:
    house.today("2026-10-25")
    new = PriceId(next(ids(1)))
    save_prices([Price(new, "pro", "IDR", Interval.YEAR, 70_800_000)])
    year = offers(house.signed_in())["pro"].prices[1]
    assert (year.saving_minor, year.saving_percent) == (0, "")


def test_a_promotion_lowers_the_prices_that_it_would_apply_to(house: House) -> None:
    """Not those of a higher plan: an upgrade removes it."""
    plans.with_a_promotion(house)
    found = offers(house.signed_in())
    assert prices(found["growth"])[0] == ("month", 2_100_000, 1_575_000)
    assert found["growth"].prices[0].until_on == date(2027, 1, 31)
    assert prices(found["starter"])[0] == ("month", 690_000, 517_500)
    assert prices(found["pro"])[0] == ("month", 5_900_000, None)


def test_in_the_trial_a_promotion_lowers_every_plan_that_it_covers(house: House) -> None:
    plans.in_trial(house)
    plans.promise(house, plans=("pro",), interval=Interval.MONTH)
    found = offers(house.signed_in())
    assert prices(found["pro"]) == [("month", 5_900_000, 4_425_000), ("year", 59_000_000, None)]
    assert prices(found["growth"])[0] == ("month", 2_100_000, None)


def test_a_promotion_that_ends_before_the_next_period_lowers_nothing(house: House) -> None:
    plans.running(house)
    plans.promise(house, until="2026-12-02")
    assert prices(offers(house.signed_in())["growth"])[0] == ("month", 2_100_000, None)


def test_a_price_of_ones_own_is_shown_as_such_and_the_sold_one_beside_it(house: House) -> None:
    plans.running(house)
    own = PriceId(next(ids(1)))
    save_prices([Price(own, "growth", "IDR", Interval.MONTH, 1_900_000, custom=True)])
    run("UPDATE store_subscription SET price_id = %s", [own])
    browser = house.signed_in()
    tag = offers(browser)["growth"].prices[0]
    assert (tag.amount_minor, tag.custom, tag.sold_minor) == (1_900_000, True, 2_100_000)
    page = text(browser.get(PLAN))
    assert "the price that was agreed with you" in page
    assert "You keep your price; it is sold for IDR 2,100,000 now." in page
    assert "The price of Growth that was agreed with you: IDR 1,900,000 a month" in page


def test_an_older_price_is_kept_and_shown_beside_the_newer_one(house: House) -> None:
    plans.running(house)
    new = PriceId(next(ids(1)))
    save_prices([Price(new, "growth", "IDR", Interval.MONTH, 2_500_000, version=2)])
    tag = offers(house.signed_in())["growth"].prices[0]
    assert (tag.amount_minor, tag.custom, tag.sold_minor) == (2_100_000, False, 2_500_000)


def test_a_plan_without_a_price_in_the_currency_can_be_asked_for_only(house: House) -> None:
    plans.running(house)
    save_plans([Plan("max", "Max", 9, 900_000, OverQuota.ALLOW)], trial_plan="starter")
    offer = offers(house.signed_in())["max"]
    assert (offer.prices, offer.steps) == ((), ())
    assert offer.meaning == "Not sold in IDR. Ask us about it."


def test_a_plan_that_is_not_sold_at_the_interval_says_what_to_change_first(house: House) -> None:
    plans.by_the_year(house)
    save_plans([Plan("max", "Max", 9, 900_000, OverQuota.ALLOW)], trial_plan="starter")
    save_prices([Price(PriceId(next(ids(1))), "max", "IDR", Interval.MONTH, 90_000_000)])
    offer = offers(house.signed_in())["max"]
    assert offer.steps == ()
    assert offer.meaning == "Not sold by the year. Change to paying by the month first."


MEANINGS: list[tuple[World, str, str, list[str]]] = [
    (
        plans.in_trial,
        "growth",
        "Its quota holds as soon as its invoice is settled. The paid time begins on 2 Nov, or when"
        " it is settled if that is later.",
        ["Choose, by the month", "Choose, by the year"],
    ),
    (
        plans.after_the_trial,
        "growth",
        "Begins on the day its invoice is settled, and the app is back at once.",
        ["Choose, by the month", "Choose, by the year"],
    ),
    (
        plans.chosen,
        "growth",
        "Its quota holds as soon as its invoice is settled. The paid time begins on 2 Nov, or when"
        " it is settled if that is later.",
        ["Choose, by the year"],
    ),
    (
        plans.bought_in_trial,
        "growth",
        "Paid: its quota holds already. The paid time begins on 2 Nov 2026.",
        [],
    ),
    (
        plans.bought_in_trial,
        "pro",
        "The plan can be changed from 2 Nov 2026 on, when yours begins.",
        [],
    ),
    (plans.running, "growth", "It is paid through 1 Dec 2026.", ["Pay by the year"]),
    (
        plans.running,
        "pro",
        "At once, when its invoice is settled. You pay the difference for the days left.",
        ["Upgrade to Pro"],
    ),
    (
        plans.running,
        "starter",
        "From 2 Dec 2026 on, when what you have paid for is used.",
        ["Change to Starter"],
    ),
    (plans.by_the_year, "growth", "It is paid through 1 Nov 2027.", ["Pay by the month"]),
    (
        plans.downgrading,
        "starter",
        "From 2 Dec 2026 on, when what you have paid for is used.",
        [],
    ),
    (
        plans.in_grace,
        "pro",
        "With the period that is unpaid now: its invoice is issued anew.",
        ["Upgrade to Pro"],
    ),
    (plans.in_grace, "growth", "It was paid through 1 Dec 2026.", ["Pay by the year"]),
    (plans.cancelled, "pro", "It is cancelled. Resume it first, then change the plan.", []),
    (plans.suspended, "pro", "Bring the app back first, then change the plan.", []),
    (plans.ended, "pro", "", []),
]


@pytest.mark.parametrize(("world", "plan", "meaning", "steps"), MEANINGS)
def test_each_plan_says_what_it_would_mean_for_this_app(
    world: World, plan: str, meaning: str, steps: list[str], house: House
) -> None:
    world(house)
    offer = offers(house.signed_in())[plan]
    assert offer.meaning == meaning
    assert labels(offer) == steps


OTHERS: list[tuple[World, list[str]]] = [
    (plans.in_trial, ["Cancel at the end", "End at once"]),
    (plans.after_the_trial, ["End at once"]),
    (plans.running, ["Pay the next period now", "Cancel at the end", "End at once"]),
    (plans.with_a_renewal, ["Cancel at the end", "End at once"]),
    (plans.cancelled, ["Resume", "End at once"]),
    (plans.in_grace, ["End at once"]),
    (plans.suspended, ["Bring it back", "End at once"]),
    (plans.ended, []),
]


@pytest.mark.parametrize(("world", "steps"), OTHERS)
def test_what_else_can_be_done_follows_from_how_the_app_stands(
    world: World, steps: list[str], house: House
) -> None:
    world(house)
    answer = house.signed_in().get(PLAN)
    assert [step.label for step in answer.context["steps"]] == steps


@pytest.mark.parametrize("world", [world for world, _ in OTHERS])
def test_every_step_that_is_offered_can_be_previewed(world: World, house: House) -> None:
    world(house)
    browser = house.signed_in()
    context = browser.get(PLAN).context
    steps = [*context["steps"], *(step for offer in context["offers"] for step in offer.steps)]
    for step in steps:
        assert browser.get(f"{PLAN}preview/?{step.wanted.query}").status_code == 200, step


WAITING: list[tuple[World, str]] = [
    (
        plans.chosen,
        "Growth, billed monthly: its quota holds as soon as its invoice is settled, and the paid"
        " time begins after the trial.",
    ),
    (plans.upgrading, "The upgrade to Pro begins when its invoice is settled."),
    (plans.downgrading, "Starter begins on 2 Dec 2026."),
]


@pytest.mark.parametrize(("world", "said"), WAITING)
def test_a_change_that_is_waiting_is_shown_and_can_be_taken_back(
    world: World, said: str, house: House
) -> None:
    world(house)
    browser = house.signed_in()
    answer = browser.get(PLAN)
    page = text(answer)
    assert said in page
    assert "Take it back" in page
    assert browser.get(f"{PLAN}preview/?act=withdraw").status_code == 200
    open_ones = answer.context["invoices"]
    assert [one.number in page for one in open_ones] == [True] * len(open_ones)


def test_a_change_that_is_paid_ahead_begins_with_its_first_period(house: House) -> None:
    plans.downgrading(house)
    for key in ("p-2", "p-3"):
        house.shop.wish("app-1", PayAhead(), on="2026-11-12")
        house.shop.pay(765_900, on="2026-11-12", key=key, reference=house.shop.reference())
    page = text(house.signed_in().get(PLAN))
    assert "Starter begins on 2 Dec 2026." in page
    assert "Paid through 1 Feb 2027" in page
    assert "Take it back" not in page


def test_a_change_after_paying_ahead_begins_when_that_is_used(house: House) -> None:
    plans.paid_ahead(house)
    house.shop.wish("app-1", ChangePlan(plan_code="starter"), on="2026-11-12")
    browser = house.signed_in()
    page = text(browser.get(PLAN))
    assert "Starter begins on 2 Jan 2027." in page
    assert "Take it back" in page
    assert house.queries(browser, PLAN) == 7
    said = text(browser.get("/"))
    assert "A change to Starter, billed monthly, is ordered." in said


def test_a_change_of_a_suspended_app_begins_when_it_is_back(house: House) -> None:
    plans.downgrading(house)
    for one in ("2026-11-18", "2026-12-02", "2026-12-05", "2026-12-09"):
        house.today(one)
    assert "Starter begins when the app is back." in text(house.signed_in().get(PLAN))


def test_plans_are_marked_as_mine_as_chosen_and_as_that_of_the_trial(house: House) -> None:
    plans.in_trial(house)
    browser = house.signed_in()
    assert badges(browser) == {"starter": ["In your trial"], "growth": [], "pro": []}
    house.shop.choose(on="2026-10-25")
    assert badges(browser)["growth"] == ["Chosen"]
    house.shop.pay(plans.GROWTH, on="2026-10-25", key="p-1", reference=house.shop.reference())
    house.today("2026-11-12")
    assert badges(browser) == {"starter": [], "growth": ["Your plan"], "pro": []}


def test_an_ordered_plan_is_marked(house: House) -> None:
    plans.downgrading(house)
    assert badges(house.signed_in())["starter"] == ["Ordered"]


def badges(browser: Client) -> dict[str, list[str]]:
    found = offers(browser).items()
    return {code: [badge.text for badge in offer.badges] for code, offer in found}


def test_a_hold_by_us_is_told_with_its_reason(house: House) -> None:
    plans.running(house)
    house.shop.wish("app-1", Hold(reason="Court order 12/2026"), on="2026-11-12")
    page = text(house.signed_in().get(PLAN))
    assert "We have suspended the app" in page
    assert "Court order 12/2026" in page


def test_who_may_not_change_plans_sees_them_without_a_button(house: House) -> None:
    plans.upgrading(house)
    viewer = house.signed_in(Role.VIEWER)
    page = viewer.get(PLAN).content.decode()
    assert "IDR 5,900,000" in page
    assert "preview/?" not in page
    shown = viewer.get(f"{PLAN}preview/?act=cancel").content.decode()
    assert "Your role does not allow to do it" in shown
    assert "carry-out" not in shown


def test_the_page_takes_a_fixed_number_of_statements(house: House) -> None:
    plans.with_a_renewal(house)
    browser = house.signed_in()
    taken = house.queries(browser, PLAN)
    house.shop.app("app-2", on="2026-11-20")
    house.shop.choose("app-2", on="2026-11-20")
    assert house.queries(browser, PLAN) == taken == 6


def test_a_preview_takes_a_fixed_number_of_statements(
    house: House, signed_in: Callable[..., Client]
) -> None:
    plans.with_a_renewal(house)
    browser = signed_in()
    url = f"{PLAN}preview/?act=change&plan=pro"
    taken = house.queries(browser, url)
    house.shop.app("app-2", on="2026-11-20")
    house.shop.choose("app-2", on="2026-11-20")
    assert house.queries(browser, url) == taken == 17


def test_a_cancelled_app_says_until_when_it_runs_and_can_be_resumed(house: House) -> None:
    plans.cancelled(house)
    answer = house.signed_in().get(PLAN)
    said = "The app is cancelled It runs through 1 Dec , then it ends. Resume"
    assert said in text(answer)


def test_an_app_that_has_ended_is_offered_nothing(house: House) -> None:
    plans.ended(house)
    page = text(house.signed_in().get(PLAN))
    assert "The app has ended" in page
    assert "All plans" not in page
