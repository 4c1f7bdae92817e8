"""Notices on their way: taken under a lease, then delivered, dropped, put off or given up.

A sender that dies leaves its notices due again after the lease; the reader sees each once, by
the same message id.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from prabayar.domain.ids import AccountId, FactId
from prabayar.domain.notices import NoticeKind, may_switch_off
from prabayar.domain.people import TOLD, Role
from prabayar.store.bulk import array, quoted, rows, run

LEASE = timedelta(minutes=10)
# Growing waits between tries; after the last one it is given up.
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440))

_ROLES = ", ".join(f"'{role}'" for role in sorted(TOLD))
_IS_TOLD = f"p.is_active AND m.role IN ({_ROLES})"
_MEMBERS = f"""
    SELECT m.account_id, p.email FROM store_membership m JOIN store_member p ON p.id = m.member_id
    WHERE m.account_id = ANY(%s::int8[]) AND {_IS_TOLD}
    ORDER BY m.account_id, m.joined_at, p.email
"""
_OWNER = f"""
    SELECT FROM store_membership m JOIN store_member p ON p.id = m.member_id
    WHERE m.account_id = a.id AND m.role = '{Role.OWNER}' AND p.is_active
"""
# Of an account `a`: whether an address keeps what is essential. Filled in with the address.
KEEPS = f"""
    (EXISTS ({_OWNER} AND lower(p.email) = lower({{0}}))
     OR (lower(a.billing_emails[1]) = lower({{0}}) AND NOT EXISTS ({_OWNER})))
"""
_CLAIM = f"""
    WITH taken AS (
        SELECT id FROM store_notice WHERE state = 'due' AND due_at <= %s
        ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED
    ), leased AS (
        UPDATE store_notice n SET due_at = %s, lease_ends_at = %s FROM taken WHERE n.id = taken.id
        RETURNING n.id, n.fact_id, n.kind, n.recipient, n.send_at, n.tries
    )
    SELECT n.id, n.fact_id, n.kind, n.recipient, n.send_at, n.tries, s.phase, i.status,
        n.kind = 'transfer_short' AND EXISTS (
            SELECT FROM store_fact g JOIN store_notice m ON m.fact_id = g.id
            WHERE g.account_id = f.account_id AND g.id > f.id AND g.invoice_id = f.invoice_id
              AND m.kind = n.kind AND m.recipient = n.recipient AND m.state = 'due'),
        n.kind = 'trial_ends_soon' AND EXISTS (
            SELECT FROM store_invoice o
            WHERE o.account_id = f.account_id AND o.subscription_id = f.subscription_id
              AND o.kind = 'first' AND o.status = 'settled'),
        {KEEPS.format("n.recipient")},
        EXISTS (SELECT FROM store_mutednotice u
            WHERE u.account_id = a.id AND u.email = lower(n.recipient) AND u.kind = n.kind),
        lower(n.recipient) <> ALL(SELECT lower(email) FROM unnest(a.billing_emails) email)
            AND NOT EXISTS (SELECT FROM store_membership m
                JOIN store_member p ON p.id = m.member_id
                WHERE m.account_id = a.id AND {_IS_TOLD} AND lower(p.email) = lower(n.recipient))
    FROM leased n
    JOIN store_fact f ON f.id = n.fact_id
    JOIN store_account a ON a.id = f.account_id
    LEFT JOIN store_subscription s ON s.id = f.subscription_id
    LEFT JOIN store_invoice i ON i.id = f.invoice_id
    ORDER BY n.send_at, n.id
"""
_DELIVERED = """
    UPDATE store_notice SET state = 'delivered', closed_at = %s, reason = ''
    WHERE id = ANY(%s::int8[]) AND state = 'due'
"""
_DROPPED = """
    UPDATE store_notice n SET state = 'dropped', closed_at = %s, reason = v.reason
    FROM unnest(%s::int8[], %s::text[]) v(id, reason) WHERE n.id = v.id AND n.state = 'due'
"""
_FAILED = """
    UPDATE store_notice n SET tries = n.tries + 1, reason = v.reason,
        state = CASE WHEN n.tries < cardinality(w.waits) THEN 'due' ELSE 'gave_up' END,
        closed_at = CASE WHEN n.tries < cardinality(w.waits) THEN NULL ELSE w.now_at END,
        due_at = w.now_at + coalesce(w.waits[n.tries + 1], interval '0')
    FROM unnest(%s::int8[], %s::text[]) v(id, reason),
        (SELECT %s::timestamptz, %s::interval[]) w(now_at, waits)
    WHERE n.id = v.id AND n.state = 'due'
"""
# A new beginning with all its waits; the same row, so the same message id.
_AGAIN = """
    UPDATE store_notice n SET state = 'due', due_at = %s, tries = 0, reason = '', closed_at = NULL,
        lease_ends_at = NULL
    FROM store_fact f WHERE n.id = %s AND n.state = 'gave_up' AND f.id = n.fact_id
    RETURNING f.account_id, n.recipient, n.kind
"""
# A lease that was not answered: an answer closes the notice or makes it due at another instant.
_RELEASE = """
    UPDATE store_notice SET due_at = send_at, lease_ends_at = NULL
    WHERE state = 'due' AND due_at = lease_ends_at
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueNotice:
    """A notice that is to be sent, with what decides if it still holds."""

    id: int
    fact_id: FactId
    kind: NoticeKind
    recipient: str
    send_at: datetime
    tries: int
    phase: str | None
    invoice_status: str | None
    newer: bool
    plan_settled: bool
    keeps: bool
    muted: bool
    gone: bool

    @property
    def may_switch_off(self) -> bool:
        return may_switch_off(self.kind, keeps=self.keeps)

    @property
    def message_id(self) -> str:
        """The same at every try."""
        return f"notice-{self.id}"


def told_members(account_ids: Collection[AccountId]) -> dict[AccountId, list[str]]:
    """The addresses of members who get the notices of their account."""
    found: dict[AccountId, list[str]] = {}
    for account_id, email in rows(_MEMBERS, [array(account_ids)]):
        found.setdefault(account_id, []).append(email)
    return found


def claim_notices(*, now: datetime, limit: int) -> list[DueNotice]:
    """Take up to `limit` due notices for the time of a lease; other senders pass over them."""
    return [
        DueNotice(
            id=row[0],
            fact_id=row[1],
            kind=NoticeKind(row[2]),
            recipient=row[3],
            send_at=row[4],
            tries=row[5],
            phase=row[6],
            invoice_status=row[7],
            newer=row[8],
            plan_settled=row[9],
            keeps=row[10],
            muted=row[11],
            gone=row[12],
        )
        for row in rows(_CLAIM, [now, limit, now + LEASE, now + LEASE])
    ]


def close_notices(notice_ids: Sequence[int], *, now: datetime) -> None:
    """They have been delivered."""
    if notice_ids:
        run(_DELIVERED, [now, list(notice_ids)])


def drop_notices(dropped: Sequence[tuple[int, str]], *, now: datetime) -> None:
    """(id, reason) of those that are not true any more."""
    if dropped:
        run(_DROPPED, [now, *_columns(dropped)])


def retry_notices(
    failed: Sequence[tuple[int, str]], *, now: datetime, waits: Sequence[timedelta]
) -> None:
    """(id, reason) of those that were not taken: due again after the next of `waits`.

    One that has waited them all is given up; no waits give up at once.
    """
    if failed:
        run(_FAILED, [*_columns(failed), now, list(waits)])


def send_again(notice_id: int, *, now: datetime) -> tuple[AccountId, str, NoticeKind] | None:
    """A notice that was given up is due again: whose it is, to whom, what. None if it was not."""
    found = rows(_AGAIN, [now, notice_id])
    if not found:
        return None
    run("NOTIFY prabayar_due")
    account_id, recipient, kind = found[0]
    return AccountId(account_id), recipient, NoticeKind(kind)


def release_leases() -> int:
    """Put back what senders that died had taken; only when none can be running. How many."""
    return run(_RELEASE)


def _columns(pairs: Sequence[tuple[int, str]]) -> list[str]:
    return [array(i for i, _ in pairs), array(quoted(reason) for _, reason in pairs)]
