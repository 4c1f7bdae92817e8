"""What needs a person now, as queues: how much waits in each, how long, for how much money.

Each queue is read by an index that holds little else, and counted up to `MOST`. `since_on` is the
day, in the operator's zone, since which something waits. Each function is one statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from prabayar.store.bulk import Row, rows
from prabayar.store.queries.by_hand import WAITS

MOST = 1_000


class Queue(StrEnum):
    PARKED = "parked"
    UNAPPLIED = "unapplied"
    CLAIMS = "claims"
    UNCONFIRMED = "unconfirmed"
    REFUNDS = "refunds"
    TRIAL_REQUESTS = "trial-requests"
    GIVEN_UP = "given-up"
    MISSING_GLYPHS = "missing-glyphs"
    GRACE = "grace"
    SUSPENDED = "suspended"
    PROMOTIONS = "promotions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Days and instants that the queues are read by; the limits come from the policy."""

    now: datetime
    today: date
    zone: str
    unconfirmed_days: int
    promotion_days: int
    given_up_days: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits: `more` beyond `number`; `minor` of money by currency, where it is money."""

    queue: Queue
    number: int
    more: bool
    since_on: date | None
    minor: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """One thing that waits. `subject` names it: a key, a number, a reason, an address; `kind` is
    that of a notice, a document, a discount.
    """

    account_code: str
    account_name: str
    app_id: str
    kind: str
    subject: str
    more: str
    minor: int
    currency: str
    since_on: date
    until_on: date | None


# Each yields: account, subscription, kind, what it is, more of it, amount, currency, since, until.
_NOTHING = "NULL::text, 0::int8, ''::text"
_DAY = "({} AT TIME ZONE %(zone)s)::date"
_PARKED = f"""
    SELECT a.id, NULL::int8, ''::text, a.parked_reason, {_NOTHING},
        coalesce((SELECT {_DAY.format("f.recorded_at")} FROM store_fact f
            WHERE f.account_id = a.id AND f.kind = 'account_parked' ORDER BY f.id DESC LIMIT 1),
            %(today)s), NULL::date
    FROM store_account a WHERE a.parked_reason <> ''
"""
_UNAPPLIED = """
    SELECT NULL::int8, NULL::int8, ''::text, p.key, p.source, t.minor, p.currency, p.booked_on,
        NULL::date
    FROM (SELECT name, sum(minor)::int8 AS minor FROM (
            SELECT credit AS name, minor FROM store_transfer WHERE credit LIKE 'unapplied:%%'
            UNION ALL
            SELECT debit, -minor FROM store_transfer WHERE debit LIKE 'unapplied:%%') one
        GROUP BY name HAVING sum(minor) > 0) t
    JOIN store_payment p ON p.id = split_part(t.name, ':', 2)::int8
"""
_CLAIMS = f"""
    SELECT c.account_id, NULL::int8, ''::text, c.id::text, c.sender, c.minor, c.currency,
        {_DAY.format("c.made_at")}, NULL::date
    FROM store_claim c WHERE c.state = 'open'
"""
_UNCONFIRMED = f"""
    WITH {WAITS}
    SELECT w.account_id, NULL::int8, ''::text, w.key, w.source, w.minor::int8, w.currency,
        w.booked_on, NULL::date
    FROM waits w WHERE w.booked_on < %(today)s::date - %(unconfirmed_days)s::int4
"""
_REFUNDS = f"""
    SELECT t.account_id, NULL::int8, ''::text, coalesce(f.data->>'reason', ''), NULL::text, t.minor,
        t.currency, {_DAY.format("f.recorded_at")}, NULL::date
    FROM store_transfer t JOIN store_fact f ON f.id = t.fact_id WHERE t.code = 'refund_ordered'
        AND NOT EXISTS (SELECT FROM store_payout o
            WHERE o.fact_id = t.fact_id AND o.state = 'paid')
"""
# A request is answered by a word or by days; a newer one stands for an older; paying ends it.
_TRIAL_REQUESTS = f"""
    SELECT f.account_id, f.subscription_id, ''::text, coalesce(f.data->>'reason', ''),
        f.data->>'days',
        0::int8, ''::text, {_DAY.format("f.recorded_at")}, s.trial_ends_on
    FROM store_fact f JOIN store_subscription s
        ON s.account_id = f.account_id AND s.id = f.subscription_id
            AND s.phase IN ('trial', 'trial_expired')
    WHERE f.kind = 'extension_requested' AND NOT EXISTS (SELECT FROM store_fact g
        WHERE g.account_id = f.account_id AND g.id > f.id
            AND g.subscription_id = f.subscription_id
            AND g.kind IN ('extension_requested', 'extension_declined', 'trial_extended'))
"""
_GIVEN_UP = f"""
    SELECT f.account_id, f.subscription_id, n.kind, n.recipient, n.reason,
        0::int8, ''::text, {_DAY.format("n.closed_at")}, NULL::date
    FROM store_notice n JOIN store_fact f ON f.id = n.fact_id
    WHERE n.state = 'gave_up' AND n.closed_at > %(now)s::timestamptz - %(given_up)s::interval
"""
_MISSING_GLYPHS = f"""
    SELECT k.account_id, NULL::int8, k.kind, coalesce(i.number, r.number, c.number, ''), k.missing,
        0::int8, ''::text, {_DAY.format("k.made_at")}, NULL::date
    FROM store_keptdocument k
    LEFT JOIN store_invoice i ON k.kind = 'invoice' AND i.id = k.document_id
    LEFT JOIN store_receipt r ON k.kind = 'receipt' AND r.id = k.document_id
    LEFT JOIN store_creditnote c ON k.kind = 'credit_note' AND c.id = k.document_id
    WHERE k.missing <> ''
"""
_OUTSTANDING = """
    LEFT JOIN LATERAL (SELECT sum(greatest(i.net_minor + i.tax_minor - i.credit_minor, 0)
            - i.deposit_minor)::int8 AS minor, min(i.currency) AS currency
        FROM store_invoice i WHERE i.account_id = s.account_id AND i.subscription_id = s.id
            AND i.status IN ('open', 'lapsed')) o ON true
"""
_GRACE = f"""
    SELECT s.account_id, s.id, ''::text, ''::text, NULL::text, coalesce(o.minor, 0),
        coalesce(o.currency, ''), s.grace_on, s.suspend_on
    FROM store_subscription s {_OUTSTANDING}
    WHERE s.phase = 'grace' AND s.grace_on >= %(today)s
"""
_SUSPENDED = f"""
    SELECT s.account_id, s.id, ''::text, ''::text, NULL::text, coalesce(o.minor, 0),
        coalesce(o.currency, ''), s.suspended_on, NULL::date
    FROM store_subscription s {_OUTSTANDING}
    WHERE s.phase = 'suspended' AND s.suspended_on >= %(today)s
"""
_PROMOTIONS = """
    SELECT s.account_id, s.id, s.promotion_kind, coalesce(s.promotion_note, ''),
        s.promotion_value || ' ' || coalesce(s.promotion_currency, ''), 0::int8, ''::text,
        s.promotion_ends_on, s.promotion_ends_on
    FROM store_subscription s
    WHERE s.promotion_ended = false AND s.phase <> 'ended' AND s.promotion_ends_on > %(today)s
        AND s.promotion_ends_on <= %(today)s::date + %(promotion_days)s::int4
"""
_QUEUES = {
    Queue.PARKED: _PARKED,
    Queue.UNAPPLIED: _UNAPPLIED,
    Queue.CLAIMS: _CLAIMS,
    Queue.UNCONFIRMED: _UNCONFIRMED,
    Queue.REFUNDS: _REFUNDS,
    Queue.TRIAL_REQUESTS: _TRIAL_REQUESTS,
    Queue.GIVEN_UP: _GIVEN_UP,
    Queue.MISSING_GLYPHS: _MISSING_GLYPHS,
    Queue.GRACE: _GRACE,
    Queue.SUSPENDED: _SUSPENDED,
    Queue.PROMOTIONS: _PROMOTIONS,
}
_COLUMNS = """
    one(account_id, subscription_id, kind, subject, more, minor, currency, since_on, until_on)
"""


_LIST = f"""
    SELECT coalesce(a.code, ''), coalesce(a.name, ''), coalesce(s.app_id, ''), one.kind,
        one.subject, coalesce(one.more, ''), one.minor, one.currency, one.since_on, one.until_on
    FROM (SELECT * FROM ({{statement}}) {_COLUMNS} LIMIT {MOST}) one
    LEFT JOIN store_account a ON a.id = one.account_id
    LEFT JOIN store_subscription s ON s.id = one.subscription_id
    ORDER BY one.since_on, a.id, s.id, one.subject OFFSET %(skip)s LIMIT %(limit)s
"""


def _counted(queue: Queue, statement: str) -> str:
    return f"""
        SELECT '{queue}', coalesce(sum(number), 0)::int4, min(since_on),
            coalesce(jsonb_object_agg(currency, minor) FILTER (WHERE currency <> ''), '{{}}')
        FROM (SELECT currency, count(*) AS number, sum(minor)::int8 AS minor,
                min(since_on) AS since_on
            FROM (SELECT * FROM ({statement}) {_COLUMNS} LIMIT {MOST + 1}) one
            GROUP BY currency) counted
    """


_ALL = " UNION ALL ".join(_counted(queue, statement) for queue, statement in _QUEUES.items())


def waiting(asking: Asking) -> Mapping[Queue, Waiting]:
    """All queues, empty ones too."""
    found = rows(_ALL, _named(asking))
    return {
        Queue(queue): Waiting(Queue(queue), min(number, MOST), number > MOST, since_on, minor)
        for queue, number, since_on, minor in found
    }


def waiting_rows(
    queue: Queue, asking: Asking, *, skip: int = 0, limit: int
) -> tuple[WaitingRow, ...]:
    """What waits longest first; up to `MOST` in all."""
    statement = _LIST.format(statement=_QUEUES[queue])
    named = {**_named(asking), "skip": skip, "limit": limit}
    return tuple(map(_row, rows(statement, named)))


def _named(asking: Asking) -> dict[str, object]:
    return {
        "now": asking.now,
        "today": asking.today,
        "zone": asking.zone,
        "unconfirmed_days": asking.unconfirmed_days,
        "promotion_days": asking.promotion_days,
        "given_up": timedelta(days=asking.given_up_days),
    }


def _row(row: Row) -> WaitingRow:
    return WaitingRow(
        account_code=row[0],
        account_name=row[1],
        app_id=row[2],
        kind=row[3],
        subject=row[4],
        more=row[5],
        minor=row[6],
        currency=row[7],
        since_on=row[8],
        until_on=row[9],
    )
