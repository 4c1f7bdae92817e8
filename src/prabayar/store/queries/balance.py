"""Money of an account: what arrived and what it paid, the balance and all that moved it.

By facts, newest first; `after` is the id of the last row that was shown. Amounts come from the
ledger's transfers, as those of the statement do. Each function is one statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from prabayar.domain.facts import FactKind, Plain
from prabayar.domain.ids import AccountId
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.ledger import Code
from prabayar.domain.reference import read_reference
from prabayar.store.bulk import Row, rows
from prabayar.store.errors import NotFound
from prabayar.store.queries.accounts import Happened
from prabayar.store.queries.order import Step, told_in


@dataclass(frozen=True, slots=True)
class Part:
    """What some of the money went to: an invoice, or the balance where there is no number."""

    invoice_number: str
    minor: int
    status: InvoiceStatus | None
    receipt_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow:
    """Money that arrived for the account, or was found to be its own.

    `reference` is what it was booked for, "" for the balance; `source` the ledger account.
    """

    fact_id: int
    payment_id: int
    key: str
    found_later: bool
    booked_on: date
    recorded_at: datetime
    minor: int
    currency: str
    source: str
    reference: str
    parts: tuple[Part, ...]

    @property
    def to_balance_minor(self) -> int:
        return sum(part.minor for part in self.parts if not part.invoice_number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A fact that moved the balance: by how much, and what there was afterwards."""

    fact_id: int
    happened: Happened
    document: str
    payment_id: int | None
    minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class Deposit:
    """Money that has arrived for an open invoice and does not cover it yet."""

    invoice_number: str
    reference: str
    app_id: str
    due_on: date
    minor: int
    outstanding_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """The balance, and what it is the sum of: what each kind of movement brought or took.

    `owed_minor` is what is owed for service that was had.
    """

    balance_minor: int
    owed_minor: int
    use_balance: bool
    policy_uses: bool
    sums: tuple[tuple[Code, int], ...]
    deposits: tuple[Deposit, ...]

    @property
    def deposit_minor(self) -> int:
        return sum(one.minor for one in self.deposits)


# A part of a payment's fact `f`: the invoice stands in the name of the ledger account.
_PARTS = """
    ARRAY(SELECT ROW(coalesce(i.number, ''), t.minor, i.status, coalesce(c.number, ''))
        FROM store_transfer t
        LEFT JOIN store_invoice i ON i.account_id = f.account_id
            AND i.id = CASE WHEN t.credit LIKE 'deposit:%%' THEN substr(t.credit, 9)::int8 END
        LEFT JOIN store_receipt c ON c.invoice_id = i.id
        WHERE t.fact_id = f.id AND t.code IN ('received', 'allocated')
        ORDER BY i.due_on NULLS LAST, i.id)
"""
_PAYMENT = f"""
    SELECT f.id, p.id, p.key, f.kind = 'payment_allocated', p.booked_on, f.recorded_at,
        (f.data->>'minor')::int8, p.currency, p.source, coalesce(f.data->>'request', ''), {_PARTS}
    FROM store_fact f JOIN store_payment p ON p.id = (f.data->>'payment')::int8
    WHERE f.account_id = %(account_id)s AND f.kind IN ('payment_received', 'payment_allocated')
"""
_PAYMENTS = f"""
    {_PAYMENT} AND (%(after)s = 0 OR f.id < %(after)s)
        AND p.booked_on >= %(since_on)s AND p.booked_on < %(until_on)s
        AND (%(part)s = '' OR strpos(lower(p.key), %(part)s) > 0
            OR f.data->>'request' = %(reference)s)
    ORDER BY f.id DESC LIMIT %(limit)s
"""
_ONE = f"{_PAYMENT} AND p.id = %(payment_id)s ORDER BY f.id"
# The words of the partial index, and what a transfer `t` did to the balance.
_OF_BALANCE = "(t.debit LIKE 'balance:%%' OR t.credit LIKE 'balance:%%')"
_CHANGE = """
    CASE 'balance:' || t.account_id WHEN t.credit THEN t.minor WHEN t.debit THEN -t.minor
        ELSE 0 END
"""
_MOVEMENTS = f"""
    WITH moved AS (
        SELECT t.fact_id, sum({_CHANGE})::int8 AS minor FROM store_transfer t
        WHERE t.account_id = %(account_id)s AND {_OF_BALANCE}
            AND (%(after)s = 0 OR t.fact_id < %(after)s)
            AND (NOT %(refunds)s OR t.code = 'refund_ordered')
        GROUP BY t.fact_id HAVING sum({_CHANGE}) <> 0
        ORDER BY t.fact_id DESC LIMIT %(limit)s
    ), newer AS (
        SELECT coalesce(sum({_CHANGE}), 0) AS minor FROM store_transfer t
        WHERE %(after)s > 0 AND t.account_id = %(account_id)s AND {_OF_BALANCE}
            AND t.fact_id >= %(after)s
    )
    SELECT f.id, f.kind, coalesce(s.app_id, ''), coalesce(i.number, ''), f.effective_on,
        f.recorded_at, f.actor, f.data, coalesce(n.number, c.number, p.key, i.number, ''), p.id,
        moved.minor, (a.balance_minor - newer.minor + moved.minor
            - sum(moved.minor) OVER (ORDER BY f.id DESC))::int8
    FROM moved CROSS JOIN newer JOIN store_fact f ON f.id = moved.fact_id
    JOIN store_account a ON a.id = f.account_id
    LEFT JOIN store_subscription s ON s.id = f.subscription_id
    LEFT JOIN store_invoice i ON i.id = f.invoice_id
    LEFT JOIN store_receipt c ON c.invoice_id = i.id AND f.kind = 'invoice_settled'
    LEFT JOIN store_creditnote n ON n.id = (f.data->>'credit_note')::int8
    LEFT JOIN store_payment p ON p.id = (f.data->>'payment')::int8
    ORDER BY f.id DESC
"""
_PURSE = f"""
    SELECT a.balance_minor, a.receivable_minor, a.use_balance,
        (SELECT coalesce((o.values->>'use_balance')::bool, true) FROM store_policy o
            ORDER BY o.id DESC LIMIT 1),
        ARRAY(SELECT ROW(t.code, sum({_CHANGE})::int8) FROM store_transfer t
            WHERE t.account_id = a.id AND {_OF_BALANCE} GROUP BY t.code ORDER BY t.code),
        ARRAY(SELECT ROW(i.number, r.reference, s.app_id, i.due_on, i.deposit_minor,
                greatest(i.net_minor + i.tax_minor - i.credit_minor, 0) - i.deposit_minor)
            FROM store_invoice i JOIN store_paymentrequest r ON r.id = i.request_id
            JOIN store_subscription s ON s.id = i.subscription_id
            WHERE i.account_id = a.id AND i.status = 'open' AND i.deposit_minor > 0
            ORDER BY i.due_on, i.id)
    FROM store_account a WHERE a.id = %(account_id)s
"""
# What was recorded in the same breath: what the money did at once.
_FOLLOWED = """
    SELECT f.kind, coalesce(s.app_id, ''), coalesce(i.number, ''), f.effective_on, f.recorded_at,
        f.actor, f.data
    FROM store_fact f LEFT JOIN store_subscription s ON s.id = f.subscription_id
    LEFT JOIN store_invoice i ON i.id = f.invoice_id
    WHERE f.account_id = %s AND f.id >= %s AND f.recorded_at = %s
    ORDER BY f.id LIMIT %s
"""
_MOST_FACTS = 200


def purse(account_id: AccountId) -> Purse:
    row = rows(_PURSE, {"account_id": account_id})[0]
    return Purse(
        balance_minor=row[0],
        owed_minor=row[1],
        use_balance=row[2],
        policy_uses=row[3],
        sums=tuple((Code(code), minor) for code, minor in row[4] if minor),
        deposits=tuple(Deposit(*one) for one in row[5]),
    )


def payments(
    account_id: AccountId,
    *,
    search: str = "",
    year: int | None = None,
    after: int = 0,
    limit: int | None = None,
) -> tuple[PaymentRow, ...]:
    """`search` is a part of a payment's key, or a whole reference; `year` is that of booking."""
    named: Mapping[str, object] = {
        "account_id": account_id,
        "part": search.strip().lower(),
        "reference": read_reference(search) or "",
        "since_on": date.min if year is None else date(year, 1, 1),
        "until_on": date.max if year is None else date(year + 1, 1, 1),
        "after": after,
        "limit": limit,
    }
    return tuple(map(_payment, rows(_PAYMENTS, named)))


def payment(account_id: AccountId, payment_id: int) -> tuple[PaymentRow, ...]:
    """What the account got of a payment; once, but for money that was found in several parts.

    Errors: `NotFound`, also for money of another account.
    """
    found = rows(_ONE, {"account_id": account_id, "payment_id": payment_id})
    if not found:
        raise NotFound(f"There is no payment {payment_id}.", payment=payment_id)
    return tuple(map(_payment, found))


def followed(account_id: AccountId, row: PaymentRow) -> tuple[Happened, ...]:
    """What happened when a payment was recorded, itself first."""
    named = [account_id, row.fact_id, row.recorded_at, _MOST_FACTS]
    return tuple(Happened(FactKind(one[0]), *one[1:]) for one in rows(_FOLLOWED, named))


def movements(
    account_id: AccountId, *, refunds: bool = False, after: int = 0, limit: int | None = None
) -> tuple[Movement, ...]:
    """What moved the balance, with the balance afterwards; or the refunds alone, without it.

    Within one decision in the order of `order`; the last of `limit` stays where it is, since it
    only says that there is more.
    """
    named = {"account_id": account_id, "refunds": refunds, "after": after, "limit": limit}
    found = [_movement(row) for row in rows(_MOVEMENTS, named)]
    more = found[limit - 1 :] if limit else []
    return (*_told(found[: len(found) - len(more)]), *more)


def _told(newest_first: Sequence[Movement]) -> list[Movement]:
    found = newest_first[::-1]
    if not found:
        return []
    balance_minor, told = found[0].balance_minor - found[0].minor, []
    steps = [
        Step(one.happened.kind, one.happened.recorded_at, one.happened.app_id, one.minor)
        for one in found
    ]
    for place in told_in(steps):
        balance_minor += found[place].minor
        told.append(replace(found[place], balance_minor=balance_minor))
    return told[::-1]


def _payment(row: Row) -> PaymentRow:
    return PaymentRow(
        fact_id=row[0],
        payment_id=row[1],
        key=row[2],
        found_later=row[3],
        booked_on=row[4],
        recorded_at=row[5],
        minor=row[6],
        currency=row[7],
        source=row[8],
        reference=row[9],
        parts=tuple(map(_part, row[10])),
    )


def _part(cells: tuple[str, int, str | None, str]) -> Part:
    number, minor, status, receipt_number = cells
    return Part(number, minor, None if status is None else InvoiceStatus(status), receipt_number)


def _movement(row: Row) -> Movement:
    figures: Mapping[str, Plain] = row[7]
    return Movement(
        fact_id=row[0],
        happened=Happened(FactKind(row[1]), row[2], row[3], row[4], row[5], row[6], figures),
        document=row[8],
        payment_id=row[9],
        minor=row[10],
        balance_minor=row[11],
    )
