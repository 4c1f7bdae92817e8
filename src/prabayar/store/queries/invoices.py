"""The lists of an account's documents: what is to be paid, all invoices, receipts, credit notes.

Newest first, by key: `after` is the number of the last row that was shown. What is to be paid
comes by its due date, and first of all what is due first. Each function is one statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prabayar.domain.ids import AccountId
from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.reference import read_reference
from prabayar.store.bulk import Row, rows
from prabayar.store.queries.documents import USED_FOR

MOST_APPS = 100  # more than that are not offered to choose from: they are searched


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is narrowed to; "" and None want everything.

    `search` is a part of a number, of an App ID or of an app's name, or a whole reference.
    """

    search: str = ""
    app_id: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRow:
    """An invoice of a list. One without dates has a period that begins when it is settled."""

    number: str
    kind: InvoiceKind
    status: InvoiceStatus
    currency: str
    app_id: str
    app_name: str
    starts_on: date | None
    ends_on: date | None
    issued_on: date
    due_on: date
    valid_until_on: date | None
    closed_on: date | None
    payable_minor: int
    deposit_minor: int
    reference: str
    receipt_number: str

    @property
    def outstanding_minor(self) -> int:
        """What is still to be paid; of a closed invoice nothing is."""
        if self.status is not InvoiceStatus.OPEN:
            return 0
        return self.payable_minor - self.deposit_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRow:
    number: str
    invoice_number: str
    currency: str
    app_id: str
    app_name: str
    settled_on: date
    starts_on: date
    ends_on: date
    net_minor: int
    tax_minor: int
    credited_minor: int

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNoteRow:
    number: str
    receipt_number: str
    currency: str
    app_id: str
    app_name: str
    issued_on: date
    reason: str
    net_minor: int
    tax_minor: int
    used_for: str

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPay:
    """What an account's open invoices still want, and what its lists can be narrowed to.

    `apps` are pairs of App ID and name, none where there are more than can be chosen from.
    """

    open_count: int
    outstanding_minor: int
    deposit_minor: int
    first_due_on: date | None
    overdue_count: int
    balance_minor: int
    use_balance: bool
    first_year: int | None
    apps: tuple[tuple[str, str], ...]


_PAYABLE = "greatest(i.net_minor + i.tax_minor - i.credit_minor, 0)"
# The subscriptions of one app, and of those whose name has the part that is searched: read once.
_OF_APP = """
    (%(app_id)s = '' OR d.subscription_id = ANY(ARRAY(SELECT s.id FROM store_subscription s
        WHERE s.account_id = %(account_id)s AND s.app_id = %(app_id)s)))
"""
_BY_APP = """
    d.subscription_id = ANY(ARRAY(SELECT s.id FROM store_subscription s
        JOIN store_app p ON p.account_id = s.account_id AND p.app_id = s.app_id
        WHERE s.account_id = %(account_id)s AND (strpos(lower(s.app_id), %(part)s) > 0
            OR strpos(lower(p.name), %(part)s) > 0)))
"""
_BY_REFERENCE = """
    {of}.request_id = ANY(ARRAY(
        SELECT r.id FROM store_paymentrequest r
        WHERE r.account_id = %(account_id)s AND r.reference = %(reference)s
        UNION SELECT b.request_id FROM store_paymentrequest r
        JOIN store_paymentrequestitem t ON t.request_id = r.id
        JOIN store_invoice b ON b.id = t.invoice_id
        WHERE r.account_id = %(account_id)s AND r.reference = %(reference)s))
"""
_IN_YEAR = "d.{on} >= %(since_on)s AND d.{on} < %(until_on)s"
_BEFORE = """
    (%(after)s = '' OR d.id < (SELECT x.id FROM {table} x
        WHERE x.account_id = %(account_id)s AND x.number = %(after)s))
"""
# The rows of a page are picked first, from one table: what is shown beside them is read of these
# alone, whatever the planner thinks of a filter.
_APP = """
    JOIN store_subscription s ON s.id = d.subscription_id
    JOIN store_app app ON app.account_id = s.account_id AND app.app_id = s.app_id
"""
_WANTED_INVOICE = f"""
    SELECT d.id, d.due_on, d.status FROM store_invoice d
    WHERE d.account_id = %(account_id)s AND {_OF_APP} AND {_IN_YEAR.format(on="issued_on")}
        AND (%(part)s = '' OR strpos(lower(d.number), %(part)s) > 0 OR {_BY_APP}
            OR {_BY_REFERENCE.format(of="d")})
"""
_INVOICES = f"""
    SELECT d.number, d.kind, d.status, d.currency, s.app_id, app.name,
        coalesce(d.starts_on, c.starts_on), coalesce(d.ends_on, c.ends_on),
        d.issued_on, d.due_on, d.valid_until_on, d.closed_on,
        greatest(d.net_minor + d.tax_minor - d.credit_minor, 0), d.deposit_minor, r.reference,
        coalesce(c.number, '')
    FROM picked JOIN store_invoice d ON d.id = picked.id {_APP}
    JOIN store_paymentrequest r ON r.id = d.request_id
    LEFT JOIN store_receipt c ON c.invoice_id = d.id
"""
# The account's own come first, by its index of what is open or lapsed; only then their order and
# their status, for which there are indexes over all accounts.
_OPEN = f"""
    WITH own AS MATERIALIZED ({_WANTED_INVOICE} AND d.status IN ('open', 'lapsed')
    ), picked AS MATERIALIZED (
        SELECT d.id FROM own d WHERE d.status = 'open' AND (%(after)s = '' OR (d.due_on, d.id) > (
            SELECT x.due_on, x.id FROM store_invoice x
            WHERE x.account_id = %(account_id)s AND x.number = %(after)s))
        ORDER BY d.due_on, d.id LIMIT %(limit)s
    ) {_INVOICES} ORDER BY d.due_on, d.id
"""
_ALL = f"""
    WITH picked AS MATERIALIZED (
        {_WANTED_INVOICE} AND {_BEFORE.format(table="store_invoice")}
        ORDER BY d.id DESC LIMIT %(limit)s
    ) {_INVOICES} ORDER BY d.id DESC
"""
_RECEIPTS = f"""
    WITH picked AS MATERIALIZED (
        SELECT d.id FROM store_receipt d
        WHERE d.account_id = %(account_id)s AND {_OF_APP} AND {_IN_YEAR.format(on="settled_on")}
            AND (%(part)s = '' OR strpos(lower(d.number), %(part)s) > 0 OR {_BY_APP}
                OR d.invoice_id = ANY(ARRAY(SELECT i.id FROM store_invoice i
                    WHERE i.account_id = %(account_id)s AND (strpos(lower(i.number), %(part)s) > 0
                        OR {_BY_REFERENCE.format(of="i")}))))
            AND {_BEFORE.format(table="store_receipt")}
        ORDER BY d.id DESC LIMIT %(limit)s
    )
    SELECT d.number, i.number, d.currency, s.app_id, app.name, d.settled_on, d.starts_on,
        d.ends_on, d.net_minor, d.tax_minor, d.credited_net_minor + d.credited_tax_minor
    FROM picked JOIN store_receipt d ON d.id = picked.id {_APP}
    JOIN store_invoice i ON i.id = d.invoice_id
    ORDER BY d.id DESC
"""
_CREDIT_NOTES = f"""
    WITH picked AS MATERIALIZED (
        SELECT d.id FROM store_creditnote d
        WHERE d.account_id = %(account_id)s AND {_OF_APP} AND {_IN_YEAR.format(on="issued_on")}
            AND (%(part)s = '' OR strpos(lower(d.number), %(part)s) > 0 OR {_BY_APP}
                OR EXISTS (SELECT FROM store_receipt c WHERE c.id = d.receipt_id
                    AND strpos(lower(c.number), %(part)s) > 0))
            AND {_BEFORE.format(table="store_creditnote")}
        ORDER BY d.id DESC LIMIT %(limit)s
    )
    SELECT d.number, c.number, d.currency, s.app_id, app.name, d.issued_on, d.reason,
        d.net_minor, d.tax_minor, {USED_FOR}
    FROM picked JOIN store_creditnote d ON d.id = picked.id {_APP}
    JOIN store_receipt c ON c.id = d.receipt_id
    ORDER BY d.id DESC
"""
_TO_PAY = f"""
    SELECT o.number, o.payable - o.deposit, o.deposit, o.first_due_on, o.overdue,
        a.balance_minor, a.use_balance,
        (SELECT extract(year FROM i.issued_on)::int4 FROM store_invoice i
            WHERE i.account_id = a.id ORDER BY i.id LIMIT 1),
        ARRAY(SELECT ROW(p.app_id, p.name) FROM store_app p WHERE p.account_id = a.id
            ORDER BY lower(p.name), p.app_id LIMIT %(most)s)
    FROM store_account a CROSS JOIN LATERAL (
        SELECT count(*)::int4 AS number, coalesce(sum({_PAYABLE}), 0)::int8 AS payable,
            coalesce(sum(i.deposit_minor), 0)::int8 AS deposit, min(i.due_on) AS first_due_on,
            (count(*) FILTER (WHERE i.due_on < %(today)s))::int4 AS overdue
        FROM store_invoice i WHERE i.account_id = a.id AND i.status = 'open') o
    WHERE a.id = %(account_id)s
"""


def to_pay(account_id: AccountId, *, today: date) -> ToPay:
    named = {"account_id": account_id, "today": today, "most": MOST_APPS + 1}
    row = rows(_TO_PAY, named)[0]
    return ToPay(
        open_count=row[0],
        outstanding_minor=row[1],
        deposit_minor=row[2],
        first_due_on=row[3],
        overdue_count=row[4],
        balance_minor=row[5],
        use_balance=row[6],
        first_year=row[7],
        apps=tuple(row[8]) if len(row[8]) <= MOST_APPS else (),
    )


def open_invoices(
    account_id: AccountId, wanted: Wanted, *, after: str = "", limit: int | None = None
) -> tuple[InvoiceRow, ...]:
    """What is to be paid, by due date."""
    return tuple(map(_invoice, rows(_OPEN, _named(account_id, wanted, after, limit))))


def all_invoices(
    account_id: AccountId, wanted: Wanted, *, after: str = "", limit: int | None = None
) -> tuple[InvoiceRow, ...]:
    return tuple(map(_invoice, rows(_ALL, _named(account_id, wanted, after, limit))))


def receipts(
    account_id: AccountId, wanted: Wanted, *, after: str = "", limit: int | None = None
) -> tuple[ReceiptRow, ...]:
    return tuple(map(_receipt, rows(_RECEIPTS, _named(account_id, wanted, after, limit))))


def credit_notes(
    account_id: AccountId, wanted: Wanted, *, after: str = "", limit: int | None = None
) -> tuple[CreditNoteRow, ...]:
    return tuple(map(_credit_note, rows(_CREDIT_NOTES, _named(account_id, wanted, after, limit))))


def _named(
    account_id: AccountId, wanted: Wanted, after: str, limit: int | None
) -> dict[str, object]:
    year = wanted.year
    return {
        "account_id": account_id,
        "app_id": wanted.app_id,
        "part": wanted.search.strip().lower(),
        "reference": read_reference(wanted.search) or "",
        "since_on": date.min if year is None else date(year, 1, 1),
        "until_on": date.max if year is None else date(year + 1, 1, 1),
        "after": after,
        "limit": limit,
    }


def _invoice(row: Row) -> InvoiceRow:
    return InvoiceRow(
        number=row[0],
        kind=InvoiceKind(row[1]),
        status=InvoiceStatus(row[2]),
        currency=row[3],
        app_id=row[4],
        app_name=row[5],
        starts_on=row[6],
        ends_on=row[7],
        issued_on=row[8],
        due_on=row[9],
        valid_until_on=row[10],
        closed_on=row[11],
        payable_minor=row[12],
        deposit_minor=row[13],
        reference=row[14],
        receipt_number=row[15],
    )


def _receipt(row: Row) -> ReceiptRow:
    return ReceiptRow(
        number=row[0],
        invoice_number=row[1],
        currency=row[2],
        app_id=row[3],
        app_name=row[4],
        settled_on=row[5],
        starts_on=row[6],
        ends_on=row[7],
        net_minor=row[8],
        tax_minor=row[9],
        credited_minor=row[10],
    )


def _credit_note(row: Row) -> CreditNoteRow:
    return CreditNoteRow(
        number=row[0],
        receipt_number=row[1],
        currency=row[2],
        app_id=row[3],
        app_name=row[4],
        issued_on=row[5],
        reason=row[6],
        net_minor=row[7],
        tax_minor=row[8],
        used_for=row[9],
    )
