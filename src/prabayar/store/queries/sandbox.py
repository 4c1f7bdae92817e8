"""What the made-up customers of a sandbox see of their subscriptions, and what happened there.

Customers see natural keys only, so that what they do does not depend on ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.money import Money
from prabayar.domain.ports import Seen, SeenInvoice
from prabayar.domain.subscription import Phase
from prabayar.store.bulk import rows

_SUBSCRIPTIONS = """
    SELECT s.account_id, s.id, s.app_id, a.code, s.zone, s.phase, p.plan_code, s.trial_ends_on,
        s.suspended_on, s.pending_kind IS NOT NULL OR s.paid_until_on IS NOT NULL
    FROM store_subscription s
    JOIN store_account a ON a.id = s.account_id
    JOIN store_price p ON p.id = s.price_id
    WHERE s.app_id = ANY(%s::text[]) AND s.phase <> 'ended'
    ORDER BY s.app_id COLLATE "C"
"""
_INVOICES = """
    SELECT i.subscription_id, i.kind, i.status, r.reference, i.issued_on, i.issued_at, i.due_on,
        i.valid_until_on, greatest(i.net_minor + i.tax_minor - i.credit_minor, 0)
        - i.deposit_minor, i.currency
    FROM unnest(%s::int8[], %s::int8[]) v(account_id, id)
    JOIN store_invoice i ON i.account_id = v.account_id AND i.subscription_id = v.id
        AND i.status IN ('open', 'lapsed')
    JOIN store_paymentrequest r ON r.id = i.request_id
    ORDER BY i.issued_at, r.reference COLLATE "C"
"""
_KEYS = """
    SELECT request, key FROM store_payment
    WHERE account_id = ANY(%s::int8[]) AND request = ANY(%s::text[])
"""
_NEWEST = "SELECT coalesce(max(id), 0) FROM store_fact"
_HAPPENED = """
    SELECT (f.recorded_at AT TIME ZONE %s)::date, CASE WHEN f.kind = 'access_changed'
            AND f.data->>'before' = 'suspended' AND f.data->>'after' = 'full'
        THEN 'restored' ELSE f.kind END, coalesce(a.currency, ''), count(*)::int8,
        coalesce(sum((f.data->>'minor')::int8), 0)::int8
    FROM store_fact f LEFT JOIN store_account a ON a.id = f.account_id
    WHERE f.id > %s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Happened:
    """How often a kind of fact was recorded on a day, for accounts of one currency.

    `kind` is a fact's, or "restored" for access that came back.
    """

    on: date
    kind: str
    currency: str
    count: int
    minor: int


def seen_by(app_ids: Sequence[str]) -> list[Seen]:
    """What the customers with these apps see now, in the order of their App IDs."""
    found = rows(_SUBSCRIPTIONS, [list(app_ids)])
    asked = rows(_INVOICES, [[row[0] for row in found], [row[1] for row in found]])
    sent: defaultdict[str, set[str]] = defaultdict(set)
    for reference, key in rows(_KEYS, [[row[0] for row in found], [row[3] for row in asked]]):
        sent[reference].add(key)
    invoices: defaultdict[int, list[SeenInvoice]] = defaultdict(list)
    for row in asked:
        invoices[row[0]].append(
            SeenInvoice(
                kind=InvoiceKind(row[1]),
                status=InvoiceStatus(row[2]),
                reference=row[3],
                issued_on=row[4],
                issued_at=row[5],
                due_on=row[6],
                valid_until_on=row[7],
                outstanding=Money(row[8], row[9]),
                keys=frozenset(sent[row[3]]),
            )
        )
    return [
        Seen(
            app_id=row[2],
            account_code=row[3],
            zone=row[4],
            phase=Phase(row[5]),
            plan_code=row[6],
            trial_ends_on=row[7],
            suspended_on=row[8],
            plan_chosen=row[9],
            invoices=tuple(invoices[row[1]]),
        )
        for row in found
    ]


def newest_fact() -> int:
    """What `happened_since` is asked with later."""
    found: int = rows(_NEWEST)[0][0]
    return found


def happened_since(fact_id: int, *, zone: str) -> list[Happened]:
    """What was recorded after that fact, by local date in `zone`."""
    return [Happened(*row) for row in rows(_HAPPENED, [zone, fact_id])]
