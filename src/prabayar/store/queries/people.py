"""Members of accounts, staff, invitations; each function is one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prabayar.domain.ids import AccountId
from prabayar.domain.people import Role
from prabayar.store.bulk import Row, rows

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


def _membership(row: Row) -> MembershipRow:
    account_id, code, name, currency, zone, role, read_through_id, parked_reason = row
    return MembershipRow(
        account_id, code, name, currency, zone, Role(role), read_through_id, parked_reason
    )
