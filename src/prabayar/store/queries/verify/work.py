"""Due work and open ends: I41, and I37 as far as money recorded by hand goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

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


# What a statement confirmed is taken for the oldest records first. A bank account of which no
# statement has ever been read cannot confirm anything.
_UNCONFIRMED = """
    WITH confirmed AS (
        SELECT credit AS name, sum(minor) AS minor FROM store_transfer
        WHERE starts_with(credit, 'bank_unconfirmed:') AND starts_with(debit, 'bank:')
        GROUP BY credit
    ), returned AS (
        SELECT credit AS name, sum(minor) AS minor FROM store_transfer
        WHERE starts_with(credit, 'bank_unconfirmed:') AND NOT starts_with(debit, 'bank:')
        GROUP BY credit
    ), recorded AS (
        SELECT p.*, sum(p.amount_minor) OVER (
            PARTITION BY p.source ORDER BY p.booked_on, p.id) AS so_far
        FROM store_payment p WHERE starts_with(p.source, 'bank_unconfirmed:')
    )
    SELECT 'payment ' || r.key, a.code, r.amount_minor, r.currency, r.booked_on
    FROM recorded r JOIN confirmed c ON c.name = r.source
    LEFT JOIN returned b ON b.name = r.source
    LEFT JOIN store_account a ON a.id = r.account_id
    WHERE r.booked_on < %s AND r.so_far > c.minor + coalesce(b.minor, 0)
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
