"""What is and was sold: versions of prices, who is on which, and how it came to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prabayar.domain.catalog import Interval
from prabayar.store.bulk import rows

FEW = 20_000  # subscriptions, that are counted in a moment

_VERSIONS = """
    SELECT id, plan_code, currency, interval, amount_minor, version FROM store_price
    WHERE NOT custom ORDER BY plan_code, currency, interval DESC, version DESC
"""
_SIZE = "SELECT count(*) FROM (SELECT FROM store_subscription LIMIT %s) s"
_ON = """
    SELECT price_id, count(*)::int8 FROM store_subscription WHERE phase <> 'ended'
    GROUP BY price_id
"""
# What the operator did to its own terms; facts of no account are few.
_CHANGES = """
    SELECT recorded_at, actor, coalesce(data->>'subject', data->>'field'),
        coalesce(data->>'before', ''), coalesce(data->>'after', '')
    FROM store_fact WHERE account_id IS NULL AND kind = %s ORDER BY id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class PriceVersion:
    id: int
    plan_code: str
    currency: str
    interval: Interval
    minor: int
    version: int


@dataclass(frozen=True, slots=True)
class TermsChange:
    """One change of the catalogue or of the policy, as its fact tells it."""

    at: datetime
    actor: str
    subject: str
    before: str
    after: str


def price_versions() -> tuple[PriceVersion, ...]:
    """All but customers' own, the newest of each first."""
    return tuple(
        PriceVersion(row[0], row[1], row[2], Interval(row[3]), row[4], row[5])
        for row in rows(_VERSIONS)
    )


def subscriptions_are_few() -> bool:
    """Whether they can be counted while somebody waits; never counts more to know."""
    found: int = rows(_SIZE, [FEW + 1])[0][0]
    return found <= FEW


def subscriptions_by_price() -> dict[int, int]:
    """How many have not ended, by the price that they are on: reads all of them."""
    return dict(rows(_ON))


def changes_of_terms(kind: str, *, limit: int) -> tuple[TermsChange, ...]:
    """The newest first; `kind` is `catalog_changed` or `policy_changed`."""
    return tuple(TermsChange(*row) for row in rows(_CHANGES, [kind, limit]))
