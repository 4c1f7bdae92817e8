"""Keeps people: members of accounts, invitations, staff. Reads what is decided on under its lock.

E-mail addresses are kept in lower case and are unique without regard to case. What signing in
keeps beside a member (whether the address is confirmed) is a table of the sign-in library.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prabayar.domain.ids import AccountId
from prabayar.domain.people import Role, StaffRole, TeamMember
from prabayar.domain.state import Account
from prabayar.store.bulk import rows, run
from prabayar.store.errors import NotFound
from prabayar.store.locks import lock_account_row
from prabayar.store.numbers import ids
from prabayar.store.states import account_of

_TEAM = """
    SELECT p.id, p.email, m.role FROM store_membership m
    JOIN store_member p ON p.id = m.member_id WHERE m.account_id = %s
"""
_ADD_MEMBERSHIP = """
    INSERT INTO store_membership (id, account_id, member_id, role, joined_at, read_through_id)
    VALUES (%s, %s, %s, %s, %s, 0)
"""
_CHANGE_ROLE = "UPDATE store_membership SET role = %s WHERE account_id = %s AND member_id = %s"
# Never backwards, and never past what there is.
_READ_THROUGH = """
    UPDATE store_membership m SET read_through_id = greatest(m.read_through_id, least(%s,
        (SELECT max(f.id) FROM store_fact f WHERE f.account_id = m.account_id)))
    WHERE m.account_id = %s AND m.member_id = %s
"""
_REMOVE = "DELETE FROM store_membership WHERE account_id = %s AND member_id = %s"
_OPEN = "accepted_at IS NULL AND withdrawn_at IS NULL"
_INVITE = f"""
    INSERT INTO store_invitation
        (id, account_id, email, role, secret_hash, actor, made_at, ends_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (account_id, email) WHERE {_OPEN} DO UPDATE SET
        role = excluded.role, secret_hash = excluded.secret_hash, actor = excluded.actor,
        made_at = excluded.made_at, ends_at = excluded.ends_at
"""
_INVITATION = f"""
    SELECT id, account_id, email, role, ends_at, {_OPEN} FROM store_invitation
"""
_WITHDRAW = f"UPDATE store_invitation SET withdrawn_at = %s WHERE id = %s AND {_OPEN}"
_ACCEPT = f"UPDATE store_invitation SET accepted_at = %s WHERE id = %s AND {_OPEN}"
_ADD_PERSON = """
    INSERT INTO store_member
        (password, email, name, locale, is_active, is_staff, staff_role, joined_at, wanted_account)
    VALUES (%s, %s, %s, %s, true, false, '', %s, '{}') RETURNING id
"""
_CONFIRM = """
    INSERT INTO account_emailaddress (user_id, email, verified, "primary")
    VALUES (%s, %s, true, true)
    ON CONFLICT (user_id, email) DO UPDATE SET verified = true
"""
_PERSON = """
    SELECT p.id, p.email, p.name, p.staff_role, EXISTS (SELECT FROM account_emailaddress e
        WHERE e.user_id = p.id AND e.verified AND lower(e.email) = lower(p.email))
    FROM store_member p WHERE lower(p.email) = lower(%s)
"""
_VOUCH = "UPDATE store_member SET password = %s, wanted_account = '{}' WHERE id = %s"
_STAFF = """
    SELECT id, staff_role FROM store_member WHERE is_staff ORDER BY id FOR NO KEY UPDATE
"""
_SET_STAFF = """
    UPDATE store_member SET is_staff = %s, staff_role = %s, is_active = %s WHERE id = %s
"""
_WANTED = """
    SELECT wanted_account FROM store_member WHERE id = %s AND NOT is_staff FOR NO KEY UPDATE
"""
_WANT = "UPDATE store_member SET wanted_account = %s::jsonb WHERE id = %s"
_DESCRIBE = "UPDATE store_member SET name = %s, locale = %s WHERE id = %s"
_NO_SECOND_STEP = "DELETE FROM mfa_authenticator WHERE user_id = %s"
_SIGNED_IN = "UPDATE store_member SET last_login = %s WHERE id = %s"


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as it is kept. `is_open` says that it was neither accepted nor withdrawn."""

    id: int
    account_id: AccountId
    email: str
    role: Role
    ends_at: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in. `staff_role` is None for those who are not of the operator;
    `confirmed` says that the address has proved to be theirs.
    """

    id: int
    email: str
    name: str
    staff_role: StaffRole | None
    confirmed: bool


def lock_team(account: AccountId | str) -> tuple[Account, dict[int, TeamMember]]:
    """An account, locked, with its members. Errors: `NotFound`, `AccountBusy`."""
    found = account_of(lock_account_row(account))
    return found, team_of(found.id)


def team_of(account_id: AccountId) -> dict[int, TeamMember]:
    """The members of an account by their ids."""
    return {row[0]: TeamMember(row[0], row[1], Role(row[2])) for row in rows(_TEAM, [account_id])}


def add_membership(account_id: AccountId, member_id: int, *, role: Role, now: datetime) -> None:
    run(_ADD_MEMBERSHIP, [next(ids(1)), account_id, member_id, str(role), now])


def change_role(account_id: AccountId, member_id: int, *, role: Role) -> None:
    run(_CHANGE_ROLE, [str(role), account_id, member_id])


def remove_membership(account_id: AccountId, member_id: int) -> None:
    run(_REMOVE, [account_id, member_id])


def read_through(account_id: AccountId, member_id: int, *, through: int) -> None:
    """The member has seen what the account was told up to this fact."""
    run(_READ_THROUGH, [through, account_id, member_id])


def keep_invitation(
    account_id: AccountId,
    *,
    email: str,
    role: Role,
    secret_hash: bytes,
    ends_at: datetime,
    now: datetime,
    actor: str,
) -> None:
    """One open invitation per account and address: a new one takes the place of the old."""
    new = [next(ids(1)), account_id, email, str(role), secret_hash, actor, now, ends_at]
    run(_INVITE, new)


def invitation(invitation_id: int, *, account_id: AccountId) -> Invited:
    """Errors: `NotFound`, also for another account's."""
    found = rows(f"{_INVITATION} WHERE id = %s AND account_id = %s", [invitation_id, account_id])
    if not found:
        raise NotFound("There is no such invitation.")
    return _invited(found[0])


def invitation_of_secret(secret_hash: bytes) -> Invited:
    """Errors: `NotFound`."""
    found = rows(f"{_INVITATION} WHERE secret_hash = %s", [secret_hash])
    if not found:
        raise NotFound("There is no such invitation.")
    return _invited(found[0])


def _invited(row: tuple[Any, ...]) -> Invited:
    return Invited(row[0], row[1], row[2], Role(row[3]), row[4], row[5])


def withdraw(invitation_id: int, *, now: datetime) -> bool:
    """Whether it was open."""
    return run(_WITHDRAW, [now, invitation_id]) == 1


def accept(invitation_id: int, *, now: datetime) -> bool:
    """Whether it was open."""
    return run(_ACCEPT, [now, invitation_id]) == 1


def add_person(*, email: str, name: str, locale: str, password: str, now: datetime) -> int:
    """Somebody whose address is vouched for. `password` is a hash. Errors: `IntegrityError`."""
    member_id: int = rows(_ADD_PERSON, [password, email.lower(), name, locale, now])[0][0]
    run(_CONFIRM, [member_id, email.lower()])
    return member_id


def person(email: str) -> Person | None:
    """Whoever signs in with this address."""
    found = rows(_PERSON, [email])
    if not found:
        return None
    member_id, kept, name, staff_role, confirmed = found[0]
    return Person(member_id, kept, name, StaffRole(staff_role) if staff_role else None, confirmed)


def vouch_for(one: Person, *, password: str) -> None:
    """The address is theirs, says the operator; whoever typed it before has no say any more."""
    run(_VOUCH, [password, one.id])
    run(_CONFIRM, [one.id, one.email])


def lock_staff() -> dict[int, StaffRole]:
    """The roles of all staff, locked: one after the other changes them."""
    return {row[0]: StaffRole(row[1]) for row in rows(_STAFF)}


def set_staff_role(member_id: int, role: StaffRole | None) -> None:
    """None makes somebody staff no more, and nobody who may sign in."""
    run(_SET_STAFF, [role is not None, str(role or ""), role is not None, member_id])


def staff_person(email: str) -> Person:
    """Errors: `NotFound`."""
    found = person(email.strip())
    if found is None or found.staff_role is None:
        raise NotFound(f"{email} is no staff.", email=email)
    return found


def want_account(member_id: int, wanted: Mapping[str, str]) -> None:
    """Keep what account is to be opened once the address is confirmed; nothing forgets it."""
    run(_WANT, [json.dumps(dict(wanted)), member_id])


def wanted_account(member_id: int) -> dict[str, str]:
    """What is to be opened for a member, who is locked; empty if nothing is, or for staff."""
    found = rows(_WANTED, [member_id])
    return dict(found[0][0]) if found else {}


def describe_member(member_id: int, *, name: str, locale: str) -> None:
    run(_DESCRIBE, [name, locale, member_id])


def note_sign_in(member_id: int, *, now: datetime) -> None:
    run(_SIGNED_IN, [now, member_id])


def remove_second_step(member_id: int) -> None:
    run(_NO_SECOND_STEP, [member_id])
