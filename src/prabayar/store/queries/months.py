"""The months of an installation: what happened, what money did, and what one app went through.

Months are those of `zone`; money is told per currency, at the end of each month.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from prabayar.domain.facts import Fact, FactKind
from prabayar.store.bulk import rows

_COUNTS = """
    SELECT to_char(f.recorded_at AT TIME ZONE %s, 'YYYY-MM'), f.kind,
        coalesce(f.data->>'kind', ''), count(*)::int8
    FROM store_fact f WHERE f.kind <> 'revenue_delivered' GROUP BY 1, 2, 3
"""
# Credits less debits of what customers are owed; the bank's side is what came in.
_HELD = "'^(deposit|balance|unapplied):'"
_MONEY = f"""
    SELECT to_char(f.recorded_at AT TIME ZONE %s, 'YYYY-MM'), t.currency,
        coalesce(sum(t.minor) FILTER (WHERE t.code = 'received'), 0)::int8,
        coalesce(sum(CASE WHEN t.credit ~ {_HELD} THEN t.minor ELSE 0 END
            - CASE WHEN t.debit ~ {_HELD} THEN t.minor ELSE 0 END), 0)::int8,
        coalesce(sum(CASE WHEN t.credit = 'deferred_revenue' THEN t.minor ELSE 0 END
            - CASE WHEN t.debit = 'deferred_revenue' THEN t.minor ELSE 0 END), 0)::int8,
        coalesce(sum(CASE WHEN t.credit = 'revenue' THEN t.minor ELSE 0 END
            - CASE WHEN t.debit = 'revenue' THEN t.minor ELSE 0 END), 0)::int8
    FROM store_transfer t JOIN store_fact f ON f.id = t.fact_id
    GROUP BY 1, 2 ORDER BY t.currency COLLATE "C", 1
"""
_STORY = """
    SELECT f.id, f.kind, f.account_id, f.subscription_id, f.invoice_id, f.effective_on,
        f.recorded_at, f.actor, f.data
    FROM store_fact f
    WHERE f.account_id = (SELECT p.account_id FROM store_app p WHERE p.app_id = %s)
      AND (f.subscription_id IS NULL OR f.subscription_id IN (
        SELECT s.id FROM store_subscription s WHERE s.app_id = %s))
    ORDER BY f.recorded_at, f.id
"""
_CURRENCY = """
    SELECT a.currency FROM store_app p JOIN store_account a ON a.id = p.account_id
    WHERE p.app_id = %s
"""


@dataclass(frozen=True, slots=True)
class MonthOfMoney:
    """`held_minor` (deposits, balances, unapplied) and `deferred_minor` at the month's end."""

    month: str
    currency: str
    came_in_minor: int
    held_minor: int
    deferred_minor: int
    earned_minor: int


def counts_by_month(*, zone: str) -> dict[str, dict[tuple[str, str], int]]:
    """For each month: how often each (kind of fact, kind of invoice or "") was recorded."""
    found: defaultdict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for month, kind, of, count in rows(_COUNTS, [zone]):
        found[month][kind, of] = count
    return dict(sorted(found.items()))


def money_by_month(*, zone: str) -> list[MonthOfMoney]:
    """By currency, then month; a month in which no money moved is not told."""
    found = []
    held: defaultdict[str, int] = defaultdict(int)
    deferred: defaultdict[str, int] = defaultdict(int)
    for month, currency, came_in, of_held, of_deferred, earned in rows(_MONEY, [zone]):
        held[currency] += of_held
        deferred[currency] += of_deferred
        found.append(
            MonthOfMoney(month, currency, came_in, held[currency], deferred[currency], earned)
        )
    return found


def story_of(app_id: str) -> tuple[tuple[Fact, ...], str]:
    """What happened to an app and its account, in order, and the account's currency."""
    currency = rows(_CURRENCY, [app_id])
    if not currency:
        return (), ""
    facts = (Fact(row[0], FactKind(row[1]), *row[2:]) for row in rows(_STORY, [app_id, app_id]))
    return tuple(facts), currency[0][0]
