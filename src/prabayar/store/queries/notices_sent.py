"""Notices as staff look them up: what was sent to whom, why, and why not.

The newest cause first, read by (fact, id) after the last row shown. Narrowed by account, address
or state it goes by an index; by a kind alone it looks at a part of the list at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prabayar.domain.facts import FactKind
from prabayar.domain.ids import FactId
from prabayar.domain.notices import NoticeKind
from prabayar.store.bulk import Row, rows
from prabayar.store.errors import NotFound
from prabayar.store.models.notices import NoticeState
from prabayar.store.notices import DueNotice
from prabayar.store.queries.accounts import Happened

__all__ = ["NoticeState", "Sent", "SentPage", "Wanted", "notice", "notices_sent", "waiting"]

PART = 20_000  # notices that are looked at for one page where no index helps
_NEWEST = 2**62

_ROWS = """
    SELECT n.id, n.fact_id, n.kind, n.recipient, n.send_at, n.due_at, n.state, n.reason, n.tries,
        n.closed_at, coalesce(a.code, ''), coalesce(a.name, '')
    FROM {source} LEFT JOIN store_account a ON a.id = f.account_id
    WHERE (n.fact_id, n.id) < (%(fact)s, %(id)s) {also}
    ORDER BY n.fact_id DESC, n.id DESC LIMIT %(limit)s
"""
_ALL = "store_notice n JOIN store_fact f ON f.id = n.fact_id"
_OF_ACCOUNT = "store_fact f JOIN store_notice n ON n.fact_id = f.id"
_A_PART = """
    (SELECT * FROM store_notice WHERE (fact_id, id) < (%(fact)s, %(id)s)
     ORDER BY fact_id DESC, id DESC LIMIT %(part)s) n JOIN store_fact f ON f.id = n.fact_id
"""
_END_OF_PART = """
    SELECT fact_id, id FROM store_notice WHERE (fact_id, id) < (%(fact)s, %(id)s)
    ORDER BY fact_id DESC, id DESC OFFSET %(part)s - 1 LIMIT 1
"""
_ONE = """
    SELECT n.id, n.fact_id, n.kind, n.recipient, n.send_at, n.due_at, n.state, n.reason, n.tries,
        n.closed_at, coalesce(a.code, ''), coalesce(a.name, ''), f.kind, coalesce(s.app_id, ''),
        coalesce(i.number, ''), f.effective_on, f.recorded_at, f.actor, f.data,
        coalesce(a.currency, '')
    FROM store_notice n JOIN store_fact f ON f.id = n.fact_id
    LEFT JOIN store_account a ON a.id = f.account_id
    LEFT JOIN store_subscription s ON s.id = f.subscription_id
    LEFT JOIN store_invoice i ON i.id = f.invoice_id
    WHERE n.id = %s
"""
_WAITING = """
    SELECT count(*), min(due_at) FROM (
        SELECT due_at FROM store_notice WHERE state = 'due' ORDER BY due_at LIMIT %s) w
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list shows; "" and None show everything. An account is named by its code."""

    state: NoticeState | None = None
    kind: NoticeKind | None = None
    recipient: str = ""
    account_code: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """`due_at` is when a waiting one is tried next; `reason` why it was not sent, or not yet."""

    id: int
    fact_id: int
    kind: str
    recipient: str
    send_at: datetime
    due_at: datetime
    state: NoticeState
    reason: str
    tries: int
    closed_at: datetime | None
    account_code: str
    account_name: str

    @property
    def key(self) -> str:
        return f"{self.fact_id}_{self.id}"


@dataclass(frozen=True, slots=True)
class Told:
    """A notice with its cause, and what its letter is made of."""

    sent: Sent
    cause: Happened
    currency: str
    due: DueNotice


@dataclass(frozen=True, slots=True)
class SentPage:
    """`after` is where the next page begins, "" at the end; `looked` says that it looked at a part
    only, and may have found fewer than fit.
    """

    rows: tuple[Sent, ...]
    after: str
    looked: bool = False


def notices_sent(wanted: Wanted, *, after: str = "", limit: int) -> SentPage:
    """One statement; one more where a kind is looked for and the part did not fill the page."""
    fact, _, number = after.partition("_")
    known = fact.isdigit() and number.isdigit() and len(after) < 40
    named: dict[str, object] = {
        "fact": int(fact) if known else _NEWEST,
        "id": int(number) if known else _NEWEST,
        "limit": limit + 1,
        "part": PART,
        "state": str(wanted.state or ""),
        "kind": str(wanted.kind or ""),
        "recipient": [wanted.recipient, wanted.recipient.lower()],
        "account": wanted.account_code,
    }
    rare = wanted.state not in (None, NoticeState.DELIVERED)
    indexed = bool(wanted.account_code or wanted.recipient or rare)
    narrows = wanted.kind is not None or wanted.state is not None
    in_parts = narrows and not indexed
    source = _OF_ACCOUNT if wanted.account_code else _A_PART if in_parts else _ALL
    found = [_sent(row) for row in rows(_ROWS.format(source=source, also=_also(wanted)), named)]
    shown = tuple(found[:limit])
    if len(found) > limit:
        return SentPage(shown, shown[-1].key)
    if not in_parts:
        return SentPage(shown, "")
    end = rows(_END_OF_PART, named)
    return SentPage(shown, f"{end[0][0]}_{end[0][1]}" if end else "", looked=bool(end))


def _also(wanted: Wanted) -> str:
    also = []
    if wanted.account_code:
        also.append("f.account_id = (SELECT id FROM store_account WHERE code = %(account)s)")
    if wanted.recipient:
        also.append("n.recipient = ANY(%(recipient)s)")
    if wanted.state is not None:
        # As it stands in the partial indexes.
        also.append(f"n.state = '{wanted.state}'")
    if wanted.kind is not None:
        also.append("n.kind = %(kind)s")
    return "".join(f" AND {one}" for one in also)


def notice(notice_id: int) -> Told:
    """Errors: `NotFound`."""
    found = rows(_ONE, [notice_id])
    if not found:
        raise NotFound("There is no such notice.")
    row = found[0]
    sent = _sent(row[:12])
    due = DueNotice(
        id=sent.id,
        fact_id=FactId(sent.fact_id),
        kind=NoticeKind(sent.kind),
        recipient=sent.recipient,
        send_at=sent.send_at,
        tries=sent.tries,
        phase=None,
        invoice_status=None,
        newer=False,
        plan_settled=False,
        keeps=True,
        muted=False,
        gone=False,
    )
    return Told(sent, Happened(FactKind(row[12]), *row[13:19]), row[19], due)


def waiting(*, most: int) -> tuple[int, datetime | None]:
    """How many wait, up to `most`, and since when the first is due."""
    count, first_at = rows(_WAITING, [most])[0]
    return count, first_at


def _sent(row: Row) -> Sent:
    id_, fact_id, kind, recipient, send_at, due_at, state, *rest = row[:12]
    return Sent(id_, fact_id, kind, recipient, send_at, due_at, NoticeState(state), *rest)
