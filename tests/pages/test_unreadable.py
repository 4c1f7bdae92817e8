"""Texts and numbers that the database has no place for: refused at the door, never a failure."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from prabayar.domain.people import Role
from tests.pages.crowd import Crowd, ask
from tests.pages.routes import Route, routes

NUL = "Merapi\x00Chat"
SEARCHES = ("q", "search", "app", "kind", "state", "tab", "year", "currency", "after", "account")
NUMBERS = ("9" * 19, "9" * 5000, "²", "٣", "-1", "1_0")


def visitor(route: Route) -> str:
    return "staff admin" if route.name.startswith("console-") else str(Role.OWNER)


def filled(route: Route, text: str) -> str | None:
    """None where the address takes numbers only."""
    try:
        return reverse(route.name, kwargs=dict.fromkeys(route.takes, text))
    except NoReverseMatch:
        return None


def test_no_address_fails_by_a_text_that_cannot_be_kept(crowd: Crowd) -> None:
    answers = {
        path: ask(crowd, visitor(route), method, path).status_code
        for route in routes()
        if route.takes and (path := filled(route, NUL)) is not None
        for method in ("get", "post")
    }
    assert len(answers) > 20
    assert set(answers.values()) == {400}


def test_no_search_fails_by_a_text_that_cannot_be_kept(crowd: Crowd) -> None:
    plain = [route for route in routes() if not route.takes]
    query = "&".join(f"{name}=Merapi%00" for name in SEARCHES)
    for route in plain:
        answer = ask(crowd, visitor(route), "get", f"{reverse(route.name)}?{query}")
        assert answer.status_code == 400, route.name


@pytest.mark.parametrize("field", [{"name": NUL}, {"invoice": ["INV-1", NUL]}, {NUL: "name"}])
def test_no_form_fails_by_a_text_that_cannot_be_kept(
    crowd: Crowd, field: dict[str, object]
) -> None:
    for name in (
        "dashboard-app-new",
        "dashboard-pay",
        "dashboard-settings-profile",
        "account_signup",
    ):
        answer = crowd.clients[str(Role.OWNER)].post(reverse(name), field)
        assert answer.status_code == 400, name


@pytest.mark.parametrize("number", NUMBERS)
def test_a_list_begins_at_the_start_after_what_is_no_number(crowd: Crowd, number: str) -> None:
    for route in routes():
        if not route.takes and not route.name.endswith("-csv"):
            path = f"{reverse(route.name)}?after={number}"
            assert ask(crowd, visitor(route), "get", path).status_code < 500, route.name


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_no_page_fails_by_a_day_at_the_end_of_the_calendar(crowd: Crowd, day: str) -> None:
    for route in routes():
        if not route.takes:
            path = f"{reverse(route.name)}?since={day}&until={day}&day={day}"
            assert ask(crowd, visitor(route), "get", path).status_code < 500, route.name
