"""What the operator's finance staff look through: open invoices, refunds, unapplied money.

Lists are read by key, after the last row shown; each by an index of its own. Each function is one
statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from prabayar.domain.money import Money
from prabayar.store.bulk import rows

_FIRST, _LAST = date(1, 1, 1), date(9999, 12, 31)


class Age(StrEnum):
    """How long the due date of an open invoice is past; `not_due` is today or later."""

    NOT_DUE = "not_due"
    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    OLDER = "older"


_OPEN = """
    SELECT i.id, i.number, a.code, a.name, s.app_id, i.currency, i.due_on, i.valid_until_on,
        greatest(i.net_minor + i.tax_minor - i.credit_minor, 0), i.deposit_minor, q.reference
    FROM store_invoice i
    JOIN store_account a ON a.id = i.account_id
    JOIN store_subscription s ON s.id = i.subscription_id
    JOIN store_paymentrequest q ON q.id = i.request_id
    WHERE i.status = 'open' AND i.due_on BETWEEN %s AND %s AND (i.due_on, i.id) > (%s, %s)
        AND (%s = '' OR i.currency = %s)
    ORDER BY i.due_on, i.id LIMIT %s
"""
_REFUNDS = """
    SELECT f.id, a.code, a.name, t.minor, t.currency, f.effective_on, f.recorded_at, f.actor,
        coalesce(f.data->>'reason', ''), coalesce(f.data->>'key', '')
    FROM store_transfer t JOIN store_fact f ON f.id = t.fact_id
    JOIN store_account a ON a.id = t.account_id
    WHERE t.code = 'refund_ordered' AND t.fact_id < %s
    ORDER BY t.fact_id DESC LIMIT %s
"""
# Refunds are few; those that a statement has shown are owed no more.
_OWED = """
    SELECT t.currency, sum(t.minor)::int8, count(*)::int8 FROM store_transfer t
    WHERE t.code = 'refund_ordered' AND NOT EXISTS (SELECT FROM store_payout o
        WHERE o.fact_id = t.fact_id AND o.state = 'paid')
    GROUP BY t.currency ORDER BY t.currency
"""
# The patterns are those of the partial indexes: few transfers are read.
_UNAPPLIED = """
    WITH moved AS (
        SELECT credit AS name, minor FROM store_transfer WHERE credit LIKE 'unapplied:%%'
        UNION ALL
        SELECT debit, -minor FROM store_transfer WHERE debit LIKE 'unapplied:%%'
    ), still AS (
        SELECT substr(name, 11)::int8 AS id, sum(minor)::int8 AS minor FROM moved
        GROUP BY name HAVING sum(minor) > 0
    )
    SELECT p.id, p.key, p.amount_minor, p.currency, p.booked_on, p.source, still.minor
    FROM still JOIN store_payment p ON p.id = still.id
    WHERE (p.booked_on, p.id) > (%s, %s) ORDER BY p.booked_on, p.id LIMIT %s
"""
_NOBODYS = """
    SELECT currency, sum(minor)::int8 FROM (
        SELECT currency, minor FROM store_transfer WHERE credit LIKE 'unapplied:%%'
        UNION ALL
        SELECT currency, -minor FROM store_transfer WHERE debit LIKE 'unapplied:%%'
    ) moved GROUP BY currency HAVING sum(minor) <> 0 ORDER BY currency
"""


@dataclass(frozen=True, slots=True)
class OpenInvoiceRow:
    id: int
    number: str
    account_code: str
    account_name: str
    app_id: str
    currency: str
    due_on: date
    valid_until_on: date | None
    payable_minor: int
    deposit_minor: int
    reference: str

    @property
    def outstanding_minor(self) -> int:
        return self.payable_minor - self.deposit_minor

    @property
    def key(self) -> str:
        return f"{self.due_on.isoformat()}_{self.id}"


@dataclass(frozen=True, slots=True)
class RefundRow:
    id: int
    account_code: str
    account_name: str
    minor: int
    currency: str
    on: date
    at: datetime
    actor: str
    reason: str
    key: str


@dataclass(frozen=True, slots=True)
class UnappliedRow:
    """`left_minor` of it has no owner yet."""

    id: int
    key: str
    minor: int
    currency: str
    booked_on: date
    source: str
    left_minor: int

    @property
    def bank(self) -> str:
        return self.source.partition(":")[2]

    @property
    def is_line(self) -> bool:
        """Whether it is a line of a statement, which is where it is decided."""
        return self.source.startswith("bank:")

    @property
    def after(self) -> str:
        return f"{self.booked_on.isoformat()}_{self.id}"


def open_invoices(
    *, age: Age | None, currency: str = "", after: str = "", limit: int, today: date
) -> tuple[OpenInvoiceRow, ...]:
    """The longest due first; `after` is a row's `key`."""
    since, until = due_between(age, today=today)
    given = [since, until, *_after(after), currency, currency, limit]
    return tuple(OpenInvoiceRow(*row) for row in rows(_OPEN, given))


def due_between(age: Age | None, *, today: date) -> tuple[date, date]:
    """The first and the last due date of an age."""
    day, week = timedelta(days=1), timedelta(days=7)
    match age:
        case None:
            return _FIRST, _LAST
        case Age.NOT_DUE:
            return today, _LAST
        case Age.WEEK:
            return today - week, today - day
        case Age.TWO_WEEKS:
            return today - 2 * week, today - week - day
        case Age.OLDER:
            return _FIRST, today - 2 * week - day


def refunds(*, after: int | None = None, limit: int) -> tuple[RefundRow, ...]:
    """The newest first; `after` is the id of the last one shown."""
    found = rows(_REFUNDS, [2**62 if after is None else after, limit])
    return tuple(RefundRow(*row) for row in found)


def refunds_owed() -> tuple[tuple[Money, int], ...]:
    """What has been ordered and not been seen to leave, and how many orders, per currency."""
    return tuple((Money(minor, currency), count) for currency, minor, count in rows(_OWED))


def unapplied(*, after: str = "", limit: int) -> tuple[UnappliedRow, ...]:
    """Money of nobody known, the oldest first; `after` is a row's `after`."""
    return tuple(UnappliedRow(*row) for row in rows(_UNAPPLIED, [*_after(after), limit]))


def unapplied_sums() -> tuple[Money, ...]:
    return tuple(Money(minor, currency) for currency, minor in rows(_NOBODYS))


def _after(key: str) -> tuple[date, int]:
    """The day and the id of a key; one that cannot be read begins at the start."""
    day, _, number = key.partition("_")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return _FIRST, 0
