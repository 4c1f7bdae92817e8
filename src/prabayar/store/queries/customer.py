"""One customer as staff see it: who it is, what has happened, what the books say, what was sent.

Lists come newest first, by key: `after` is the key of the last row shown, 0 begins. Each function
is one statement, for one account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from prabayar.domain.facts import FactKind, Plain
from prabayar.domain.ids import AccountId
from prabayar.domain.ledger import Code
from prabayar.domain.notices import NoticeKind
from prabayar.domain.people import Role
from prabayar.store.bulk import Row, rows
from prabayar.store.errors import NotFound
from prabayar.store.queries.accounts import Happened

MOST_MEMBERS = 12  # more are counted


@dataclass(frozen=True, slots=True)
class Contact:
    email: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """An account with what stands on top of each of its pages.

    `missing_glyphs` counts its documents with characters that no font had, `held` its apps that
    staff have suspended.
    """

    account_id: AccountId
    code: str
    name: str
    country: str
    currency: str
    zone: str
    locale: str
    billing_emails: tuple[str, ...]
    use_balance: bool
    balance_minor: int
    parked_reason: str
    due_at: datetime | None
    party_name: str
    party_address: str
    party_tax_id: str
    party_country: str
    open_count: int
    open_minor: int
    first_due_on: date | None
    paid_until_on: date | None
    held: int
    missing_glyphs: int
    members: int
    contacts: tuple[Contact, ...]
    since_on: date | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a timeline, and its key."""

    id: int
    happened: Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """A transfer in the books: its two sides, and the fact that caused it.

    The invoice is that of the deposit, or the one that the fact is about.
    """

    fact_id: int
    code: Code
    debit: str
    credit: str
    minor: int
    currency: str
    cause: FactKind
    effective_on: date
    recorded_at: datetime
    app_id: str
    invoice_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """What was sent to whom, or why not; `state` is due, delivered, dropped or gave_up."""

    fact_id: int
    kind: NoticeKind
    recipient: str
    state: str
    reason: str
    tries: int
    send_at: datetime
    due_at: datetime
    closed_at: datetime | None
    app_id: str
    invoice_number: str


_CUSTOMER = """
    SELECT a.id, a.code, a.name, a.country, a.currency, a.zone, a.locale, a.billing_emails,
        a.use_balance, a.balance_minor, a.parked_reason, a.due_at, b.name, b.address, b.tax_id,
        b.country, o.number, o.minor, o.first_due_on,
        (SELECT min(coalesce(s.paid_until_on, s.trial_ends_on + 1)) FROM store_subscription s
            WHERE s.account_id = a.id AND s.phase IN ('trial', 'active', 'grace')),
        (SELECT count(*)::int4 FROM store_subscription s
            WHERE s.account_id = a.id AND s.hold_reason <> ''),
        (SELECT count(*)::int4 FROM store_keptdocument k
            WHERE k.account_id = a.id AND k.missing <> ''),
        (SELECT count(*)::int4 FROM store_membership m WHERE m.account_id = a.id),
        ARRAY(SELECT ROW(p.email, p.name, m.role) FROM store_membership m
            JOIN store_member p ON p.id = m.member_id
            WHERE m.account_id = a.id ORDER BY m.joined_at, p.id LIMIT %(most)s),
        (SELECT (f.recorded_at AT TIME ZONE a.zone)::date FROM store_fact f
            WHERE f.account_id = a.id ORDER BY f.id LIMIT 1)
    FROM store_account a JOIN store_party b ON b.id = a.party_id
    CROSS JOIN LATERAL (
        SELECT count(*)::int4 AS number, coalesce(sum(greatest(
            i.net_minor + i.tax_minor - i.credit_minor, 0) - i.deposit_minor), 0)::int8 AS minor,
            min(i.due_on) AS first_due_on
        FROM store_invoice i WHERE i.account_id = a.id AND i.status = 'open') o
    WHERE a.code = %(code)s
"""
_FACTS = """
    SELECT f.id, f.kind, coalesce(s.app_id, ''), coalesce(i.number, ''), f.effective_on,
        f.recorded_at, f.actor, f.data
    FROM store_fact f
    LEFT JOIN store_subscription s ON s.id = f.subscription_id
    LEFT JOIN store_invoice i ON i.id = f.invoice_id
    WHERE f.account_id = %(account_id)s AND (%(after)s = 0 OR f.id < %(after)s)
        AND (%(app_id)s = '' OR f.subscription_id = ANY(ARRAY(SELECT x.id
            FROM store_subscription x
            WHERE x.account_id = %(account_id)s AND x.app_id = %(app_id)s)))
        AND (cardinality(%(kinds)s::text[]) = 0 OR f.kind = ANY(%(kinds)s::text[]))
    ORDER BY f.id DESC LIMIT %(limit)s
"""
# A fact may move money in several ways: all of them are shown on the same page.
_LEDGER = """
    SELECT t.fact_id, t.code, t.debit, t.credit, t.minor, t.currency, f.kind, f.effective_on,
        f.recorded_at, coalesce(s.app_id, ''), coalesce(d.number, i.number, '')
    FROM store_transfer t JOIN store_fact f ON f.id = t.fact_id
    LEFT JOIN store_subscription s ON s.id = f.subscription_id
    LEFT JOIN store_invoice i ON i.id = f.invoice_id
    LEFT JOIN store_invoice d ON d.account_id = t.account_id AND d.id = CASE
        WHEN t.credit LIKE 'deposit:%%' THEN substr(t.credit, 9)::int8
        WHEN t.debit LIKE 'deposit:%%' THEN substr(t.debit, 9)::int8 END
    WHERE t.account_id = %(account_id)s AND (%(after)s = 0 OR t.fact_id < %(after)s)
    ORDER BY t.fact_id DESC FETCH FIRST %(limit)s ROWS WITH TIES
"""
_NOTICES = """
    SELECT n.fact_id, n.kind, n.recipient, n.state, n.reason, n.tries, n.send_at, n.due_at,
        n.closed_at, coalesce(s.app_id, ''), coalesce(i.number, '')
    FROM store_fact f JOIN store_notice n ON n.fact_id = f.id
    LEFT JOIN store_subscription s ON s.id = f.subscription_id
    LEFT JOIN store_invoice i ON i.id = f.invoice_id
    WHERE f.account_id = %(account_id)s AND (%(after)s = 0 OR f.id < %(after)s)
        AND (%(state)s = '' OR n.state = %(state)s)
    ORDER BY f.id DESC FETCH FIRST %(limit)s ROWS WITH TIES
"""


def customer(code: str) -> Customer:
    """Errors: `NotFound`."""
    found = rows(_CUSTOMER, {"code": code, "most": MOST_MEMBERS})
    if not found:
        raise NotFound(f"There is no account {code}.", account=code)
    row = found[0]
    return Customer(
        account_id=AccountId(row[0]),
        code=row[1],
        name=row[2],
        country=row[3],
        currency=row[4],
        zone=row[5],
        locale=row[6],
        billing_emails=tuple(row[7]),
        use_balance=row[8],
        balance_minor=row[9],
        parked_reason=row[10],
        due_at=row[11],
        party_name=row[12],
        party_address=row[13],
        party_tax_id=row[14],
        party_country=row[15],
        open_count=row[16],
        open_minor=row[17],
        first_due_on=row[18],
        paid_until_on=row[19],
        held=row[20],
        missing_glyphs=row[21],
        members=row[22],
        contacts=tuple(Contact(one[0], one[1], Role(one[2])) for one in row[23]),
        since_on=row[24],
    )


def facts(
    account_id: AccountId,
    *,
    app_id: str = "",
    kinds: Sequence[FactKind] = (),
    after: int = 0,
    limit: int,
) -> tuple[Fact, ...]:
    """What has happened to the account, or to one app of it; without `kinds` everything."""
    named = {"account_id": account_id, "app_id": app_id, "after": after, "limit": limit}
    found = rows(_FACTS, {**named, "kinds": [str(kind) for kind in kinds]})
    return tuple(Fact(row[0], _happened(row[1:])) for row in found)


def ledger(account_id: AccountId, *, after: int = 0, limit: int) -> tuple[LedgerRow, ...]:
    """Up to `limit` transfers, and more if their last fact caused more."""
    named = {"account_id": account_id, "after": after, "limit": limit}
    return tuple(map(_ledger_row, rows(_LEDGER, named)))


def notices(
    account_id: AccountId, *, state: str = "", after: int = 0, limit: int
) -> tuple[NoticeRow, ...]:
    """Up to `limit` notices, and more if the last fact was told to more."""
    named = {"account_id": account_id, "state": state, "after": after, "limit": limit}
    return tuple(map(_notice, rows(_NOTICES, named)))


def _happened(row: Row) -> Happened:
    figures: Mapping[str, Plain] = row[6]
    return Happened(FactKind(row[0]), row[1], row[2], row[3], row[4], row[5], figures)


def _ledger_row(row: Row) -> LedgerRow:
    return LedgerRow(
        fact_id=row[0],
        code=Code(row[1]),
        debit=row[2],
        credit=row[3],
        minor=row[4],
        currency=row[5],
        cause=FactKind(row[6]),
        effective_on=row[7],
        recorded_at=row[8],
        app_id=row[9],
        invoice_number=row[10],
    )


def _notice(row: Row) -> NoticeRow:
    return NoticeRow(
        fact_id=row[0],
        kind=NoticeKind(row[1]),
        recipient=row[2],
        state=row[3],
        reason=row[4],
        tries=row[5],
        send_at=row[6],
        due_at=row[7],
        closed_at=row[8],
        app_id=row[9],
        invoice_number=row[10],
    )
