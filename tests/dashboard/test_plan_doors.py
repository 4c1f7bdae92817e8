"""Nothing is done but what was seen: by whom, with which preview, once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from prabayar.domain.errors import PreviewChanged
from prabayar.domain.life.wishes import ChangePlan, WithdrawChange
from prabayar.domain.people import Role
from prabayar.entrypoints.dashboard.plan import views
from prabayar.entrypoints.dashboard.plan.wanting import wanted_of
from prabayar.store.errors import AccountBusy
from tests.dashboard import plans
from tests.dashboard.conftest import House
from tests.dashboard.plans import PLAN, Mark, World, preview, send, text

UPGRADE = "act=change&plan=pro"


def test_a_loss_wants_its_tick(house: House) -> None:
    plans.with_a_promotion(house)
    browser = house.signed_in()
    shown = preview(browser, UPGRADE)
    mark = Mark.set()
    answer = send(browser, UPGRADE, shown)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Tick this if the promotion may go." in page
    assert page.count("autofocus") == 1
    assert 'name="loss"' in page[page.index("autofocus") - 300 : page.index("autofocus") + 300]
    assert mark.facts() == []
    assert send(browser, UPGRADE, shown, loss="on").status_code == 302
    assert mark.facts() != []


def test_without_a_loss_no_tick_is_asked_for(house: House) -> None:
    plans.running(house)
    browser = house.signed_in()
    assert 'name="loss"' not in browser.get(f"{PLAN}preview/?{UPGRADE}").content.decode()
    assert send(browser, UPGRADE, preview(browser, UPGRADE)).status_code == 302


def test_what_has_changed_since_is_shown_anew_and_nothing_is_done(house: House) -> None:
    plans.with_a_promotion(house)
    browser = house.signed_in()
    shown = preview(browser, UPGRADE)
    house.shop.pay(500_000, on="2026-11-12", key="p-7", account_code="ACC-1")
    mark = Mark.set()
    answer = send(browser, UPGRADE, shown, loss="on")
    assert answer.status_code == 409
    page = text(answer)
    assert "This has changed since you looked" in page
    assert "Nothing was done." in page
    anew = answer.context["preview"]
    assert anew.today.invoices[0].balance_minor == 500_000
    html = answer.content.decode()
    assert html.count("autofocus") == 1
    box = html[html.index('name="loss"') - 100 : html.index('name="loss"') + 200]
    assert "checked" in box
    assert mark.facts() == []
    assert send(browser, UPGRADE, anew, loss="on").status_code == 302


def test_why_somebody_leaves_stays_typed_when_the_preview_is_shown_anew(house: House) -> None:
    plans.running(house)
    browser = house.signed_in()
    shown = preview(browser, "act=end")
    house.shop.pay(500_000, on="2026-11-12", key="p-7", account_code="ACC-1")
    answer = send(browser, "act=end", shown, reason="Too dear")
    assert answer.status_code == 409
    assert "Too dear" in answer.content.decode()


def test_on_another_day_it_is_another_preview(house: House) -> None:
    """Nothing but the date has changed, and with it the days that are counted."""
    plans.running(house)
    browser = house.signed_in()
    shown = preview(browser, UPGRADE)
    house.today("2026-11-13")
    mark = Mark.set()
    answer = send(browser, UPGRADE, shown)
    assert answer.status_code == 409
    assert answer.context["preview"].fingerprint == shown.fingerprint
    assert mark.facts() == []


@pytest.mark.parametrize(
    "typed", [{"fingerprint": ""}, {"fingerprint": "0" * 32}, {"shown_on": ""}]
)
def test_without_the_preview_that_was_seen_nothing_is_done(
    typed: dict[str, str], house: House
) -> None:
    plans.running(house)
    browser = house.signed_in()
    mark = Mark.set()
    answer = send(browser, UPGRADE, preview(browser, UPGRADE), **typed)
    assert answer.status_code == 409
    assert mark.facts() == []


@pytest.mark.parametrize(
    ("query", "world"),
    [
        (UPGRADE, plans.running),
        ("act=choose&plan=growth&interval=month", plans.in_trial),
        ("act=change&plan=starter", plans.running),
        ("act=interval&interval=year", plans.running),
        ("act=withdraw", plans.downgrading),
        ("act=cancel", plans.running),
        ("act=end", plans.running),
        ("act=resume", plans.cancelled),
        ("act=ahead", plans.running),
        ("act=reactivate", plans.suspended),
    ],
)
def test_the_button_pressed_twice_does_it_once(query: str, world: World, house: House) -> None:
    world(house)
    browser = house.signed_in()
    shown = preview(browser, query)
    assert send(browser, query, shown).status_code == 302
    mark = Mark.set()
    assert send(browser, query, shown).status_code == 409
    assert mark.facts() == []


def test_a_change_between_our_look_and_the_lock_is_seen(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans.running(house)
    browser = house.signed_in()
    shown = preview(browser, UPGRADE)

    def carry_out(*given: Any, **named: Any) -> None:
        monkeypatch.undo()
        house.shop.wish("app-1", ChangePlan(plan_code="starter"), on="2026-11-12")
        raise PreviewChanged("Something has changed since you looked.")

    clock = house.clock
    monkeypatch.setattr(views, "carry_out", carry_out)
    monkeypatch.setattr("prabayar.wiring.clock", lambda: clock)
    answer = send(browser, UPGRADE, shown)
    assert answer.status_code == 409
    assert "This has changed since you looked" in text(answer)


def test_a_busy_account_is_told_as_busy(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    plans.running(house)
    browser = house.signed_in()
    shown = preview(browser, UPGRADE)

    def carry_out(*given: Any, **named: Any) -> None:
        raise AccountBusy("Somebody else is at it.")

    monkeypatch.setattr(views, "carry_out", carry_out)
    answer = send(browser, UPGRADE, shown)
    assert answer.status_code == 503
    assert "Busy, try again" in answer.content.decode()


REFUSED: list[tuple[str, World, str, str]] = [
    (
        "act=change&plan=growth",
        plans.running,
        "The app is on this plan already.",
        "",
    ),
    (
        "act=change&plan=gold",
        plans.running,
        "This plan is not sold like this in your currency. Choose another one.",
        "",
    ),
    (UPGRADE, plans.in_trial, "The app has no paid plan yet. Choose one.", ""),
    (
        UPGRADE,
        plans.bought_in_trial,
        "The plan of the app begins on 2 Nov 2026. From then on it can be changed.",
        "",
    ),
    (UPGRADE, plans.cancelled, "The app is cancelled. Resume it first.", "preview/?act=resume"),
    (
        UPGRADE,
        plans.suspended,
        "The app is suspended. Bring it back first.",
        "preview/?act=reactivate",
    ),
    (
        "act=choose&plan=pro&interval=month",
        plans.running,
        "The app has a plan already. Change it instead.",
        "",
    ),
    (
        "act=interval&interval=month",
        plans.running,
        "The app is billed monthly already.",
        "",
    ),
    (
        "act=ahead",
        plans.with_a_renewal,
        "The next period has an open invoice. Pay that first.",
        "/invoices/INV-",
    ),
    (
        "act=withdraw",
        plans.running,
        "No change is waiting: there is nothing to take back.",
        "",
    ),
    (
        "act=resume",
        plans.running,
        "The app is not cancelled: there is nothing to take back.",
        "",
    ),
    (
        "act=reactivate",
        plans.running,
        "The app is not suspended for an unpaid invoice.",
        "",
    ),
    (
        "act=end",
        plans.ended,
        "The app has ended. It cannot be changed or brought back; ask us.",
        "",
    ),
]


@pytest.mark.parametrize(("query", "world", "said", "way"), REFUSED)
def test_a_refusal_says_what_to_do_instead(
    query: str, world: World, said: str, way: str, house: House
) -> None:
    world(house)
    browser = house.signed_in()
    mark = Mark.set()
    hidden = {"fingerprint": "0" * 32, "shown_on": plans.day(house)}
    for answer in (
        browser.get(f"{PLAN}preview/?{query}"),
        browser.post(f"{PLAN}carry-out/?{query}", hidden),
    ):
        assert answer.status_code == 409
        page = answer.content.decode()
        assert said in text(answer)
        assert "To the plans" in page
        assert way in page
        assert page.count("autofocus") == 1
    assert mark.facts() == []


def test_a_change_that_is_paid_for_cannot_be_taken_back(house: House) -> None:
    plans.downgrading_with_a_renewal(house)
    house.shop.pay(765_900, on="2026-11-20", key="p-3", reference=house.shop.reference())
    answer = house.signed_in().get(f"{PLAN}preview/?act=withdraw")
    assert answer.status_code == 409
    assert "The change is paid for. Order another one instead." in text(answer)


@pytest.mark.parametrize(
    "query", ["", "act=", "act=steal", "act=change", "act=interval", "act=interval&interval=week"]
)
def test_an_address_that_says_nothing_leads_back_to_the_plans(query: str, house: House) -> None:
    plans.running(house)
    browser = house.signed_in()
    for answer in (
        browser.get(f"{PLAN}preview/?{query}"),
        browser.get(f"{PLAN}carry-out/?{query}"),
        browser.post(f"{PLAN}carry-out/?{query}"),
    ):
        assert (answer.status_code, answer.headers["Location"]) == (302, PLAN)


def test_who_loads_the_address_of_the_form_sees_its_preview(house: House) -> None:
    plans.running(house)
    answer = house.signed_in().get(f"{PLAN}carry-out/?{UPGRADE}")
    assert answer.headers["Location"] == f"{PLAN}preview/?{UPGRADE}"


def test_what_is_wanted_is_read_from_an_address_and_written_as_one() -> None:
    for query in (UPGRADE, "act=choose&plan=pro&interval=year", "act=interval&interval=month"):
        wanted = wanted_of(dict(one.split("=") for one in query.split("&")))
        assert wanted is not None
        assert wanted.query == query
    strange = wanted_of({"act": "change", "plan": "a&b=c"})
    assert strange is not None
    assert strange.query == "act=change&plan=a%26b%3Dc"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.DEVELOPER])
def test_who_may_not_change_plans_changes_nothing(role: Role, house: House) -> None:
    plans.running(house)
    shown = preview(house.signed_in(), UPGRADE)
    mark = Mark.set()
    answer = send(house.signed_in(role), UPGRADE, shown)
    assert answer.status_code == 403
    assert mark.facts() == []


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN, Role.BILLING])
def test_who_may_change_plans_does(role: Role, house: House) -> None:
    plans.running(house)
    browser = house.signed_in(role)
    assert send(browser, UPGRADE, preview(browser, UPGRADE)).status_code == 302


def test_a_developer_sees_no_prices(house: House) -> None:
    plans.running(house)
    browser = house.signed_in(Role.DEVELOPER)
    for url in (PLAN, f"{PLAN}preview/?{UPGRADE}"):
        assert browser.get(url).status_code == 403


def test_the_app_of_another_account_is_as_missing_as_one_that_is_not_there(house: House) -> None:
    house.neighbour()
    browser = house.signed_in()
    mark = Mark.set()
    for where in ("plan/", f"plan/preview/?{UPGRADE}", f"plan/carry-out/?{UPGRADE}"):
        for method in ("get", "post") if "carry" in where else ("get",):
            foreign, missing = (
                asked(browser, method, f"/apps/{app}/{where}") for app in ("foreign-1", "no-such")
            )
            assert foreign == missing
            assert foreign[0] == 404
    assert mark.facts() == []


def asked(browser: Client, method: str, path: str) -> tuple[int, bytes]:
    answer = getattr(browser, method)(path)
    return answer.status_code, answer.content


def test_only_the_form_is_sent(house: House) -> None:
    browser = house.signed_in()
    assert browser.post(PLAN).status_code == 405
    assert browser.post(f"{PLAN}preview/?{UPGRADE}").status_code == 405
    assert browser.put(f"{PLAN}carry-out/?{UPGRADE}").status_code == 405


def test_a_plan_and_a_reason_that_are_markup_stay_text(house: House) -> None:
    plans.running(house)
    browser = house.signed_in()
    answer = browser.get(f"{PLAN}preview/?act=change&plan=<script>alert(1)</script>")
    assert answer.status_code == 409
    assert "<script>alert(1)" not in answer.content.decode()


def test_what_was_ordered_and_taken_back_leaves_the_plan_as_it_was(house: House) -> None:
    plans.upgrading(house)
    house.shop.wish("app-1", WithdrawChange(), on="2026-11-12")
    page = text(house.signed_in().get(PLAN))
    assert "A change is waiting" not in page
