"""Notices: I30, I31 and I42."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from prabayar.domain.facts import FactKind
from prabayar.domain.notices import NOTICE_OF, NoticeKind
from prabayar.store.queries.reading import Reading
from prabayar.store.queries.verify.finding import INSTANT, Asked, Finding, found

OVERDUE_AFTER = timedelta(hours=1)

_TOLD = f"""
    told AS (
        SELECT f.id, f.kind, f.account_id, f.recorded_at,
            CASE WHEN f.kind = '{FactKind.ACCESS_CHANGED}' THEN CASE
                WHEN data->>'before' = 'suspended' AND data->>'after' = 'full'
                THEN '{NoticeKind.RESTORED}' END
            WHEN coalesce((data->>'quiet')::boolean, false) THEN NULL
            ELSE pairs.notice END AS notice
        FROM store_fact f LEFT JOIN (
            VALUES {", ".join(f"('{fact}', '{notice}')" for fact, notice in NOTICE_OF.items())}
        ) pairs(fact, notice) ON pairs.fact = f.kind
    )
"""
_NOTICE = f"n.kind || ' to ' || n.recipient || ' of ' || {INSTANT.format('n.send_at')}"
_CAUSES = f"""
    WITH {_TOLD}
    SELECT {_NOTICE}, a.code, coalesce(told.kind, 'no fact'), coalesce(told.notice, 'nothing')
    FROM store_notice n LEFT JOIN told ON told.id = n.fact_id
    LEFT JOIN store_account a ON a.id = told.account_id
    WHERE told.notice IS DISTINCT FROM n.kind
"""
_TWICE = """
    SELECT n.kind || ' to ' || n.recipient, a.code, count(*)
    FROM store_notice n LEFT JOIN store_fact f ON f.id = n.fact_id
    LEFT JOIN store_account a ON a.id = f.account_id
    GROUP BY n.fact_id, n.kind, n.recipient, n.channel, a.code HAVING count(*) > 1
"""
# Who had no billing e-mail then was told nothing; a later change of them is a fact.
_UNTOLD = f"""
    WITH {_TOLD}
    SELECT told.kind || ' at ' || {INSTANT.format("told.recorded_at")}, a.code, told.notice
    FROM told JOIN store_account a ON a.id = told.account_id
    WHERE told.notice IS NOT NULL AND cardinality(a.billing_emails) > 0
        AND NOT EXISTS (SELECT FROM store_notice n WHERE n.fact_id = told.id)
        AND NOT EXISTS (SELECT FROM store_fact c WHERE c.account_id = a.id
            AND c.kind = '{FactKind.ACCOUNT_CHANGED}' AND c.data->>'field' = 'billing_emails')
"""


def a_cause_is_told_once(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I30: one row per cause, recipient and channel; none without a cause, no cause untold."""
    yield from found(read, "I30", _CAUSES, "Its cause is {0}, which is told as {1}.")
    yield from found(read, "I30", _TWICE, "The same cause is told {0} times.")
    yield from found(read, "I30", _UNTOLD, "Nobody was told {0}.")


_CLOSED = f"""
    SELECT {_NOTICE}, a.code, n.state, coalesce(n.closed_at::text, 'never')
    FROM store_notice n LEFT JOIN store_fact f ON f.id = n.fact_id
    LEFT JOIN store_account a ON a.id = f.account_id
    WHERE n.state <> 'due' AND (n.closed_at IS NULL OR (n.state <> 'delivered' AND n.reason = ''))
"""


def notices_end_with_a_reason(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I31: delivered; or dropped or given up, and why."""
    return found(read, "I31", _CLOSED, "It was {0} (closed: {1}) and does not say why or when.")


_OVERDUE = f"""
    SELECT {_NOTICE}, a.code, n.tries, n.reason
    FROM store_notice n LEFT JOIN store_fact f ON f.id = n.fact_id
    LEFT JOIN store_account a ON a.id = f.account_id
    WHERE n.state = 'due' AND n.due_at < %s
"""


def no_notice_is_overdue(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I42: what is to be sent, or was taken by a sender that died, is not older than its limit."""
    return found(
        read,
        "I42",
        _OVERDUE,
        "It should have been sent; {0} tries were made ({1}).",
        [asked.now - OVERDUE_AFTER],
    )
