"""Who gets into the console."""

from __future__ import annotations

import pytest
from django.urls import reverse

from prabayar.domain.people import Role, StaffRole
from tests.console.conftest import Office


@pytest.mark.parametrize("role", StaffRole)
def test_staff_come_in(office: Office, role: StaffRole) -> None:
    assert office.staff(role).get("/console/").status_code == 200


@pytest.mark.parametrize("role", Role)
def test_the_console_does_not_exist_for_members(office: Office, role: Role) -> None:
    assert office.member(role=role).get("/console/").status_code == 404


def test_staff_without_a_second_step_set_it_up_first(office: Office) -> None:
    answer = office.staff(second_step=False).get("/console/")
    assert answer.status_code == 302
    assert answer["Location"] == reverse("mfa_activate_totp")
