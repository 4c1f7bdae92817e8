"""The operator's day in figures, and the money that came in on the days before.

Read by when things were recorded and booked, through indexes that cost writing nothing: at a
million subscriptions this is some tenths of a second, so callers keep what they got for a while.
Each function is one statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from prabayar.domain.facts import FactKind
from prabayar.store.bulk import rows

_COUNTED = (
    FactKind.INVOICE_ISSUED,
    FactKind.INVOICE_SETTLED,
    FactKind.PAYMENT_RECEIVED,
    FactKind.TRIAL_STARTED,
)
# Money of nobody known has no account, so its currency comes with the payment.
_FIGURES = """
    SELECT f.kind, coalesce(p.currency, a.currency, ''), count(*), coalesce(sum(CASE f.kind
        WHEN 'invoice_issued' THEN (f.data->>'payable')::int8
        WHEN 'invoice_settled' THEN (f.data->>'total')::int8
        WHEN 'payment_received' THEN (f.data->>'minor')::int8 END), 0)::int8
    FROM store_fact f LEFT JOIN store_account a ON a.id = f.account_id
    LEFT JOIN store_payment p ON f.kind = 'payment_received' AND f.account_id IS NULL
        AND p.id = (f.data->>'payment')::int8
    WHERE f.recorded_at >= %(since)s AND f.recorded_at <= %(now)s AND f.kind = ANY(%(kinds)s)
    GROUP BY 1, 2
"""
_CAME_IN = """
    SELECT p.booked_on, p.currency, sum(p.amount_minor)::int8 FROM store_payment p
    WHERE p.booked_on >= %(since)s AND p.booked_on <= %(until)s GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """How often something happened, and for how much money by currency."""

    number: int
    minor: Mapping[str, int]


def figures(*, since_at: datetime, now: datetime) -> Mapping[FactKind, Figure]:
    """What was issued, settled, recorded as received, and which trials began, in this time."""
    found = rows(_FIGURES, {"since": since_at, "now": now, "kinds": [str(k) for k in _COUNTED]})
    made: dict[FactKind, Figure] = {}
    for kind in _COUNTED:
        of_kind = [row for row in found if row[0] == kind]
        minor = {row[1]: row[3] for row in sorted(of_kind) if kind is not FactKind.TRIAL_STARTED}
        made[kind] = Figure(sum(row[2] for row in of_kind), minor)
    return made


def came_in(*, since_on: date, until_on: date) -> Mapping[str, Mapping[date, int]]:
    """Money by the bank's booking date, both days included, for each currency that had any."""
    made: dict[str, dict[date, int]] = {}
    for booked_on, currency, minor in rows(_CAME_IN, {"since": since_on, "until": until_on}):
        made.setdefault(currency, {})[booked_on] = minor
    return made
