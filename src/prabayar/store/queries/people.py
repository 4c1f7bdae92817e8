"""Members of accounts, staff, invitations; each function is one statement."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from prabayar.domain.ids import AccountId
from prabayar.domain.people import Role
from prabayar.store.bulk import Row, array, rows

_PERSON = re.compile(r"(?:member|staff):[0-9]{1,18}")
_OF_MEMBER = """
    SELECT a.id, a.code, a.name, a.currency, a.zone, m.role, m.read_through_id, a.parked_reason
    FROM store_membership m JOIN store_account a ON a.id = m.account_id
    WHERE m.member_id = %s ORDER BY a.name, a.code
"""
_MEMBERS = """
    SELECT p.id, p.email, p.name, m.role, m.joined_at, p.last_login,
        EXISTS (SELECT FROM mfa_authenticator f WHERE f.user_id = p.id AND f.type = 'totp')
    FROM store_membership m JOIN store_member p ON p.id = m.member_id
    WHERE m.account_id = %s ORDER BY m.joined_at, p.id
"""

_NAMES = "SELECT id, email, name FROM store_member WHERE id = ANY(%s::int8[])"


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """An account as one of its members works in it."""

    account_id: AccountId
    code: str
    name: str
    currency: str
    zone: str
    role: Role
    read_through_id: int
    parked_reason: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of an account. `second_step` says that a code is asked at signing in."""

    member_id: int
    email: str
    name: str
    role: Role
    joined_at: datetime
    last_sign_in_at: datetime | None
    second_step: bool


def memberships_of(member_id: int) -> tuple[MembershipRow, ...]:
    """The accounts that somebody is a member of, by name."""
    return tuple(map(_membership, rows(_OF_MEMBER, [member_id])))


def members(account_id: AccountId) -> tuple[MemberRow, ...]:
    """Those of an account, the first to join first."""
    return tuple(
        MemberRow(row[0], row[1], row[2], Role(row[3]), *row[4:])
        for row in rows(_MEMBERS, [account_id])
    )


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """How the actors of facts are called, by the word that a fact has: for timelines.

    `member:12` and `staff:3` by their names (or addresses), everything else as it was written;
    who is not known any more keeps the word.
    """
    words = set(actors)
    ids = {word: int(word.partition(":")[2]) for word in words if _PERSON.fullmatch(word)}
    found = {row[0]: row[2] or row[1] for row in rows(_NAMES, [array(ids.values())])} if ids else {}
    return {word: found.get(ids.get(word, 0), word) for word in words}


def _membership(row: Row) -> MembershipRow:
    account_id, code, name, currency, zone, role, read_through_id, parked_reason = row
    return MembershipRow(
        account_id, code, name, currency, zone, Role(role), read_through_id, parked_reason
    )
