"""The notice centre of an account: one row per fact that is told, and what became of its letters.

Newest first; `after` is the id of the last row that was shown. Each function is one statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prabayar.domain.facts import FactKind
from prabayar.domain.ids import AccountId
from prabayar.domain.notices import NOTICE_OF, NoticeKind
from prabayar.store.bulk import Row, rows
from prabayar.store.errors import NotFound
from prabayar.store.queries.accounts import Happened

_FACT_OF = {notice: fact for fact, notice in NOTICE_OF.items()} | {
    NoticeKind.RESTORED: FactKind.ACCESS_CHANGED
}
TOLD_KINDS = [str(kind) for kind in _FACT_OF.values()]

# As `notice_kind` has it, of a fact `f`.
TOLD = """
    (f.kind <> 'access_changed'
        OR (f.data->>'before' = 'suspended' AND f.data->>'after' = 'full'))
    AND coalesce(f.data->>'quiet', 'false') IN ('false', '')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRow:
    """A fact that is told. The numbers say what has become of its letters, of all `letters`."""

    fact_id: int
    kind: NoticeKind
    happened: Happened
    app_name: str
    letters: int
    delivered: int
    waiting: int
    given_up: int
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """A notice to one recipient. `state` is due, delivered, dropped or gave_up."""

    id: int
    kind: NoticeKind
    recipient: str
    state: str
    reason: str
    tries: int
    send_at: datetime
    due_at: datetime
    closed_at: datetime | None
    # A letter that others read too carries nobody's link to switch it off.
    may_switch_off: bool = False


_HAPPENED = """
    f.kind, coalesce(s.app_id, ''), coalesce(i.number, ''), f.effective_on, f.recorded_at,
    f.actor, f.data, coalesce(p.name, '')
"""
_AROUND = """
    LEFT JOIN store_subscription s ON s.id = f.subscription_id
    LEFT JOIN store_app p ON p.account_id = s.account_id AND p.app_id = s.app_id
    LEFT JOIN store_invoice i ON i.id = f.invoice_id
"""
_ROW = f"""
    SELECT f.id, {_HAPPENED}, n.letters, n.delivered, n.waiting, n.given_up, n.left_out
    FROM store_fact f {_AROUND} CROSS JOIN LATERAL (
        SELECT count(*)::int4 AS letters,
            (count(*) FILTER (WHERE m.state = 'delivered'))::int4 AS delivered,
            (count(*) FILTER (WHERE m.state = 'due'))::int4 AS waiting,
            (count(*) FILTER (WHERE m.state = 'gave_up'))::int4 AS given_up,
            (count(*) FILTER (WHERE m.state = 'dropped'))::int4 AS left_out
        FROM store_notice m WHERE m.fact_id = f.id) n
    WHERE f.account_id = %(account_id)s AND f.kind = ANY(%(kinds)s::text[]) AND {TOLD}
"""
_TOLD = f"""
    {_ROW} AND (%(after)s = 0 OR f.id < %(after)s)
        AND (%(app_id)s = '' OR f.subscription_id = ANY(ARRAY(
            SELECT x.id FROM store_subscription x
            WHERE x.account_id = %(account_id)s AND x.app_id = %(app_id)s)))
    ORDER BY f.id DESC LIMIT %(limit)s
"""
_ONE = f"{_ROW} AND f.id = %(fact_id)s"
_LETTERS = """
    SELECT n.id, n.kind, n.recipient, n.state, n.reason, n.tries, n.send_at, n.due_at, n.closed_at
    FROM store_notice n JOIN store_fact f ON f.id = n.fact_id
    WHERE f.account_id = %s AND n.fact_id = %s ORDER BY lower(n.recipient)
"""


def told(
    account_id: AccountId,
    *,
    kind: NoticeKind | None = None,
    app_id: str = "",
    after: int = 0,
    limit: int | None = None,
) -> tuple[ToldRow, ...]:
    """What the account is told, or what of it is of one kind or about one app."""
    kinds = TOLD_KINDS if kind is None else [str(_FACT_OF[kind])]
    named = {
        "account_id": account_id,
        "kinds": kinds,
        "app_id": app_id,
        "after": after,
        "limit": limit,
    }
    return tuple(map(_row, rows(_TOLD, named)))


def told_one(account_id: AccountId, fact_id: int) -> ToldRow:
    """Errors: `NotFound`, also for what another account is told, and for what nobody is."""
    named = {"account_id": account_id, "kinds": TOLD_KINDS, "fact_id": fact_id}
    found = rows(_ONE, named)
    if not found:
        raise NotFound(f"There is no notice {fact_id}.", notice=fact_id)
    return _row(found[0])


def letters(account_id: AccountId, fact_id: int) -> tuple[LetterRow, ...]:
    """To whom a fact was told, or will be."""
    return tuple(
        LetterRow(
            id=row[0],
            kind=NoticeKind(row[1]),
            recipient=row[2],
            state=row[3],
            reason=row[4],
            tries=row[5],
            send_at=row[6],
            due_at=row[7],
            closed_at=row[8],
        )
        for row in rows(_LETTERS, [account_id, fact_id])
    )


def _row(row: Row) -> ToldRow:
    kind = FactKind(row[1])
    return ToldRow(
        fact_id=row[0],
        kind=NOTICE_OF.get(kind, NoticeKind.RESTORED),
        happened=Happened(kind, *row[2:8]),
        app_name=row[8],
        letters=row[9],
        delivered=row[10],
        waiting=row[11],
        given_up=row[12],
        left_out=row[13],
    )
