"""Due work and open ends: I41, and I37 as far as money recorded by hand goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from prabayar.store.queries.by_hand import WAITS
from prabayar.store.queries.reading import Reading
from prabayar.store.queries.verify.finding import Asked, Finding, found

_STUCK = """
    SELECT 'account ' || code, code, due_at::text FROM store_account
    WHERE parked_reason = '' AND due_at <= %s
    UNION ALL
    SELECT 'subscription ' || s.app_id, a.code, s.due_at::text
    FROM store_subscription s JOIN store_account a ON a.id = s.account_id
    WHERE a.parked_reason = '' AND s.due_at <= %s
    UNION ALL
    SELECT 'revenue of ' || r.number, a.code, d.due_at::text
    FROM store_deferral d JOIN store_receipt r ON r.id = d.receipt_id
    JOIN store_account a ON a.id = d.account_id
    WHERE a.parked_reason = '' AND d.due_at <= %s
"""
_LEAST = """
    WITH least AS (
        SELECT account_id, min(due_at) AS due_at FROM store_subscription GROUP BY account_id
    )
    SELECT 'account ' || a.code, a.code, coalesce(a.due_at::text, 'never'),
        coalesce(least.due_at::text, 'never')
    FROM store_account a LEFT JOIN least ON least.account_id = a.id
    WHERE a.due_at IS DISTINCT FROM least.due_at
"""
_NEVER = """
    SELECT 'subscription ' || s.app_id, a.code, s.phase
    FROM store_subscription s LEFT JOIN store_account a ON a.id = s.account_id
    WHERE s.due_at IS NULL AND s.phase <> 'ended'
    UNION ALL
    SELECT 'revenue of ' || r.number, a.code, d.delivered_minor || ' of ' || d.net_minor
    FROM store_deferral d JOIN store_receipt r ON r.id = d.receipt_id
    LEFT JOIN store_account a ON a.id = d.account_id
    WHERE (d.due_at IS NULL) <> (d.next_on IS NULL)
        OR (d.next_on IS NULL AND d.delivered_minor <> d.net_minor)
"""


def nothing_is_stuck(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I41: due work is done within minutes, and what lives has a deadline."""
    limit = asked.now - asked.patience
    yield from found(read, "I41", _STUCK, "It has been due since {0}.", [limit] * 3)
    yield from found(
        read, "I41", _LEAST, "It is due at {0}, and the first of its subscriptions at {1}."
    )
    yield from found(read, "I41", _NEVER, "Nothing will ever fall due for it ({0}).")


_UNCONFIRMED = f"""
    WITH {WAITS}
    SELECT 'payment ' || w.key, a.code, w.minor::text, w.currency, w.booked_on
    FROM waits w LEFT JOIN store_account a ON a.id = w.account_id
    WHERE w.booked_on < %s
"""


def money_by_hand_is_confirmed(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I37: what staff recorded by hand is seen on a statement within the policy's days."""
    last_on = asked.now.date() - timedelta(days=asked.policy.unconfirmed_days)
    return found(
        read,
        "I37",
        _UNCONFIRMED,
        "{0} {1} of {2} were recorded by hand, and no statement has confirmed it.",
        [last_on],
    )
