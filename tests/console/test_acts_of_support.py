"""What support does for a customer's app: shown first, then done as it was shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from prabayar.domain.life.wishes import Cancel, ChangePlan, Hold, RequestExtension
from prabayar.domain.people import StaffRole
from prabayar.entrypoints.console.subscriptions.acts import ACTS
from tests.console.conftest import Office

APP = "/console/apps/app-1/"
TYPED: dict[str, dict[str, Any]] = {
    "extend": {"days": "14", "note": "Take your time."},
    "decline": {"note": "Sorry, no."},
    "choose": {"plan": "growth", "interval": "month"},
    "change": {"plan": "pro"},
    "interval": {"interval": "year"},
    "withdraw": {},
    "ahead": {},
    "reactivate": {},
    "promotion": {"kind": "percent", "value": "25", "last_day": "2027-01-31"},
    "promotion-end": {"reason": "by mistake"},
    "hold": {"reason": "spam, ticket 4711"},
    "release": {},
    "cancel": {"when": "end", "reason": "too dear"},
    "resume": {},
}


def look(browser: Client, act: str, **typed: Any) -> HttpResponse:
    return browser.post(f"{APP}{act}/", {**TYPED[act], **typed, "step": "look"})


def do(browser: Client, act: str, **typed: Any) -> HttpResponse:
    """Look, then confirm what was shown."""
    shown = look(browser, act, **typed)
    assert shown.status_code == 200, shown.content.decode()
    expected = shown.context["look"].expected
    assert expected
    given = {**TYPED[act], **typed, "step": "do", "expected": expected}
    answer = browser.post(f"{APP}{act}/", given)
    assert (answer.status_code, answer["Location"]) == (302, APP), answer.content.decode()
    return answer


def paid(office: Office, *, on: str = "2026-11-05") -> None:
    """app-1 has paid for Growth from 2 November."""
    reference = office.shop.choose()
    office.shop.pay(2_331_000, on="2026-10-25", key="BCA-1", reference=reference)
    office.shop.decide("2026-11-02")
    office.now_on(on)


def test_every_act_is_typed_here() -> None:
    assert set(TYPED) == {one.key for one in ACTS}


@pytest.mark.parametrize("act", TYPED)
@pytest.mark.parametrize("role", StaffRole)
def test_all_staff_may_open_every_act(office: Office, act: str, role: StaffRole) -> None:
    assert office.staff(role).get(f"{APP}{act}/").status_code == 200


@pytest.mark.parametrize("act", TYPED)
def test_members_and_missing_apps_get_nothing(office: Office, act: str) -> None:
    assert office.member().post(f"{APP}{act}/", TYPED[act]).status_code == 404
    assert office.staff().post(f"/console/apps/none/{act}/", TYPED[act]).status_code == 404


def test_more_trial_time_is_shown_then_given(office: Office) -> None:
    browser = office.staff()
    page = look(browser, "extend").content.decode()
    assert "The trial is extended" in page
    assert "14 more days, through 15 Nov 2026" in page
    assert office.shop.one("SELECT trial_extended_days FROM store_subscription") == 0
    do(browser, "extend")
    actor, fact = office.newest("trial_extended")
    assert fact == {
        "days": 14,
        "ends_on": "2026-11-15",
        "note": "Take your time.",
        "reopened": False,
    }
    assert actor == f"staff:{office.shop.one('SELECT id FROM store_member')}"


def test_only_an_admin_gives_more_days_than_the_policy_has(office: Office) -> None:
    refused = look(office.staff(StaffRole.FINANCE), "extend", days="91")
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "more needs an admin" in page
    assert 'value="91"' in page
    do(office.staff(StaffRole.ADMIN), "extend", days="91")
    assert office.newest("trial_extended")[1]["days"] == 91


def test_a_request_stands_on_the_apps_page_until_it_is_answered(office: Office) -> None:
    wish = RequestExtension(days=21, reason="Still building")
    office.shop.wish("app-1", wish, on="2026-10-25")
    browser = office.staff()
    page = browser.get(APP).content.decode()
    assert "The customer asks for more trial time" in page
    assert "Still building" in page
    assert f"{APP}extend/?days=21" in page
    assert 'value="21"' in browser.get(f"{APP}extend/?days=21").content.decode()
    do(browser, "decline")
    assert office.newest("extension_declined")[1] == {"note": "Sorry, no."}
    assert "asks for more trial time" not in browser.get(APP).content.decode()


def test_what_is_missing_is_said_beside_its_field(office: Office) -> None:
    browser = office.staff()
    for act, typed in (
        ("decline", {"note": ""}),
        ("hold", {"reason": " "}),
        ("extend", {"days": "0"}),
    ):
        answer = look(browser, act, **typed)
        assert answer.status_code == 422
        assert 'class="wrong"' in answer.content.decode()
    assert office.shop.one("SELECT count(*) FROM store_fact WHERE kind = 'held'") == 0


def test_a_promotion_is_asked_for_by_its_last_day(office: Office) -> None:
    browser = office.staff()
    page = look(browser, "promotion", note="Welcome").content.decode()
    assert "25%" in page
    assert "31 January 2027" in page
    do(browser, "promotion", note="Welcome")
    assert office.newest("promotion_granted")[1] == {
        "kind": "percent",
        "value": 2_500,
        "ends_on": "2027-02-01",
        "note": "Welcome",
    }
    assert office.shop.one("SELECT promotion_id > 0 FROM store_subscription")


def test_a_promotion_of_an_amount_for_some_plans_by_the_month(office: Office) -> None:
    typed = {"kind": "amount", "value": "500000", "plans": ["growth", "pro"], "interval": "month"}
    do(office.staff(), "promotion", **typed)
    found = office.shop.ask(
        "SELECT promotion_kind, promotion_value, promotion_currency, promotion_plans,"
        " promotion_interval FROM store_subscription"
    )[0]
    assert found == ("amount", 500_000, "IDR", ["growth", "pro"], "month")


@pytest.mark.parametrize(
    "typed",
    [
        {"value": "0"},
        {"value": "101"},
        {"value": "12,5"},
        {"kind": "amount", "value": "1.500"},
        {"kind": "amount", "value": "-5"},
        {"last_day": ""},
        {"last_day": "31/01/2027"},
        {"kind": "gift"},
        {"plans": ["platinum"]},
    ],
)
def test_a_promotion_that_cannot_be_read_is_refused(office: Office, typed: dict[str, Any]) -> None:
    assert look(office.staff(), "promotion", **typed).status_code == 422


def test_a_promotion_that_has_ended_already_is_refused_by_the_rules(office: Office) -> None:
    answer = look(office.staff(), "promotion", last_day="2026-10-24")
    assert answer.status_code == 409
    assert "has passed" in answer.content.decode()


def test_a_running_promotion_is_extended_from_what_it_is(office: Office) -> None:
    browser = office.staff()
    do(browser, "promotion", value="12.5", plans=["growth"], note="Spring")
    form = browser.get(f"{APP}promotion/").context["form"]
    assert form.initial == {
        "kind": "percent",
        "value": "12.5",
        "last_day": form.initial["last_day"],
        "plans": ["growth"],
        "interval": "",
        "note": "Spring",
    }
    assert str(form.initial["last_day"]) == "2027-01-31"


def test_a_promotion_is_ended_with_a_reason(office: Office) -> None:
    browser = office.staff()
    do(browser, "promotion")
    do(browser, "promotion-end")
    assert office.newest("promotion_ended")[1]["reason"] == "by mistake"


def test_a_hold_is_told_with_its_reason_and_lifted(office: Office) -> None:
    browser = office.staff()
    do(browser, "hold")
    assert office.shop.one("SELECT access FROM store_subscription") == "suspended"
    assert "spam, ticket 4711" in browser.get(APP).content.decode()
    shown = browser.get(f"{APP}release/")
    assert shown.status_code == 200
    assert "Our suspension is lifted" in shown.content.decode()
    do(browser, "release")
    assert office.shop.one("SELECT access FROM store_subscription") == "full"


def test_a_plan_is_chosen_for_the_customer(office: Office) -> None:
    browser = office.staff()
    page = look(browser, "choose").content.decode()
    assert "IDR 2,331,000" in page
    do(browser, "choose")
    assert office.newest("plan_chosen")[1]["plan"] == "growth"


def test_an_upgrade_says_which_promotion_is_lost_and_wants_a_word(office: Office) -> None:
    paid(office)
    browser = office.staff()
    do(browser, "promotion")
    refused = look(browser, "change")
    assert refused.status_code == 409
    shown = look(browser, "change", loses_promotion="on")
    assert "The promotion is lost: 25% off" in shown.content.decode()
    do(browser, "change", loses_promotion="on")
    assert office.newest("change_ordered")[1]["plan"] == "pro"
    do(browser, "withdraw")
    assert office.shop.one("SELECT pending_kind FROM store_subscription") is None


def test_cancel_at_the_end_and_take_it_back(office: Office) -> None:
    paid(office)
    browser = office.staff()
    do(browser, "cancel")
    assert office.shop.one("SELECT cancel_at_end FROM store_subscription") is True
    do(browser, "resume")
    assert office.shop.one("SELECT cancel_at_end FROM store_subscription") is False


def test_cancel_now_gives_unused_days_back(office: Office) -> None:
    paid(office)
    browser = office.staff()
    page = look(browser, "cancel", when="now").content.decode()
    assert "Credit note, to the balance" in page
    do(browser, "cancel", when="now")
    assert office.shop.phase() == "ended"
    assert office.shop.balance() > 0


def test_the_next_period_is_invoiced_ahead(office: Office) -> None:
    paid(office)
    do(office.staff(), "ahead")
    assert office.newest("invoice_issued")[1]["kind"] == "renewal"


def test_a_suspended_app_is_brought_back_and_its_grace_days_are_waived(office: Office) -> None:
    paid(office)
    for day in ("2026-11-18", "2026-12-02", "2026-12-05", "2026-12-09"):
        office.shop.decide(day)
    assert office.shop.phase() == "suspended"
    office.now_on("2026-12-20")
    browser = office.staff()
    billed = look(browser, "reactivate").context["at_once"].invoices[0].to_pay_minor
    waived = look(browser, "reactivate", waive="on").context["at_once"].invoices[0].to_pay_minor
    assert 0 < billed <= waived == 2_331_000
    do(browser, "reactivate", waive="on")
    assert (
        office.shop.one("SELECT grace_days_billed FROM store_invoice WHERE kind = 'reactivation'")
        == 0
    )


def test_what_has_changed_since_is_shown_again_and_not_done(office: Office) -> None:
    browser = office.staff()
    expected = look(browser, "hold").context["look"].expected
    office.shop.choose(on="2026-10-25")
    given = {**TYPED["hold"], "step": "do", "expected": expected}
    answer = browser.post(f"{APP}hold/", given)
    assert answer.status_code == 409
    assert "Something has changed since you looked" in answer.content.decode()
    assert office.shop.one("SELECT hold_reason FROM store_subscription") == ""


def test_what_was_typed_stays_when_it_is_changed(office: Office) -> None:
    answer = office.staff().post(f"{APP}hold/", {**TYPED["hold"], "step": "edit"})
    assert 'value="spam, ticket 4711"' in answer.content.decode()


def test_only_acts_that_fit_are_offered(office: Office) -> None:
    browser = office.staff()

    def offered() -> set[str]:
        groups = browser.get(APP).context["groups"]
        return {act.key for group in groups for act in group.acts}

    assert offered() == {"extend", "decline", "choose", "promotion", "hold", "cancel"}
    paid(office)
    assert offered() == {"change", "interval", "ahead", "promotion", "hold", "cancel"}
    office.shop.wish("app-1", ChangePlan(plan_code="starter", confirm_quota=True), on="2026-11-05")
    office.shop.wish("app-1", Hold(reason="spam"), on="2026-11-05")
    assert offered() == {
        "change",
        "interval",
        "withdraw",
        "ahead",
        "promotion",
        "release",
        "cancel",
    }
    office.shop.wish("app-1", Cancel(at_once=True), on="2026-11-05")
    assert offered() <= {"release"}


def test_the_page_of_an_app_takes_a_fixed_number_of_statements(office: Office) -> None:
    paid(office)
    browser = office.staff()
    browser.get(APP)
    before = office.queries(browser, APP)
    assert before == 12
    for number in range(2, 6):
        office.shop.app(f"app-{number}", on="2026-10-03")
    assert office.queries(browser, APP) == before
