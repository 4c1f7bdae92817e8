"""Payments as staff look them up: found by what is known of one, and its path through the books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from prabayar.domain.money import Money
from prabayar.domain.reference import read_reference
from prabayar.store.bulk import array, rows
from prabayar.store.errors import NotFound

ALIKE = timedelta(days=7)  # how far apart two bookings of the same money are likely

_COLUMNS = """
    p.id, p.key, p.amount_minor, p.currency, p.booked_on, p.source, p.request,
    coalesce(a.code, ''), coalesce(a.name, '')
"""
_NEWEST = f"""
    SELECT {_COLUMNS} FROM store_payment p LEFT JOIN store_account a ON a.id = p.account_id
    WHERE p.id < %s ORDER BY p.id DESC LIMIT %s
"""
_FOUND = f"""
    WITH found AS (
        SELECT id FROM store_payment WHERE key = %s
        UNION SELECT p.id FROM store_paymentrequest q
            JOIN store_payment p ON p.account_id = q.account_id AND p.request = q.reference
            WHERE q.reference = %s
        UNION SELECT p.id FROM store_account a JOIN store_payment p ON p.account_id = a.id
            WHERE a.code = %s
    )
    SELECT {_COLUMNS} FROM store_payment p LEFT JOIN store_account a ON a.id = p.account_id
    WHERE p.id IN (SELECT id FROM found) AND p.id < %s ORDER BY p.id DESC LIMIT %s
"""
_ONE = f"""
    SELECT {_COLUMNS} FROM store_payment p LEFT JOIN store_account a ON a.id = p.account_id
    WHERE p.id = %s
"""
_WITH_KEY = "SELECT id FROM store_payment WHERE key = %s"
_ALIKE = f"""
    SELECT {_COLUMNS} FROM store_payment p LEFT JOIN store_account a ON a.id = p.account_id
    WHERE {{whose}} AND p.amount_minor = %s AND p.currency = %s AND p.booked_on BETWEEN %s AND %s
        AND p.key <> %s
    ORDER BY p.id DESC LIMIT 3
"""
# Two texts, since an index is used for each, and for both in one for neither.
_ALIKE_OF_ACCOUNT = _ALIKE.format(
    whose="p.account_id = (SELECT id FROM store_account WHERE code = %s)"
)
_ALIKE_OF_NOBODY = _ALIKE.format(whose="p.account_id IS NULL")
# What it was recorded as and allocated to, then what the deposits it made were used for.
_PATH = """
    WITH own AS (
        SELECT t.fact_id, t.account_id, t.code, t.debit, t.credit, t.minor
        FROM store_transfer t
        WHERE (t.credit LIKE 'unapplied:%%' AND t.credit = %s)
           OR (t.debit LIKE 'unapplied:%%' AND t.debit = %s)
        UNION
        SELECT t.fact_id, t.account_id, t.code, t.debit, t.credit, t.minor
        FROM store_fact f JOIN store_transfer t ON t.fact_id = f.id
        WHERE f.account_id = (SELECT account_id FROM store_payment WHERE id = %s)
            AND f.kind IN ('payment_received', 'payment_allocated', 'payment_taken_back')
            AND (f.data->>'payment')::int8 = %s
    ), onwards AS (
        SELECT t.fact_id, t.account_id, t.code, t.debit, t.credit, t.minor
        FROM (SELECT account_id, credit, min(fact_id) AS since FROM own
              WHERE credit LIKE 'deposit:%%' GROUP BY account_id, credit) d
        JOIN store_transfer t ON t.account_id = d.account_id AND t.fact_id >= d.since
            AND t.debit = d.credit
    ), path AS (
        SELECT *, 1 AS step FROM own UNION ALL SELECT *, 2 FROM onwards
    )
    SELECT f.recorded_at, f.effective_on, f.actor, p.code, p.debit, p.credit, p.minor,
        coalesce(a.code, ''), coalesce(i.number, ''), coalesce(r.number, '')
    FROM path p JOIN store_fact f ON f.id = p.fact_id
    LEFT JOIN store_account a ON a.id = p.account_id
    LEFT JOIN store_invoice i ON i.id = CASE
        WHEN p.credit LIKE 'deposit:%%' THEN substr(p.credit, 9)::int8
        WHEN p.debit LIKE 'deposit:%%' THEN substr(p.debit, 9)::int8 END
    LEFT JOIN store_receipt r ON r.invoice_id = i.id AND p.step = 2
    ORDER BY p.fact_id, p.step, p.code, p.credit DESC LIMIT 200
"""
# Accounts that money was booked for, by itself or from what was unapplied.
_HOLDERS = """
    SELECT a.code, a.name FROM store_account a WHERE a.id IN (
        SELECT p.account_id FROM store_payment p WHERE p.id = %s
        UNION SELECT t.account_id FROM store_transfer t
            WHERE t.debit LIKE 'unapplied:%%' AND t.debit = %s)
    ORDER BY a.code
"""
_NUMBERS = """
    SELECT i.id, i.number, i.status, s.app_id FROM store_invoice i
    JOIN store_subscription s ON s.id = i.subscription_id WHERE i.id = ANY(%s::int8[])
"""
_RECEIPT = """
    SELECT r.number, a.code, a.name, i.number, s.app_id, r.currency, r.starts_on, r.ends_on,
        r.net_minor, r.tax_minor, r.credited_net_minor, r.credited_tax_minor
    FROM store_receipt r JOIN store_account a ON a.id = r.account_id
    JOIN store_invoice i ON i.id = r.invoice_id
    JOIN store_subscription s ON s.id = r.subscription_id
    WHERE r.number = %s
"""


@dataclass(frozen=True, slots=True)
class Recorded:
    """`source` is the ledger account that it came from; without `account_code` nobody's yet."""

    id: int
    key: str
    minor: int
    currency: str
    booked_on: date
    source: str
    reference: str
    account_code: str
    account_name: str

    @property
    def bank(self) -> str:
        return self.source.partition(":")[2]

    @property
    def is_line(self) -> bool:
        """Whether it is a line of a statement, which is where it is decided."""
        return self.source.startswith("bank:")


@dataclass(frozen=True, slots=True)
class Step:
    """One transfer on a payment's way, with what its ledger accounts belong to."""

    at: datetime
    on: date
    actor: str
    code: str
    debit: str
    credit: str
    minor: int
    account_code: str
    invoice_number: str
    receipt_number: str


@dataclass(frozen=True, slots=True)
class NamedInvoice:
    number: str
    status: str
    app_id: str


@dataclass(frozen=True, slots=True)
class Creditable:
    """A receipt, and how much of it credit notes have taken."""

    number: str
    account_code: str
    account_name: str
    invoice_number: str
    app_id: str
    currency: str
    starts_on: date
    ends_on: date
    net_minor: int
    tax_minor: int
    credited_net_minor: int
    credited_tax_minor: int

    @property
    def left_minor(self) -> int:
        """The net that can still be credited."""
        return self.net_minor - self.credited_net_minor


def recorded(*, typed: str = "", after: int | None = None, limit: int) -> tuple[Recorded, ...]:
    """The newest first; `typed` is a key, a reference or the code of an account."""
    before = 2**62 if after is None else after
    typed = typed.strip()
    if not typed:
        return tuple(Recorded(*row) for row in rows(_NEWEST, [before, limit]))
    given = [typed, read_reference(typed) or "", typed.upper(), before, limit]
    return tuple(Recorded(*row) for row in rows(_FOUND, given))


def recorded_payment(payment_id: int) -> Recorded:
    """Errors: `NotFound`."""
    found = rows(_ONE, [payment_id])
    if not found:
        raise NotFound("There is no such payment.")
    return Recorded(*found[0])


def recorded_under(key: str) -> int:
    """The id of the payment with that key. Errors: `NotFound`."""
    found = rows(_WITH_KEY, [key])
    if not found:
        raise NotFound(f"There is no payment {key}.", key=key)
    payment_id: int = found[0][0]
    return payment_id


def alike(amount: Money, *, booked_on: date, account_code: str, key: str) -> tuple[Recorded, ...]:
    """The same amount of the same account (or of nobody's), booked within a week; not `key`."""
    given = [amount.minor, amount.currency, booked_on - ALIKE, booked_on + ALIKE, key]
    if not account_code:
        return tuple(Recorded(*row) for row in rows(_ALIKE_OF_NOBODY, given))
    return tuple(Recorded(*row) for row in rows(_ALIKE_OF_ACCOUNT, [account_code, *given]))


def path_of(payment_id: int) -> tuple[Step, ...]:
    """Where the money went, transfer by transfer."""
    name = f"unapplied:{payment_id}"
    return tuple(Step(*row) for row in rows(_PATH, [name, name, payment_id, payment_id]))


def holders_of(payment_id: int) -> tuple[tuple[str, str], ...]:
    """(code, name) of the accounts that some of it was booked for."""
    return tuple(
        (code, name) for code, name in rows(_HOLDERS, [payment_id, f"unapplied:{payment_id}"])
    )


def invoices_named(invoice_ids: Sequence[int]) -> dict[int, NamedInvoice]:
    """The numbers of invoices, for what a decision says of them."""
    if not invoice_ids:
        return {}
    return {row[0]: NamedInvoice(*row[1:]) for row in rows(_NUMBERS, [array(invoice_ids)])}


def creditable(number: str) -> Creditable:
    """Errors: `NotFound`."""
    found = rows(_RECEIPT, [number])
    if not found:
        raise NotFound(f"There is no receipt {number}.", number=number)
    return Creditable(*found[0])
