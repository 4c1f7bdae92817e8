"""Staff see an account as its members do: everything, and nothing that can be changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog
from django.test import Client
from django.urls import NoReverseMatch, reverse

from prabayar.domain.people import Role, StaffRole
from prabayar.entrypoints.web import roles
from prabayar.entrypoints.web.roles import Right
from prabayar.store.bulk import rows, run
from tests.console.conftest import Office
from tests.pages.routes import Route, routes

UNSAFE = ("post", "put", "patch", "delete")
ADDRESSES = {"app_id": "app-1", "code": "ACC-1"}


def looking(office: Office, role: StaffRole = StaffRole.SUPPORT, *, code: str = "ACC-1") -> Client:
    browser = office.staff(role)
    answer = browser.post(f"/console/customers/{code}/as-customer/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    return browser


def address(route: Route, office: Office) -> str | None:
    values = {**ADDRESSES, "number": office.shop.one("SELECT number FROM store_invoice")}
    try:
        return reverse(route.name, kwargs={part: values[part] for part in route.takes})
    except (NoReverseMatch, KeyError):
        return None


def kept() -> list[tuple[str, int]]:
    """How many rows every table of the business has."""
    tables = rows(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND starts_with(relname, 'store_')"
        " AND relname <> 'store_cache' ORDER BY 1"
    )
    return [(name, rows(f"SELECT count(*) FROM {name}")[0][0]) for (name,) in tables]


DASHBOARD = [one for one in routes() if one.right in roles.OF_DASHBOARD]
OTHERS = [
    one
    for one in routes()
    if one.right in (Right.ANYONE, Right.SIGNED_IN)
    and one.name not in roles.LIBRARY
    and not one.name.startswith("web-")
]


@pytest.mark.parametrize("role", StaffRole)
def test_everything_that_can_be_seen_is_shown(office: Office, role: StaffRole) -> None:
    office.shop.choose()
    browser = looking(office, role)
    readable = roles.MEMBERS[Role.VIEWER]
    wrong = []
    for route in DASHBOARD:
        path = address(route, office)
        if path is None:
            continue
        status = browser.get(path).status_code
        allowed = route.right in readable
        if allowed and status not in (200, 302, 404, 405):
            wrong.append((route.name, status))
        if not allowed and status != 403:
            wrong.append((route.name, status))
    assert wrong == []
    page = browser.get("/").content.decode()
    assert "You see PT ACC-1 (ACC-1) as its members do" in page


@pytest.mark.parametrize("method", UNSAFE)
def test_no_act_of_a_member_is_possible(office: Office, method: str) -> None:
    office.shop.choose()
    browser = looking(office, StaffRole.ADMIN)
    before = kept()
    wrong = []
    for route in (*DASHBOARD, *OTHERS):
        path = address(route, office)
        if path is not None:
            status = getattr(browser, method)(path).status_code
            if status != 403:
                wrong.append((route.name, status))
    assert wrong == []
    assert kept() == before


def test_a_refused_act_says_where_to_act(office: Office) -> None:
    page = looking(office).post("/apps/new/", {"name": "Nova"}).content.decode()
    assert "You are only looking" in page
    assert "act in the console" in page


def test_nothing_is_offered_that_would_be_refused(office: Office) -> None:
    page = looking(office).get("/apps/app-1/").content.decode()
    assert "/apps/app-1/plan/" not in page
    assert "/apps/app-1/name/" not in page


def test_staff_who_are_members_elsewhere_do_not_act_there_meanwhile(office: Office) -> None:
    office.shop.account("ACC-2", emails=())
    browser = looking(office, code="ACC-2")
    member_id = office.shop.one("SELECT id FROM store_member")
    run(
        "INSERT INTO store_membership (id, account_id, member_id, role, joined_at, read_through_id)"
        " SELECT 1, id, %s, 'owner', now(), 0 FROM store_account WHERE code = 'ACC-1'",
        [member_id],
    )
    page = browser.get("/").content.decode()
    assert "ACC-2" in page
    assert "app-1" not in page
    assert browser.post("/apps/new/", {"name": "Nova"}).status_code == 403
    assert browser.post("/account", {"account": "ACC-1"}).status_code == 404


def test_the_look_and_the_language_may_be_chosen_and_one_may_leave(office: Office) -> None:
    browser = looking(office)
    assert browser.post("/look", {"theme": "dark"}).status_code == 302
    assert browser.post("/language", {"language": "id"}).status_code == 302
    answer = browser.post("/console/as-customer/end/")
    assert (answer.status_code, answer["Location"]) == (302, "/console/customers/ACC-1/")
    assert browser.get("/")["Location"] == "/console/"
    assert browser.post("/console/as-customer/end/")["Location"] == "/console/"


def test_the_console_stays_open_and_works_meanwhile(office: Office) -> None:
    browser = looking(office)
    page = browser.get("/console/").content.decode()
    assert "as its members do" not in page
    assert browser.get("/console/customers/ACC-1/").status_code == 200
    held = browser.post("/console/apps/app-1/hold/", {"reason": "spam", "step": "look"})
    assert held.status_code == 200


def test_members_cannot_look_as_anybody(office: Office) -> None:
    browser = office.member()
    assert browser.post("/console/customers/ACC-1/as-customer/").status_code == 404
    session = browser.session
    office.shop.account("ACC-2", emails=())
    session["seen"] = "ACC-2"
    session.save()
    page = browser.get("/").content.decode()
    assert "ACC-2" not in page
    assert "as its members do" not in page


def test_staff_who_lose_their_role_lose_sight_at_once(office: Office) -> None:
    browser = looking(office)
    run("UPDATE store_member SET is_staff = false, staff_role = ''")
    assert browser.get("/")["Location"] == "/no-account"


def test_staff_without_a_second_step_see_nothing(office: Office) -> None:
    browser = looking(office)
    run("DELETE FROM mfa_authenticator")
    assert browser.get("/").status_code == 302
    assert browser.post("/console/customers/ACC-1/as-customer/").status_code == 302


def test_a_missing_customer_cannot_be_looked_at(office: Office) -> None:
    assert office.staff().post("/console/customers/ACC-9/as-customer/").status_code == 404


@contextmanager
def logged() -> Iterator[list[dict[str, object]]]:
    with structlog.testing.capture_logs() as found:
        yield found


def test_each_page_that_is_seen_is_logged_with_both_names(office: Office) -> None:
    browser = looking(office)
    member_id = office.shop.one("SELECT id FROM store_member")
    with logged() as found:
        browser.get("/apps/")
        browser.get("/console/")
    assert found == [
        {
            "event": "seen_as_customer",
            "log_level": "info",
            "staff": f"staff:{member_id}",
            "account": "ACC-1",
        }
    ]
