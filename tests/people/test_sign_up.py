"""Signing up, from the page to the account, as a browser does it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from prabayar.domain.errors import ChangeRefused
from prabayar.store.people import want_account
from prabayar.usecases.sign_up import sign_up
from tests.people.conftest import NOW, PASSWORD, Letters, Town

Browser = Callable[..., Client]
WANTED = {
    "name": "PT Anggrek",
    "country": "ID",
    "currency": "IDR",
    "zone": "Asia/Jakarta",
    "locale": "id",
}


def typed(**given: str) -> dict[str, str]:
    return {
        "email": "sri@anggrek.example",
        "password1": PASSWORD,
        "name": "Sri Wahyuni",
        "company": "PT Anggrek Edukasi",
        "country": "ID",
        "currency": "IDR",
        "zone": "Asia/Makassar",
        "locale": "id",
        **given,
    }


def code_in(letters: Letters, recipient: str = "sri@anggrek.example") -> str:
    found = re.search(r"[A-Z]{4}-[A-Z]{4}", letters.to(recipient)[-1].body)
    assert found is not None
    return found[0]


def accounts(town: Town) -> Any:
    return town.one("SELECT count(*) FROM store_account WHERE code <> 'ACC-1'")


def test_who_signs_up_owns_an_account_once_the_code_is_typed(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    page = open_browser()
    answer = page.post("/accounts/sign-up/", typed())
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/confirm-email/")
    assert accounts(town) == 0
    answer = page.post("/accounts/confirm-email/", {"code": code_in(letters)})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    made = town.ask_account()
    assert re.fullmatch(r"ACC-[0-9A-HJKMNP-TV-Z]{6}", made.pop("code"))
    assert made == {
        "name": "PT Anggrek Edukasi",
        "country": "ID",
        "currency": "IDR",
        "zone": "Asia/Makassar",
        "locale": "id",
    }
    assert page.get("/").status_code == 200
    member = town.one("SELECT id FROM store_member")
    told = town.facts("account_opened", "member_added")
    assert [(kind, actor) for kind, actor, _ in told] == [
        ("account_opened", "cli:eva"),
        ("account_opened", f"member:{member}"),
        ("member_added", f"member:{member}"),
    ]
    assert told[2][2] == {"email": "sri@anggrek.example", "role": "owner", "quiet": True}
    assert town.one("SELECT count(*) FROM store_notice") == 0  # nobody is warned of themselves
    assert town.one("SELECT wanted_account FROM store_member") == {}
    assert answer.cookies["django_language"].value == "id"


def test_the_code_may_be_typed_in_another_browser(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    open_browser().post("/accounts/sign-up/", typed())
    cache.clear()  # some time has passed
    other = open_browser()
    answer = other.post(
        "/accounts/sign-in/", {"login": "SRI@anggrek.example", "password": PASSWORD}
    )
    assert answer["Location"] == "/accounts/confirm-email/"
    other.post("/accounts/confirm-email/", {"code": code_in(letters)})
    assert town.ask_account()["name"] == "PT Anggrek Edukasi"


def test_a_wrong_code_opens_nothing_and_the_third_ends_it(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    page = open_browser()
    page.post("/accounts/sign-up/", typed())
    for _ in range(2):
        answer = page.post("/accounts/confirm-email/", {"code": "WRNG-CODE"})
        assert answer.status_code == 422
        assert "This is not the code." in answer.content.decode()
    answer = page.post("/accounts/confirm-email/", {"code": "WRNG-CODE"})
    assert answer["Location"] == "/accounts/sign-in/"
    answer = page.post("/accounts/confirm-email/", {"code": code_in(letters)})
    assert (answer["Location"], accounts(town)) == ("/accounts/sign-in/", 0)


def test_a_new_code_is_sent_when_it_is_asked_for_and_the_old_is_worth_nothing(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    page = open_browser()
    page.post("/accounts/sign-up/", typed())
    old = code_in(letters)
    cache.clear()  # ten seconds have passed
    page.post("/accounts/confirm-email/", {"action": "resend"})
    assert code_in(letters) != old
    assert page.post("/accounts/confirm-email/", {"code": old}).status_code == 422
    page.post("/accounts/confirm-email/", {"code": code_in(letters)})
    assert accounts(town) == 1


def test_somebody_who_signs_up_again_sees_the_same_as_a_stranger(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    town.member("sri@anggrek.example")
    answers = []
    for email in ("sri@anggrek.example", "new@anggrek.example"):
        page = open_browser()
        answer = page.post("/accounts/sign-up/", typed(email=email))
        shown = page.get("/accounts/confirm-email/").content.decode()
        shown = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", shown)
        answers.append((answer.status_code, answer["Location"], shown.replace(email, "…")))
    assert answers[0] == answers[1]
    assert letters.to("sri@anggrek.example")[-1].subject == "You are signed up already"
    assert accounts(town) == 0


def test_a_letter_that_cannot_be_sent_is_told_and_signing_in_sends_it_again(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    page = open_browser()
    letters.down = True
    answer = page.post("/accounts/sign-up/", typed())
    assert answer.status_code == 409
    assert "The letter could not be sent just now." in answer.content.decode()
    letters.down = False
    cache.clear()
    page = open_browser()
    page.post("/accounts/sign-in/", {"login": "sri@anggrek.example", "password": PASSWORD})
    page.post("/accounts/confirm-email/", {"code": code_in(letters)})
    assert accounts(town) == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"password1": "kopi"}, "This password is too short."),
        ({"password1": "1234567890"}, "This password is too common."),
        ({"password1": "9182736450918"}, "This password is entirely numeric."),
        ({"password1": "sri@anggrek.example"}, "The password is too similar to the email"),
        ({"email": "no address"}, "Enter a valid email address."),
        ({"currency": "KWD"}, "KWD is not one of the available choices."),
        ({"country": "ZZ"}, "ZZ is not one of the available choices."),
        ({"zone": "Asia/Batavia"}, "Asia/Batavia is not one of the available choices."),
        ({"name": ""}, "This field is required."),
        ({"company": ""}, "This field is required."),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(
    town: Town, open_browser: Browser, given: dict[str, str], said: str
) -> None:
    answer = open_browser().post("/accounts/sign-up/", typed(**given))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    if "company" not in given:
        assert 'value="PT Anggrek Edukasi"' in page
    assert PASSWORD not in page
    assert town.one("SELECT count(*) FROM store_member") == 0


def test_the_usual_currency_and_zone_of_a_country_are_offered(
    town: Town, open_browser: Browser
) -> None:
    page = open_browser().get("/accounts/sign-up/").content.decode()
    assert page.index(">Indonesia<") < page.index(">Afghanistan<")
    assert '<option value="IDR" selected>' in page
    assert '<option value="Asia/Jakarta" selected>' in page
    part = open_browser().get("/accounts/usual/", {"country": "SG"}).content.decode()
    assert '<option value="USD" selected>' in part  # nothing is sold in Singapore dollars
    assert '<option value="Asia/Singapore" selected>' in part
    assert "<html" not in part
    none = open_browser().get("/accounts/usual/", {"country": "<script>"}).content.decode()
    assert '<option value="Asia/Jakarta" selected>' in none


def test_who_chooses_a_password_anew_before_confirming_is_asked_what_to_open(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    """Somebody else may have typed the address: their wishes are not those of its owner."""
    open_browser().post("/accounts/sign-up/", typed(company="PT Penipu"))
    page = open_browser()
    page.post("/accounts/password/reset/", {"email": "sri@anggrek.example"})
    link = re.search(r"http\S+/password/reset/key/\S+", letters.to("sri@anggrek.example")[-1].body)
    assert link is not None
    where = page.get(link[0].replace("http://localhost:8000", ""))["Location"]
    page.post(where, {"password1": "teh poci gula batu"})
    cache.clear()
    page.post(
        "/accounts/sign-in/", {"login": "sri@anggrek.example", "password": "teh poci gula batu"}
    )
    page.post("/accounts/confirm-email/", {"code": code_in(letters)})
    assert accounts(town) == 0
    assert b'href="/open-account/"' in page.get("/", follow=True).content
    answer = page.post(
        "/open-account/",
        {"company": "PT Sri", "country": "SG", "currency": "USD", "zone": "Asia/Singapore"},
    )
    assert (answer.status_code, town.ask_account()["name"]) == (302, "PT Sri")
    assert page.get("/").status_code == 200


def test_what_cannot_be_had_any_more_is_refused_and_stays(town: Town) -> None:
    member = town.person("sri@anggrek.example")
    want_account(member, {**WANTED, "currency": "KWD"})
    with pytest.raises(ChangeRefused, match="Nothing is sold in KWD"):
        sign_up(member, now=NOW, actor="member:1")
    assert town.one("SELECT wanted_account ->> 'currency' FROM store_member") == "KWD"


def test_an_account_is_opened_once_however_often_it_is_asked_for(big_town: Town) -> None:
    member = big_town.person("sri@anggrek.example")
    want_account(member, WANTED)
    together = threading.Barrier(2)
    opened: list[object] = []

    def run() -> None:
        together.wait()
        opened.append(sign_up(member, now=NOW, actor=f"member:{member}"))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (sum(one is not None for one in opened), accounts(big_town)) == (1, 1)


def test_of_two_who_sign_up_with_one_address_at_once_one_is_told_by_letter(
    big_town: Town, open_browser: Browser, letters: Letters
) -> None:
    cache.clear()
    together = threading.Barrier(2)
    statuses: list[int] = []

    def run() -> None:
        page = open_browser()
        together.wait()
        statuses.append(page.post("/accounts/sign-up/", typed()).status_code)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert big_town.one("SELECT count(*) FROM store_member") == 1
    assert set(statuses) <= {302, 429}
    assert 302 in statuses
