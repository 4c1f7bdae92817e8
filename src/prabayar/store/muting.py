"""Keeps which kinds of notice an address of an account gets no e-mail of.

The caller holds the account's lock. Addresses are compared without regard to case.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from prabayar.domain.ids import AccountId
from prabayar.domain.notices import NoticeKind
from prabayar.store.bulk import rows, run
from prabayar.store.notices import KEEPS

_MUTING = f"""
    SELECT {KEEPS.format("v.email")}, ARRAY(SELECT u.kind FROM store_mutednotice u
        WHERE u.account_id = a.id AND u.email = lower(v.email) ORDER BY u.kind)
    FROM store_account a CROSS JOIN (SELECT %s::text AS email) v WHERE a.id = %s
"""
_UNMUTE = """
    DELETE FROM store_mutednotice
    WHERE account_id = %s AND email = lower(%s) AND NOT kind = ANY(%s::text[])
"""
_MUTE = """
    INSERT INTO store_mutednotice (account_id, email, kind)
    SELECT %s, lower(%s), kind FROM unnest(%s::text[]) kind ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Muting:
    """`keeps` says that the address keeps what is essential."""

    keeps: bool
    kinds: frozenset[NoticeKind]


def muting(account_id: AccountId, email: str) -> Muting:
    keeps, kinds = rows(_MUTING, [email, account_id])[0]
    return Muting(bool(keeps), frozenset(map(NoticeKind, kinds)))


def mute(account_id: AccountId, email: str, kinds: Collection[NoticeKind]) -> None:
    """From now on exactly these."""
    names = sorted(map(str, kinds))
    run(_UNMUTE, [account_id, email, names])
    run(_MUTE, [account_id, email, names])
