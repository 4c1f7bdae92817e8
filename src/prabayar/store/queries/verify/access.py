"""Access: I23 to I25."""

from __future__ import annotations

from collections.abc import Iterator

from prabayar.domain.facts import FactKind
from prabayar.store.queries.reading import Reading
from prabayar.store.queries.verify.finding import Asked, Finding, found

_PAID = """
    SELECT s.app_id, a.code, s.paid_until_on, s.access, s.access_reason
    FROM store_subscription s LEFT JOIN store_account a ON a.id = s.account_id
    WHERE s.paid_until_on > (%s::timestamptz AT TIME ZONE s.zone)::date
        AND s.access <> 'full' AND s.hold_reason = ''
"""


def who_has_paid_has_access(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I23: paid through today or longer means full access, unless staff hold it."""
    return found(read, "I23", _PAID, "It is paid until {0} and has access {1} ({2}).", [asked.now])


# While a claim is open the step waits for as many days as the newest policy says.
_WAITS = """
    CASE WHEN s.claim_open THEN coalesce((SELECT (o.values->>'claim_extends_days')::int4
        FROM store_policy o ORDER BY o.id DESC LIMIT 1), 2) ELSE 0 END
"""
# What is due and not done yet is late, which I41 finds; here nothing is going to happen.
_UNPAID = f"""
    WITH days AS (
        SELECT s.*, v.now_at, (v.now_at AT TIME ZONE s.zone)::date AS today_on
        FROM store_subscription s CROSS JOIN (SELECT %s::timestamptz) v(now_at)
        WHERE s.access <> 'suspended'
    )
    SELECT s.app_id, a.code, s.access, s.phase, coalesce(s.paid_until_on::text, 'never')
    FROM days s LEFT JOIN store_account a ON a.id = s.account_id
    WHERE coalesce(a.parked_reason, '') = '' AND (s.paid_until_on > s.today_on) IS NOT TRUE
        AND (s.due_at <= s.now_at) IS NOT TRUE
        AND CASE s.phase
        WHEN 'trial' THEN coalesce(s.deferred_until_on, s.trial_ends_on + 1) + {_WAITS}
            <= s.today_on
        WHEN 'active' THEN coalesce(s.deferred_until_on, s.paid_until_on) <= s.today_on
        WHEN 'grace' THEN coalesce(s.suspend_on, s.paid_until_on) + {_WAITS} <= s.today_on
        ELSE true END IS NOT FALSE
"""


def who_has_access_has_paid(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I24: or is in a trial, in grace, parked, or has a recorded deferral that has not ended."""
    return found(
        read,
        "I24",
        _UNPAID,
        "It has access {0}, is in phase {1}, and was paid until {2}.",
        [asked.now],
    )


_FOLLOWS = """
    SELECT s.app_id, a.code, s.access, s.access_reason, s.phase, s.hold_reason
    FROM store_subscription s LEFT JOIN store_account a ON a.id = s.account_id
    WHERE (s.access, s.access_reason) IS DISTINCT FROM CASE
        WHEN s.hold_reason <> '' AND s.phase <> 'ended' THEN ROW('suspended'::text, 'hold'::text)
        WHEN s.phase IN ('trial', 'active') THEN ROW('full'::text, ''::text)
        WHEN s.phase = 'grace' THEN ROW('grace'::text, 'unpaid'::text)
        WHEN s.phase = 'suspended' THEN ROW('suspended'::text, 'unpaid'::text)
        WHEN s.phase = 'trial_expired' THEN ROW('suspended'::text, 'trial_expired'::text)
        ELSE ROW('suspended'::text, 'ended'::text) END
"""
# Facts say from what to what. All steps together lead from full access to what is stored, in
# whichever order they were written.
_CHANGES = f"""
    WITH steps AS (
        SELECT id AS subscription_id, access || ' ' || access_reason AS state, 1 AS step
        FROM store_subscription
        UNION ALL SELECT id, 'full ', -1 FROM store_subscription
        UNION ALL SELECT subscription_id, (data->>'after') || ' ' || (data->>'reason'), -1
            FROM store_fact WHERE kind = '{FactKind.ACCESS_CHANGED}'
        UNION ALL SELECT subscription_id, (data->>'before') || ' ' || (data->>'was'), 1
            FROM store_fact WHERE kind = '{FactKind.ACCESS_CHANGED}'
    ), wrong AS (
        SELECT subscription_id FROM steps GROUP BY subscription_id, state HAVING sum(step) <> 0
    )
    SELECT s.app_id, a.code, s.access, s.access_reason FROM store_subscription s
    LEFT JOIN store_account a ON a.id = s.account_id
    WHERE s.id IN (SELECT subscription_id FROM wrong)
"""


def access_changes_with_a_fact(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I25: access follows from phase and hold, and each change of it is recorded."""
    yield from found(
        read,
        "I25",
        _FOLLOWS,
        "Its access is {0} ({1}), which does not follow from phase {2} and hold {3!r}.",
    )
    yield from found(
        read,
        "I25",
        _CHANGES,
        "Its access is {0} ({1}), and its recorded changes do not lead there.",
    )
