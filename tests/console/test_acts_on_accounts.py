"""What support does for a customer's account: make an app, release what was parked."""

from __future__ import annotations

from prabayar.store.bulk import run
from prabayar.usecases.park_account import park_account
from tests.console.conftest import Office, at

NEW = "/console/customers/ACC-1/new-app/"


def test_an_app_is_made_for_a_customer(office: Office) -> None:
    browser = office.staff()
    typed = {"name": "Toko Mawar", "app_id": ""}
    shown = browser.post(NEW, {**typed, "step": "look"})
    page = shown.content.decode()
    assert "toko-mawar" in page
    assert "Trial" in page
    assert office.shop.one("SELECT count(*) FROM store_app") == 1
    answer = browser.post(NEW, {**typed, "step": "do", "expected": shown.context["look"].expected})
    assert answer["Location"] == "/console/apps/toko-mawar/"
    assert office.newest("app_made")[0].startswith("staff:")


def test_a_trial_beyond_the_most_wants_a_word_of_staff(office: Office) -> None:
    run("UPDATE store_account SET trials_made = 5")
    browser = office.staff()
    typed = {"name": "Sixth", "app_id": "sixth", "step": "look"}
    refused = browser.post(NEW, typed)
    assert refused.status_code == 409
    assert "has had 5 trials" in refused.content.decode()
    assert browser.post(NEW, {**typed, "approved": "on"}).status_code == 200
    browser.post(NEW, {**typed, "approved": "on", "step": "do"})
    assert office.shop.one("SELECT count(*) FROM store_app WHERE app_id = 'sixth'") == 1


def test_an_app_id_is_given_once(office: Office) -> None:
    answer = office.staff().post(NEW, {"name": "Again", "app_id": "app-1", "step": "look"})
    assert answer.status_code == 409
    assert "There is an app app-1 already" in answer.content.decode()


RELEASE = "/console/customers/ACC-1/release/"


def test_a_parked_account_is_released_after_a_look_at_why_and_what_follows(office: Office) -> None:
    office.shop.choose()
    park_account("ACC-1", reason="I12 of RCP-1", now=at("2026-10-25"), actor="verify")
    office.now_on("2026-11-04")
    browser = office.staff()
    shown = browser.get(RELEASE)
    page = shown.content.decode()
    assert "I12 of RCP-1" in page
    assert "the trial lasts longer" in page  # nobody was told of its end in time
    answer = browser.post(RELEASE, {"step": "do", "expected": shown.context["look"].expected})
    assert answer["Location"] == "/console/customers/ACC-1/"
    assert office.shop.one("SELECT parked_reason FROM store_account") == ""
    assert office.newest("account_unparked")[0].startswith("staff:")


def test_an_account_parked_for_another_reason_meanwhile_is_not_released(office: Office) -> None:
    park_account("ACC-1", reason="I12", now=at("2026-10-25"), actor="verify")
    browser = office.staff()
    expected = browser.get(RELEASE).context["look"].expected
    run("UPDATE store_account SET parked_reason = 'I3'")
    answer = browser.post(RELEASE, {"step": "do", "expected": expected})
    assert answer.status_code == 409
    assert office.shop.one("SELECT parked_reason FROM store_account") == "I3"


def test_an_account_that_contradicts_itself_still_says_so(office: Office) -> None:
    park_account("ACC-1", reason="broken", now=at("2026-10-25"), actor="verify")
    run("UPDATE store_subscription SET phase = 'active', due_at = now()")
    page = office.staff().get(RELEASE).content.decode()
    assert "It contradicts itself still, and would be parked again" in page


def test_an_account_that_is_not_parked_is_not_released(office: Office) -> None:
    browser = office.staff()
    expected = browser.get(RELEASE).context["look"].expected
    answer = browser.post(RELEASE, {"step": "do", "expected": expected})
    assert answer.status_code == 409
    assert "ACC-1 is not parked." in answer.content.decode()
