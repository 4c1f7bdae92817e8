"""The made-up people of a sandbox: made once, signed in with one press, never in real life."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import clear_url_caches, include, path

from prabayar import wiring
from prabayar.config import urls
from prabayar.simulation import people
from prabayar.store.errors import ClockRefused
from tests.people.conftest import NOW, Town
from tests.people.test_signing_in import sign_in

Browser = Callable[..., Client]


@pytest.fixture
def sandbox(town: Town, settings: Any) -> Town:
    """A sandbox with pages for developers."""
    for code in ("ACC-2004", "ACC-2061"):
        town.account(code)
    town.run("INSERT INTO store_clock (id, sandbox, now_at, seed) VALUES (1, true, %s, '1')", NOW)
    people.make()
    return town


@pytest.fixture
def development(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PRABAYAR_DEVELOPMENT = True
    extra = path("dev/", include("prabayar.entrypoints.web.development.urls"))
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, extra])
    clear_url_caches()
    yield
    clear_url_caches()


def test_there_are_no_made_up_people_outside_a_sandbox(town: Town) -> None:
    with pytest.raises(ClockRefused, match="Made-up people live in a sandbox only"):
        people.make()
    assert town.one("SELECT count(*) FROM store_member") == 0


def test_they_are_made_once_and_are_the_same_each_time(sandbox: Town) -> None:
    people.make()
    assert sandbox.one("SELECT count(*) FROM store_member") == 8
    roles = {one.email: sandbox.role(one.email, code=one.account) for one in people.MEMBERS}
    assert roles == {one.email: str(one.role) for one in people.MEMBERS}
    assert sandbox.one("SELECT count(DISTINCT password) FROM store_member") == 1


def test_they_sign_in_by_hand_with_the_password_and_the_code_that_is_shown(
    sandbox: Town, development: None, open_browser: Browser
) -> None:
    page = open_browser()
    assert sign_in(page, people.MEMBER, people.PASSWORD)["Location"] == "/"
    page = open_browser()
    sign_in(page, people.STAFF, people.PASSWORD)
    shown = open_browser().get("/dev/people").content.decode()
    row = shown[shown.index(people.STAFF) :]
    code = re.search(r'<span class="mono">(\d{6})</span>', row)
    assert code is not None
    assert page.post("/accounts/second-step/code/", {"code": code[1]}).status_code == 302
    assert page.get("/console/").status_code == 200


def test_one_press_signs_in_as_anybody_second_step_included(
    sandbox: Town, development: None, open_browser: Browser
) -> None:
    shown = open_browser().get("/dev/people").content.decode()
    buttons = re.findall(r'action="(/dev/people/\d+)"', shown)
    assert len(buttons) == 8
    landed = []
    for button in buttons:
        page = open_browser()
        where = page.post(button)["Location"]
        assert page.get(where).status_code == 200
        landed.append(where)
    assert sorted(landed) == ["/"] * 5 + ["/console/"] * 3


def test_nobody_who_could_be_real_is_signed_in_so(
    sandbox: Town, development: None, open_browser: Browser
) -> None:
    real = sandbox.person("sri@anggrek.co.id")
    page = open_browser()
    assert "sri@anggrek.co.id" not in page.get("/dev/people").content.decode()
    assert page.post(f"/dev/people/{real}").status_code == 404
    assert page.post("/dev/people/999999").status_code == 404


def test_outside_a_sandbox_the_page_is_not_there(
    town: Town, development: None, open_browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "is_sandbox", lambda: False)
    member = town.member("sri@anggrek.example")
    assert open_browser().get("/dev/people").status_code == 404
    assert open_browser().post(f"/dev/people/{member}").status_code == 404


def test_without_development_the_page_is_not_there(sandbox: Town, open_browser: Browser) -> None:
    assert open_browser().get("/dev/people").status_code == 404
    assert open_browser().post("/dev/people/1").status_code == 404
