"""Who may change whose role; an account keeps an owner, the operator an admin."""

from __future__ import annotations

import pytest

from prabayar.domain import people
from prabayar.domain.errors import PeopleRefused
from prabayar.domain.people import Role, StaffRole, TeamMember

OWNER, OTHER_OWNER, ADMIN, BILLING, STRANGER = 1, 2, 3, 4, 9


def team(*roles: Role) -> dict[int, TeamMember]:
    return {no: TeamMember(no, f"m{no}@x.example", role) for no, role in enumerate(roles, start=1)}


FOUR = team(Role.OWNER, Role.OWNER, Role.ADMIN, Role.BILLING)


def rule_of(refused: pytest.ExceptionInfo[PeopleRefused]) -> object:
    return refused.value.params["rule"]


@pytest.mark.parametrize("by", [OWNER, ADMIN, None])
def test_owners_admins_and_the_operator_invite(by: int | None) -> None:
    people.check_invite(FOUR, email="new@x.example", role=Role.VIEWER, by=by)
    people.check_withdraw(FOUR, role=Role.VIEWER, by=by)


@pytest.mark.parametrize("by", [BILLING, STRANGER])
def test_nobody_else_changes_members(by: int) -> None:
    with pytest.raises(PeopleRefused) as refused:
        people.check_invite(FOUR, email="new@x.example", role=Role.VIEWER, by=by)
    assert rule_of(refused) == "no_right"
    with pytest.raises(PeopleRefused) as refused:
        people.check_change(FOUR, ADMIN, role=Role.VIEWER, by=by)
    assert rule_of(refused) == "no_right"


def test_a_member_is_not_invited_again_however_the_address_is_typed() -> None:
    with pytest.raises(PeopleRefused) as refused:
        people.check_invite(FOUR, email="M3@X.example", role=Role.VIEWER, by=OWNER)
    assert rule_of(refused) == "member_already"


def test_only_an_owner_makes_or_unmakes_an_owner() -> None:
    acts = (
        lambda: people.check_invite(FOUR, email="n@x.example", role=Role.OWNER, by=ADMIN),
        lambda: people.check_withdraw(FOUR, role=Role.OWNER, by=ADMIN),
        lambda: people.check_change(FOUR, OWNER, role=Role.VIEWER, by=ADMIN),
        lambda: people.check_change(FOUR, BILLING, role=Role.OWNER, by=ADMIN),
        lambda: people.check_remove(FOUR, OWNER, by=ADMIN),
    )
    for act in acts:
        with pytest.raises(PeopleRefused) as refused:
            act()
        assert rule_of(refused) == "owners_only"
    assert people.check_change(FOUR, BILLING, role=Role.OWNER, by=OWNER) == FOUR[BILLING]
    assert people.check_remove(FOUR, OTHER_OWNER, by=OWNER) == FOUR[OTHER_OWNER]


def test_t120_the_last_owner_stays() -> None:
    two = team(Role.OWNER, Role.ADMIN)
    for act in (
        lambda: people.check_change(two, OWNER, role=Role.ADMIN, by=OWNER),
        lambda: people.check_remove(two, OWNER, by=OWNER),
        lambda: people.check_remove(two, OWNER, by=None),
    ):
        with pytest.raises(PeopleRefused) as refused:
            act()
        assert rule_of(refused) == "last_owner"
    assert people.check_change(two, OWNER, role=Role.OWNER, by=OWNER) == two[OWNER]


def test_everybody_may_leave() -> None:
    assert people.check_remove(FOUR, BILLING, by=BILLING) == FOUR[BILLING]
    assert people.check_remove(FOUR, OWNER, by=OWNER) == FOUR[OWNER]


def test_somebody_who_has_left_is_no_member() -> None:
    with pytest.raises(PeopleRefused) as refused:
        people.member_of(FOUR, STRANGER)
    assert rule_of(refused) == "no_member"


def test_the_last_admin_of_the_operator_stays() -> None:
    staff = {1: StaffRole.ADMIN, 2: StaffRole.FINANCE}
    for role in (StaffRole.SUPPORT, None):
        with pytest.raises(PeopleRefused) as refused:
            people.check_staff(staff, 1, role=role)
        assert rule_of(refused) == "last_admin"
    people.check_staff(staff, 1, role=StaffRole.ADMIN)
    people.check_staff(staff, 2, role=None)
    people.check_staff({1: StaffRole.ADMIN, 2: StaffRole.ADMIN}, 1, role=None)
