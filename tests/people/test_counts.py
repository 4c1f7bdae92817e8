"""How many statements the pages about people take, however many people there are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from prabayar.domain.people import Role, StaffRole
from tests.infrastructure.counting import counted
from tests.people.conftest import Town
from tests.people.test_signing_in import has_second_step

Browser = Callable[..., Client]


def taken(page: Client, path: str) -> int:
    page.get(path)  # what is read once in a process is read
    with counted() as statements:
        assert page.get(path).status_code == 200
    return statements.number


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/team/", 5),
        ("/settings/", 4),
        ("/settings/account/", 4),
        ("/accounts/email/", 7),
        ("/accounts/password/change/", 3),
        ("/invitations/", 3),
    ],
)
def test_a_page_of_a_member_takes_a_fixed_number_of_statements(
    town: Town, open_browser: Browser, path: str, expected: int
) -> None:
    page = open_browser(town.member("sri@anggrek.example"))
    assert taken(page, path) == expected
    for number in range(20):
        town.member(f"m{number}@anggrek.example", Role.VIEWER)
        page.post("/team/invite/", {"email": f"n{number}@x.example", "role": "viewer"})
    assert taken(page, path) == expected


@pytest.mark.parametrize(
    ("path", "expected"), [("/accounts/sign-in/", 1), ("/accounts/sign-up/", 2)]
)
def test_the_pages_of_strangers_take_few_statements(
    town: Town, open_browser: Browser, path: str, expected: int
) -> None:
    assert taken(open_browser(), path) == expected


def test_the_staff_page_takes_a_fixed_number_of_statements(
    town: Town, open_browser: Browser
) -> None:
    eva = town.staff("eva@op.example")
    has_second_step(eva)
    page = open_browser(eva)
    first = taken(page, "/console/staff/")
    for number in range(20):
        town.staff(f"s{number}@op.example", StaffRole.SUPPORT)
    assert taken(page, "/console/staff/") == first == 6
