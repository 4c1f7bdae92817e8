"""How an issued document stands today: what came of it, what was paid, what happened to it.

What is printed of it stands in `documents`. Each function is one statement, for one account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from prabayar.domain import ledger
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import AccountId, InvoiceId
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.ledger import Code
from prabayar.domain.subscription import Phase
from prabayar.store.bulk import Row, rows
from prabayar.store.queries.accounts import Happened
from prabayar.store.queries.documents import PaidPart


@dataclass(frozen=True, slots=True)
class CreditNoteRow:
    number: str
    issued_on: date
    reason: str
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An invoice now. `anew_number` is the one that was issued in its place, `receipt_number` blank
    until it settles; the subscription's own dates say what happens if nothing is paid.
    """

    status: InvoiceStatus
    deposit_minor: int
    closed_on: date | None
    receipt_number: str
    anew_number: str
    phase: Phase
    grace_on: date | None
    suspend_on: date | None
    trial_ends_on: date | None
    credit_notes: tuple[CreditNoteRow, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A fact that concerns an invoice, and what it brought to it, if anything."""

    happened: Happened
    paid: PaidPart | None


_CREDIT_NOTES = """
    ARRAY(SELECT ROW(c.number, c.issued_on, c.reason, c.net_minor + c.tax_minor)
        FROM store_creditnote c WHERE c.receipt_id = r.id ORDER BY c.id)
"""
_STANDING = f"""
    SELECT i.status, i.deposit_minor, i.closed_on, coalesce(r.number, ''),
        coalesce((SELECT n.number FROM store_invoice n
            WHERE n.account_id = i.account_id AND n.subscription_id = i.subscription_id
                AND n.request_id = i.request_id AND n.id > i.id ORDER BY n.id DESC LIMIT 1), ''),
        s.phase, s.grace_on, s.suspend_on, s.trial_ends_on, {_CREDIT_NOTES}
    FROM store_invoice i JOIN store_subscription s ON s.id = i.subscription_id
    LEFT JOIN store_receipt r ON r.invoice_id = i.id
    WHERE i.account_id = %s AND i.id = %s
"""
_OF_RECEIPT = f"""
    SELECT {_CREDIT_NOTES} FROM store_receipt r WHERE r.account_id = %s AND r.id = %s
"""
# A fact of an account has a greater id than an invoice that was there before it, and what
# concerns an invoice ends with its closing: the account's other facts are not read.
_STEPS = """
    WITH life AS (
        SELECT %s::int8 AS account_id, %s::int8 AS first, %s::text AS deposit,
            coalesce((SELECT f.id FROM store_fact f
                WHERE f.account_id = %s AND f.id >= %s AND f.recorded_at >= %s
                ORDER BY f.id LIMIT 1), 9223372036854775807) AS after
    ), moved AS (
        SELECT t.fact_id, min(t.code) AS code, sum(t.minor)::int8 AS minor
        FROM store_transfer t JOIN life ON t.account_id = life.account_id
            AND t.fact_id >= life.first AND t.fact_id < life.after AND t.credit = life.deposit
        GROUP BY t.fact_id
    )
    SELECT f.kind, f.effective_on, f.recorded_at, f.actor, f.data, moved.code, moved.minor,
        coalesce((f.data->>'booked_on')::date, f.effective_on), coalesce(f.data->>'request', '')
    FROM store_fact f JOIN life ON f.account_id = life.account_id
        AND f.id >= life.first AND f.id < life.after
    LEFT JOIN moved ON moved.fact_id = f.id
    WHERE f.invoice_id = life.first OR moved.fact_id IS NOT NULL
    ORDER BY f.recorded_at, f.id
"""
# More than any zone is away from UTC.
_AFTERWARDS = timedelta(days=2)


def standing(account_id: AccountId, invoice_id: int) -> Standing:
    """How an invoice of the account stands; the caller has read the invoice."""
    row = rows(_STANDING, [account_id, invoice_id])[0]
    return Standing(
        status=InvoiceStatus(row[0]),
        deposit_minor=row[1],
        closed_on=row[2],
        receipt_number=row[3],
        anew_number=row[4],
        phase=Phase(row[5]),
        grace_on=row[6],
        suspend_on=row[7],
        trial_ends_on=row[8],
        credit_notes=_notes(row[9]),
    )


def credit_notes_of(account_id: AccountId, receipt_id: int) -> tuple[CreditNoteRow, ...]:
    """The credit notes of a receipt of the account, the first one first."""
    found = rows(_OF_RECEIPT, [account_id, receipt_id])
    return _notes(found[0][0]) if found else ()


def steps(account_id: AccountId, invoice_id: int, *, closed_on: date | None) -> tuple[Step, ...]:
    """What has happened to an invoice of the account, in the order it was recorded."""
    after = None
    if closed_on is not None:
        after = datetime.combine(closed_on + _AFTERWARDS, time(), tzinfo=UTC)
    deposit = ledger.deposit(InvoiceId(invoice_id))
    given = [account_id, invoice_id, deposit, account_id, invoice_id, after]
    return tuple(map(_step, rows(_STEPS, given)))


def _step(row: Row) -> Step:
    kind, effective_on, recorded_at, actor, figures, code, minor, booked_on, request = row
    happened = Happened(FactKind(kind), "", "", effective_on, recorded_at, actor, figures)
    if code is None:
        return Step(happened, None)
    return Step(happened, PaidPart(Code(code), happened.kind, booked_on, minor, request))


def _notes(found: list[Row]) -> tuple[CreditNoteRow, ...]:
    return tuple(CreditNoteRow(*one) for one in found)
