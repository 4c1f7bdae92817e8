"""A session of the time before the second step stays outside the console when there is one."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from prabayar.domain.people import StaffRole
from prabayar.store.people import set_staff_role
from tests.people.conftest import Town
from tests.people.test_signing_in import code_now, has_second_step, sign_in

Browser = Callable[..., Client]
EVA = "eva@op.example"
SIGN_IN = "/accounts/sign-in/?next=/console/"


def test_whoever_signed_in_without_a_second_step_does_not_get_in_by_anothers(
    town: Town, open_browser: Browser
) -> None:
    eva = town.staff(EVA)
    intruder = open_browser()
    sign_in(intruder, EVA)
    assert intruder.get("/console/")["Location"] == "/accounts/second-step/app/on/"
    has_second_step(eva)
    assert intruder.get("/console/")["Location"] == SIGN_IN
    assert intruder.get("/settings/").status_code == 302  # signed out for good
    again = open_browser()
    sign_in(again, EVA)
    again.post("/accounts/second-step/code/", {"code": code_now()})
    assert again.get("/console/").status_code == 200


def test_nothing_is_done_by_a_form_of_such_a_session(town: Town, open_browser: Browser) -> None:
    eva = town.staff(EVA)
    intruder = open_browser()
    sign_in(intruder, EVA)
    has_second_step(eva)
    answer = intruder.post("/console/staff/add/", {"email": "x@op.example", "role": "admin"})
    assert answer.status_code == 403
    assert town.one("SELECT count(*) FROM store_member") == 1


def test_a_member_who_becomes_staff_shows_a_second_step_first(
    town: Town, open_browser: Browser
) -> None:
    eva = town.person(EVA)
    page = open_browser()
    sign_in(page, EVA)
    set_staff_role(eva, StaffRole.ADMIN)
    has_second_step(eva)
    assert page.get("/console/")["Location"] == SIGN_IN
