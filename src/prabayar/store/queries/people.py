"""Members of accounts, staff, invitations; each function is one statement."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from prabayar.domain.ids import AccountId
from prabayar.domain.people import Role, StaffRole
from prabayar.store.bulk import Row, array, rows
from prabayar.store.errors import NotFound
from prabayar.store.queries.notice_centre import TOLD, TOLD_KINDS

_PERSON = re.compile(r"(?:member|staff):[0-9]{1,18}")
# Whether there is a notice after the last one that was read: the range begins there and ends at
# the first one found.
_OF_MEMBER = f"""
    SELECT a.id, a.code, a.name, a.currency, a.zone, m.role, m.read_through_id, a.parked_reason,
        EXISTS (SELECT FROM store_fact f WHERE f.account_id = a.id AND f.id > m.read_through_id
            AND f.kind = ANY(%s::text[]) AND {TOLD})
    FROM store_membership m JOIN store_account a ON a.id = m.account_id
    WHERE m.member_id = %s ORDER BY a.name, a.code
"""
_LOOKED_AT = """
    SELECT a.id, a.code, a.name, a.currency, a.zone, 'viewer', 0::int8, a.parked_reason, false
    FROM store_account a WHERE a.code = %s
"""
_MEMBERS = """
    SELECT p.id, p.email, p.name, m.role, m.joined_at, p.last_login,
        EXISTS (SELECT FROM mfa_authenticator f WHERE f.user_id = p.id AND f.type = 'totp')
    FROM store_membership m JOIN store_member p ON p.id = m.member_id
    WHERE m.account_id = %s ORDER BY m.joined_at, p.id
"""

_OPEN = "i.accepted_at IS NULL AND i.withdrawn_at IS NULL"
_INVITATION = f"""
    SELECT i.id, i.email, i.role, i.made_at, i.ends_at, {_OPEN}, i.actor, a.name,
        coalesce(nullif(p.name, ''), p.email, '')
    FROM store_invitation i JOIN store_account a ON a.id = i.account_id
    LEFT JOIN store_member p ON p.id = CASE WHEN i.actor ~ '^(member|staff):[0-9]{{1,18}}$'
        THEN split_part(i.actor, ':', 2)::int8 END
"""
_BY_HASH = f"{_INVITATION} WHERE i.secret_hash = %s"
_OPEN_ONES = f"{_INVITATION} WHERE i.account_id = %s AND {_OPEN} ORDER BY i.made_at, i.id"
_STAFF = """
    SELECT p.id, p.email, p.name, p.staff_role, p.joined_at, p.last_login,
        EXISTS (SELECT FROM mfa_authenticator f WHERE f.user_id = p.id AND f.type = 'totp'),
        p.password LIKE '!%%'
    FROM store_member p WHERE p.is_staff ORDER BY lower(p.name), p.id
"""
_ACCOUNT = """
    SELECT a.country, a.currency, a.zone, a.use_balance, p.name, p.address, p.tax_id, p.country
    FROM store_account a JOIN store_party p ON p.id = a.party_id WHERE a.id = %s
"""
# Addresses below `.example` are nobody's, by RFC 2606.
_MADE_UP = """
    SELECT p.id, p.email, p.name, nullif(p.staff_role, ''), coalesce(a.name, ''), m.role,
        coalesce(f.data ->> 'secret', '')
    FROM store_member p
    LEFT JOIN mfa_authenticator f ON f.user_id = p.id AND f.type = 'totp'
    LEFT JOIN store_membership m ON m.member_id = p.id
    LEFT JOIN store_account a ON a.id = m.account_id
    WHERE p.is_active AND p.email LIKE '%%.example' ORDER BY p.id, m.joined_at LIMIT 100
"""
_NAMES = "SELECT id, email, name FROM store_member WHERE id = ANY(%s::int8[])"


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """An account as one of its members works in it; `unread` says that a notice waits."""

    account_id: AccountId
    code: str
    name: str
    currency: str
    zone: str
    role: Role
    read_through_id: int
    parked_reason: str
    unread: bool = False


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


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation, and who made it into which account."""

    id: int
    email: str
    role: Role
    made_at: datetime
    ends_at: datetime
    untouched: bool
    actor: str
    account_name: str
    invited_by: str

    def is_open(self, *, now: datetime) -> bool:
        """Neither accepted nor withdrawn nor ended."""
        return self.untouched and now < self.ends_at


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A person of the operator. `waits` says that they have yet to choose a password."""

    member_id: int
    email: str
    name: str
    role: StaffRole
    joined_at: datetime
    last_sign_in_at: datetime | None
    second_step: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class AccountSettingsRow:
    """What an account's members may change of it; `party_…` is what documents show from now on."""

    country: str
    currency: str
    zone: str
    use_balance: bool
    party_name: str
    party_address: str
    party_tax_id: str
    party_country: str


@dataclass(frozen=True, slots=True)
class MadeUpRow:
    """Somebody of a sandbox, once for each account. `secret` makes their codes, and is sealed."""

    member_id: int
    email: str
    name: str
    staff_role: StaffRole | None
    account_name: str
    role: Role | None
    secret: str


def memberships_of(member_id: int) -> tuple[MembershipRow, ...]:
    """The accounts that somebody is a member of, by name."""
    return tuple(map(_membership, rows(_OF_MEMBER, [TOLD_KINDS, member_id])))


def looked_at(account_code: str) -> MembershipRow | None:
    """An account as a viewer of it would work in it: for staff, who are no members."""
    found = rows(_LOOKED_AT, [account_code])
    return _membership(found[0]) if found else None


def members(account_id: AccountId) -> tuple[MemberRow, ...]:
    """Those of an account, the first to join first."""
    return tuple(
        MemberRow(row[0], row[1], row[2], Role(row[3]), *row[4:])
        for row in rows(_MEMBERS, [account_id])
    )


def invitation_by_hash(secret_hash: bytes) -> InvitationRow:
    """Errors: `NotFound`."""
    found = rows(_BY_HASH, [secret_hash])
    if not found:
        raise NotFound("There is no such invitation.")
    return _invitation(found[0])


def open_invitations(account_id: AccountId) -> tuple[InvitationRow, ...]:
    """Those of an account that were neither accepted nor withdrawn, the oldest first."""
    return tuple(map(_invitation, rows(_OPEN_ONES, [account_id])))


def staff() -> tuple[StaffRow, ...]:
    """The people of the operator, by name."""
    return tuple(
        StaffRow(row[0], row[1], row[2], StaffRole(row[3]), *row[4:]) for row in rows(_STAFF)
    )


def made_up_people() -> tuple[MadeUpRow, ...]:
    """Whose addresses can be nobody's; for a sandbox only."""
    return tuple(
        MadeUpRow(
            member_id,
            email,
            name,
            StaffRole(staff_role) if staff_role else None,
            account_name,
            Role(role) if role else None,
            secret,
        )
        for member_id, email, name, staff_role, account_name, role, secret in rows(_MADE_UP)
    )


def account_settings(account_id: AccountId) -> AccountSettingsRow:
    return AccountSettingsRow(*rows(_ACCOUNT, [account_id])[0])


def _invitation(row: Row) -> InvitationRow:
    return InvitationRow(row[0], row[1], Role(row[2]), *row[3:])


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
    account_id, code, name, currency, zone, role, read_through_id, parked_reason, unread = row
    return MembershipRow(
        account_id, code, name, currency, zone, Role(role), read_through_id, parked_reason, unread
    )
