"""The statement of an account: what was invoiced, paid, credited and used, as its books say it.

Entries are in the order in which they were recorded (within one decision in that of `order`), with
the account's balance after each.
Four statements for all of it, three for a range of days, whatever the account has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from prabayar.domain.facts import FactKind
from prabayar.domain.ids import AccountId
from prabayar.store.bulk import Row, rows
from prabayar.store.errors import NotFound
from prabayar.store.queries.accounts import AccountRow, account
from prabayar.store.queries.documents import Buyer, Seller
from prabayar.store.queries.order import Step, told_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line: a document or a movement, and what it did to the balance.

    `amount_minor` is what the document or the money is about; `balance_change_minor` the part of
    it that went to or from the balance, `balance_minor` the balance afterwards.
    """

    kind: FactKind
    effective_on: date
    recorded_at: datetime
    app_id: str
    document: str
    amount_minor: int
    balance_change_minor: int
    balance_minor: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """A receipt: what was paid for which days, and how much of its net has been served.

    Net = earned + deferred + credited.
    """

    number: str
    invoice_number: str
    app_id: str
    settled_on: date
    starts_on: date
    ends_on: date
    net_minor: int
    tax_minor: int
    credited_net_minor: int
    credited_tax_minor: int
    earned_minor: int
    deferred_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInvoice:
    """What is to be paid."""

    number: str
    reference: str
    app_id: str
    due_on: date
    valid_until_on: date | None
    payable_minor: int
    deposit_minor: int
    outstanding_minor: int


@dataclass(frozen=True, slots=True)
class Statement:
    """The books of one account; amounts in minor units of its currency."""

    account: AccountRow
    entries: tuple[Entry, ...]
    receipts: tuple[Earned, ...]
    open_invoices: tuple[OpenInvoice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPart:
    """What was recorded from one instant to another. `more` says that entries were left off.

    Names and addresses are those of today, and `open_invoices` what is open now.
    """

    seller: Seller
    buyer: Buyer
    currency: str
    zone: str
    locale: str
    opening_minor: int
    entries: tuple[Entry, ...]
    more: bool
    open_invoices: tuple[OpenInvoice, ...]

    @property
    def closing_minor(self) -> int:
        return self.entries[-1].balance_minor if self.entries else self.opening_minor


# What a customer is shown even when it moves nothing on the balance.
_SHOWN = (
    FactKind.INVOICE_ISSUED,
    FactKind.INVOICE_SETTLED,
    FactKind.INVOICE_VOIDED,
    FactKind.INVOICE_LAPSED,
    FactKind.PAYMENT_RECEIVED,
    FactKind.PAYMENT_ALLOCATED,
    FactKind.CREDITED,
    FactKind.REFUND_ORDERED,
)
# What an entry says of its fact `f` and of what that moved on the balance, `moved`. Staff know
# money by the key of its booking, customers by the reference that they wrote.
_SAID = """
    f.kind, f.effective_on, f.recorded_at, coalesce(s.app_id, ''),
    CASE WHEN f.kind = 'invoice_settled' THEN c.number
        WHEN f.kind = 'credited' THEN n.number
        WHEN f.data ? 'payment' THEN {money} ELSE i.number END,
    CASE f.kind WHEN 'credited' THEN (f.data->>'net')::int8 + (f.data->>'tax')::int8
        WHEN 'invoice_settled' THEN (f.data->>'total')::int8
        WHEN 'invoice_issued' THEN (f.data->>'payable')::int8
        WHEN 'invoice_voided' THEN greatest(i.net_minor + i.tax_minor - i.credit_minor, 0)
        WHEN 'invoice_lapsed' THEN greatest(i.net_minor + i.tax_minor - i.credit_minor, 0)
        ELSE (f.data->>'minor')::int8 END,
    coalesce(moved.minor, 0)
"""
_NAMED = """
    LEFT JOIN store_subscription s ON s.id = f.subscription_id
    LEFT JOIN store_invoice i ON i.id = f.invoice_id
    LEFT JOIN store_receipt c ON c.invoice_id = f.invoice_id
    LEFT JOIN store_creditnote n ON n.id = (f.data->>'credit_note')::int8
    LEFT JOIN store_payment p ON p.id = (f.data->>'payment')::int8
"""
_ON_BALANCE = """
    sum(CASE 'balance:' || t.account_id WHEN t.credit THEN t.minor
        WHEN t.debit THEN -t.minor ELSE 0 END)::int8
"""
_ENTRIES = f"""
    WITH own AS (SELECT id FROM store_account WHERE code = %s), moved AS (
        SELECT t.fact_id, {_ON_BALANCE} AS minor
        FROM store_transfer t JOIN own ON own.id = t.account_id
        GROUP BY t.fact_id
    )
    SELECT {_SAID.format(money="p.key")}, coalesce(f.data->>'reason', '')
    FROM store_fact f JOIN own ON own.id = f.account_id
    LEFT JOIN moved ON moved.fact_id = f.id {_NAMED}
    WHERE f.kind = ANY(%s::text[]) OR moved.minor <> 0
    ORDER BY f.recorded_at, f.id
"""
# An account's facts have rising ids: between two of them nothing is read but what is shown, and
# two ranges that follow each other have every fact once.
_FIRST = """
    coalesce((SELECT f.id FROM store_fact f WHERE f.account_id = a.id AND f.recorded_at >= %s
        ORDER BY f.id LIMIT 1), 9223372036854775807)
"""
_HEAD = f"""
    SELECT coalesce(o.values->>'seller_name', ''), coalesce(o.values->>'seller_address', ''),
        coalesce(o.values->>'seller_tax_id', ''), a.code, b.name, b.address, b.country, b.tax_id,
        a.currency, a.zone, a.locale, first.id, after.id,
        (SELECT coalesce({_ON_BALANCE}, 0) FROM store_transfer t
            WHERE t.account_id = a.id AND t.fact_id < first.id)
    FROM store_account a JOIN store_party b ON b.id = a.party_id
    CROSS JOIN LATERAL (SELECT values FROM store_policy ORDER BY id DESC LIMIT 1) o
    CROSS JOIN LATERAL (SELECT {_FIRST} AS id) first
    CROSS JOIN LATERAL (SELECT {_FIRST} AS id) after
    WHERE a.id = %s
"""
_WITHIN = f"""
    SELECT {_SAID.format(money="f.data->>'request'")}, coalesce(f.data->>'reason', '')
    FROM (SELECT f.id, m.minor FROM store_fact f
        CROSS JOIN LATERAL (SELECT {_ON_BALANCE} AS minor FROM store_transfer t
            WHERE t.account_id = f.account_id AND t.fact_id = f.id) m
        WHERE f.account_id = %s AND f.id >= %s AND f.id < %s
            AND (f.kind = ANY(%s::text[]) OR m.minor <> 0)
        ORDER BY f.id LIMIT %s) moved
    JOIN store_fact f ON f.id = moved.id {_NAMED}
    ORDER BY f.id
"""
_RECEIPTS = """
    SELECT r.number, i.number, s.app_id, r.settled_on, r.starts_on, r.ends_on, r.net_minor,
        r.tax_minor, r.credited_net_minor, r.credited_tax_minor,
        coalesce(sum(d.delivered_minor), 0)::int8,
        coalesce(sum(d.net_minor - d.delivered_minor), 0)::int8
    FROM store_receipt r JOIN store_account a ON a.id = r.account_id
    JOIN store_invoice i ON i.id = r.invoice_id
    JOIN store_subscription s ON s.id = r.subscription_id
    LEFT JOIN store_deferral d ON d.receipt_id = r.id
    WHERE a.code = %s
    GROUP BY r.id, i.number, s.app_id ORDER BY r.settled_at, r.number
"""
_OPEN_INVOICES = """
    SELECT i.number, q.reference, s.app_id, i.due_on, i.valid_until_on,
        greatest(i.net_minor + i.tax_minor - i.credit_minor, 0), i.deposit_minor
    FROM store_invoice i JOIN store_account a ON a.id = i.account_id
    JOIN store_subscription s ON s.id = i.subscription_id
    JOIN store_paymentrequest q ON q.id = i.request_id
    WHERE a.{key} = %s AND i.status = 'open' ORDER BY i.due_on, i.number
"""
_OPEN = _OPEN_INVOICES.format(key="code")
_OPEN_NOW = _OPEN_INVOICES.format(key="id")


def statement(account_code: str) -> Statement:
    """Errors: `NotFound`. Call it in a transaction if all parts must show one state."""
    own = account(account_code)
    return Statement(
        own,
        _told(rows(_ENTRIES, [account_code, [str(kind) for kind in _SHOWN]]), opening_minor=0),
        tuple(map(_earned, rows(_RECEIPTS, [account_code]))),
        tuple(map(_open, rows(_OPEN, [account_code]))),
    )


def statement_part(
    account_id: AccountId, *, since_at: datetime, until_at: datetime, most: int
) -> StatementPart:
    """Entries recorded before `until_at`, up to `most` of them. Errors: `NotFound`."""
    heads = rows(_HEAD, [since_at, until_at, account_id])
    if not heads:
        raise NotFound("There is no such account.", account=int(account_id))
    head = heads[0]
    first, after, opening = head[11:]
    shown = [str(kind) for kind in _SHOWN]
    found = rows(_WITHIN, [account_id, first, after, shown, most + 1])
    return StatementPart(
        seller=Seller(*head[:3]),
        buyer=Buyer(*head[3:8]),
        currency=head[8],
        zone=head[9],
        locale=head[10],
        opening_minor=opening,
        entries=_told(found, opening_minor=opening)[:most],
        more=len(found) > most,
        open_invoices=tuple(map(_open, rows(_OPEN_NOW, [account_id]))),
    )


def _told(found: Sequence[Row], *, opening_minor: int) -> tuple[Entry, ...]:
    entries = [_entry(row) for row in found]
    steps = [Step(e.kind, e.recorded_at, e.app_id, e.balance_change_minor) for e in entries]
    balance_minor, told = opening_minor, []
    for place in told_in(steps):
        balance_minor += entries[place].balance_change_minor
        told.append(replace(entries[place], balance_minor=balance_minor))
    return tuple(told)


def _entry(row: Row) -> Entry:
    return Entry(
        kind=FactKind(row[0]),
        effective_on=row[1],
        recorded_at=row[2],
        app_id=row[3],
        document=row[4] or "",
        amount_minor=row[5] or 0,
        balance_change_minor=row[6],
        balance_minor=0,  # known when the order is
        note=row[7],
    )


def _earned(row: Row) -> Earned:
    return Earned(
        number=row[0],
        invoice_number=row[1],
        app_id=row[2],
        settled_on=row[3],
        starts_on=row[4],
        ends_on=row[5],
        net_minor=row[6],
        tax_minor=row[7],
        credited_net_minor=row[8],
        credited_tax_minor=row[9],
        earned_minor=row[10],
        deferred_minor=row[11],
    )


def _open(row: Row) -> OpenInvoice:
    number, reference, app_id, due_on, valid_until_on, payable, deposit = row
    return OpenInvoice(
        number=number,
        reference=reference,
        app_id=app_id,
        due_on=due_on,
        valid_until_on=valid_until_on,
        payable_minor=payable,
        deposit_minor=deposit,
        outstanding_minor=payable - deposit,
    )
