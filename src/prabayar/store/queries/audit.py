"""The audit log: what staff did, and what was done to the operator's own terms and people.

The newest first, read by id after the last one shown. One statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from prabayar.domain.facts import FactKind
from prabayar.store.bulk import rows
from prabayar.store.queries.accounts import Happened

_NEWEST = 2**62


class Part(StrEnum):
    """By whom, or of what: facts of no account are the operator's own."""

    STAFF = "staff"
    OPERATOR = "operator"


# The first pattern is that of the partial index; what belongs to no account has the index of
# accounts.
_PARTS = {
    Part.STAFF: "f.actor LIKE 'staff:%%'",
    Part.OPERATOR: "f.account_id IS NULL",
}
_ROWS = """
    SELECT f.id, f.kind, coalesce(s.app_id, ''), coalesce(i.number, ''), f.effective_on,
        f.recorded_at, f.actor, f.data, coalesce(a.code, ''), coalesce(a.name, ''),
        coalesce(a.currency, '')
    FROM store_fact f
    LEFT JOIN store_account a ON a.id = f.account_id
    LEFT JOIN store_subscription s ON s.id = f.subscription_id
    LEFT JOIN store_invoice i ON i.id = f.invoice_id
    WHERE {part} AND f.id < %(after)s
        AND (%(actor)s = '' OR f.actor = %(actor)s) AND (%(kind)s = '' OR f.kind = %(kind)s)
        AND (%(until)s::timestamptz IS NULL OR f.recorded_at < %(until)s)
    ORDER BY f.id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`actor` is a word like `staff:12`; `until` an instant before which it happened."""

    part: Part = Part.STAFF
    actor: str = ""
    kind: FactKind | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Audited:
    """One fact, with whose account it is of."""

    id: int
    happened: Happened
    account_code: str
    account_name: str
    currency: str


def audited(wanted: Wanted, *, after: int | None = None, limit: int) -> tuple[Audited, ...]:
    named: dict[str, object] = {
        "after": _NEWEST if after is None else after,
        "actor": wanted.actor,
        "kind": str(wanted.kind or ""),
        "until": wanted.until,
        "limit": limit,
    }
    return tuple(
        Audited(row[0], Happened(FactKind(row[1]), *row[2:8]), row[8], row[9], row[10])
        for row in rows(_ROWS.format(part=_PARTS[wanted.part]), named)
    )
