"""People: the roles of members and staff, and who may change them.

What each role may do on a page stands in the pages' role table. An account keeps an owner, and
the operator an admin, whatever anybody asks for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from prabayar.domain.errors import PeopleRefused

_NAME = r"[^\s@<>()\[\]\\,;:\"]"
_EMAIL = re.compile(rf"{_NAME}{{1,64}}@{_NAME}+\.{_NAME}+")


def is_email(text: str) -> bool:
    """Whether it is one e-mail address, like billing@company.example."""
    return len(text) <= 254 and text.isprintable() and bool(_EMAIL.fullmatch(text))


class Role(StrEnum):
    """What a member is for one account. Billing sees no secrets, a developer no money."""

    OWNER = "owner"
    ADMIN = "admin"
    BILLING = "billing"
    DEVELOPER = "developer"
    VIEWER = "viewer"


class StaffRole(StrEnum):
    """What a person of the operator is; finance may do what support may, an admin everything."""

    SUPPORT = "support"
    FINANCE = "finance"
    ADMIN = "admin"


# Who gets the account's notices beside its billing e-mails, unless they switch a kind off.
TOLD = frozenset({Role.OWNER, Role.ADMIN, Role.BILLING})
# Who may invite, change and remove members.
_CHANGE_MEMBERS = frozenset({Role.OWNER, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One of an account's members, as deciding sees them."""

    member_id: int
    email: str
    role: Role


Team = Mapping[int, TeamMember]


def member_of(team: Team, member_id: int) -> TeamMember:
    """Errors: `PeopleRefused` if there is none (any more)."""
    found = team.get(member_id)
    if found is None:
        raise PeopleRefused("This person is no member of the account any more.", rule="no_member")
    return found


def check_invite(team: Team, *, email: str, role: Role, by: int | None) -> None:
    """`by` is the member who asks; None is the operator, who may do it for every account."""
    _check_may_change(team, by)
    _check_owners(team, (role,), by)
    if any(one.email.casefold() == email.casefold() for one in team.values()):
        raise PeopleRefused(f"{email} is a member already.", rule="member_already", email=email)


def check_withdraw(team: Team, *, role: Role, by: int | None) -> None:
    _check_may_change(team, by)
    _check_owners(team, (role,), by)


def check_change(team: Team, member_id: int, *, role: Role, by: int | None) -> TeamMember:
    """The member as they are before; an account keeps an owner."""
    _check_may_change(team, by)
    before = member_of(team, member_id)
    _check_owners(team, (before.role, role), by)
    if role is not Role.OWNER:
        _check_an_owner_stays(team, before)
    return before


def check_remove(team: Team, member_id: int, *, by: int | None) -> TeamMember:
    """Everybody may leave; the last owner stays."""
    before = member_of(team, member_id)
    if by != member_id:
        _check_may_change(team, by)
        _check_owners(team, (before.role,), by)
    _check_an_owner_stays(team, before)
    return before


def _check_may_change(team: Team, by: int | None) -> None:
    if by is not None and (by not in team or team[by].role not in _CHANGE_MEMBERS):
        raise PeopleRefused(
            "Only owners and admins of the account change its members.", rule="no_right"
        )


def _check_owners(team: Team, roles: tuple[Role, ...], by: int | None) -> None:
    if by is not None and Role.OWNER in roles and team[by].role is not Role.OWNER:
        raise PeopleRefused(
            "Only an owner makes somebody an owner, or changes one.", rule="owners_only"
        )


def _check_an_owner_stays(team: Team, before: TeamMember) -> None:
    owners = [one for one in team.values() if one.role is Role.OWNER]
    if owners == [before]:
        raise PeopleRefused(
            f"{before.email} is the last owner of the account: make somebody else an owner first.",
            rule="last_owner",
            email=before.email,
        )


def check_staff(staff: Mapping[int, StaffRole], member_id: int, *, role: StaffRole | None) -> None:
    """Whether a person of the operator may get `role`, or leave (None): an admin stays."""
    admins = {one for one, has in staff.items() if has is StaffRole.ADMIN}
    if admins == {member_id} and role is not StaffRole.ADMIN:
        raise PeopleRefused(
            "This is the last admin: make somebody else an admin first.", rule="last_admin"
        )
