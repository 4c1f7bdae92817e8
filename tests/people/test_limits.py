"""Limits on signing in: by account, by address, for codes; behind proxies and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.test import Client

from tests.people.conftest import Town
from tests.people.test_signing_in import TOO_OFTEN, code_now, has_second_step, sign_in

Browser = Callable[..., Client]


def test_the_sixth_wrong_password_for_one_account_is_refused_from_any_address(
    town: Town, open_browser: Browser
) -> None:
    town.member("sri@anggrek.example")
    for number in range(5):
        answer = sign_in(open_browser(), password="wrong", REMOTE_ADDR=f"203.0.113.{number}")
        assert answer.status_code == 422
    answer = sign_in(open_browser(), REMOTE_ADDR="198.51.100.1")  # the right one, too late
    assert (answer.status_code, TOO_OFTEN in answer.content.decode()) == (429, True)
    answer = sign_in(open_browser(), "SRI@anggrek.example", REMOTE_ADDR="198.51.100.2")
    assert answer.status_code == 429  # capitals are no other account
    answer = sign_in(open_browser(), REMOTE_ADDR="198.51.100.3", HTTP_HOST="127.0.0.1")
    assert answer.status_code == 429  # nor is another name of the host
    town.member("tia@anggrek.example")
    assert sign_in(open_browser(), "tia@anggrek.example").status_code == 302


def test_one_address_cannot_try_many_accounts(town: Town, open_browser: Browser) -> None:
    for number in range(10):
        answer = sign_in(open_browser(), f"n{number}@x.example", "wrong", REMOTE_ADDR="203.0.113.9")
        assert answer.status_code == 422
    town.member("sri@anggrek.example")
    refused = sign_in(open_browser(), REMOTE_ADDR="203.0.113.9")
    assert (refused.status_code, TOO_OFTEN in refused.content.decode()) == (429, True)
    assert sign_in(open_browser(), REMOTE_ADDR="203.0.113.10").status_code == 302


def test_a_page_asked_for_too_often_says_so_in_our_look(town: Town, open_browser: Browser) -> None:
    page = open_browser()
    for _ in range(30):
        sign_in(page, "", "")
    answer = sign_in(page, "", "")
    assert answer.status_code == 429
    assert "<h1>That was too often</h1>" in answer.content.decode()
    assert "prabayar/style.css" in answer.content.decode()


def test_a_forwarded_address_is_believed_only_behind_proxies(
    town: Town, open_browser: Browser, settings: Any
) -> None:
    town.member("sri@anggrek.example")
    for number in range(10):
        sign_in(
            open_browser(),
            f"n{number}@x.example",
            "wrong",
            REMOTE_ADDR="10.0.0.1",
            HTTP_X_FORWARDED_FOR=f"203.0.113.{number}",
        )
    near = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.99"}
    assert sign_in(open_browser(), **near).status_code == 429
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # as PRABAYAR_PROXIES=1 sets it
    assert sign_in(open_browser(), **near).status_code == 302
    lied = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "1.2.3.4, 203.0.113.98"}
    assert sign_in(open_browser(), "no@x.example", "wrong", **lied).status_code == 422
    cache.clear()
    for number in range(10):
        lied["HTTP_X_FORWARDED_FOR"] = f"1.2.3.{number}, 203.0.113.98"
        sign_in(open_browser(), f"n{number}@x.example", "wrong", **lied)
    lied["HTTP_X_FORWARDED_FOR"] = "1.2.3.200, 203.0.113.98"
    assert sign_in(open_browser(), **lied).status_code == 429  # only the proxy's word counts


def test_whoever_comes_past_the_proxies_is_known_by_the_connection(
    town: Town, open_browser: Browser, settings: Any
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    town.member("sri@anggrek.example")
    assert sign_in(open_browser(), HTTP_X_FORWARDED_FOR="203.0.113.1").status_code == 302


def test_the_sixth_wrong_code_is_refused_from_any_address(
    town: Town, open_browser: Browser
) -> None:
    sri = town.member("sri@anggrek.example")
    has_second_step(sri)
    page = open_browser()
    sign_in(page)
    for number in range(5):
        answer = page.post(
            "/accounts/second-step/code/", {"code": "000"}, REMOTE_ADDR=f"203.0.113.{number}"
        )
        assert answer.status_code == 422
    answer = page.post("/accounts/second-step/code/", {"code": code_now()}, REMOTE_ADDR="10.0.0.9")
    assert (answer.status_code, TOO_OFTEN in answer.content.decode()) == (429, True)
