"""Withholding certificates: kept with the decision that made or changed them, and read for one.

What is due is the queue: `due_at` is when a certificate is asked for again, or is missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from prabayar.domain.certificate import Certificate, CertificateState
from prabayar.domain.ids import (
    AccountId,
    CertificateId,
    InvoiceId,
    SubscriptionId,
)
from prabayar.domain.period import instant_of, local_date
from prabayar.domain.state import Decision
from prabayar.store.bulk import Row, Table, array, copy, rows, run
from prabayar.store.errors import NotFound, StaleDecision

_TABLE = Table(
    "store_certificate",
    "id int8, account_id int8, subscription_id int8, invoice_id int8, currency text, minor int8,"
    "rate_bp int4, withheld_on date, due_on date, reminders int4, state text, number text,"
    "file_name text, file_hash text, file_type text, file_size int4, stored_as text,"
    "closed_at timestamptz, due_at timestamptz",
)
_CHANGE = """
    UPDATE store_certificate SET reminders = %s, state = %s, number = %s, closed_at = %s,
        due_at = %s
    WHERE id = %s
"""
_COLUMNS = """
    c.id, c.account_id, c.subscription_id, c.invoice_id, c.currency, c.minor, c.rate_bp,
    c.withheld_on, c.due_on, c.due_at, a.zone, c.reminders, c.state, c.number, c.closed_at
"""
_OF_INVOICES = f"""
    SELECT {_COLUMNS} FROM store_certificate c JOIN store_account a ON a.id = c.account_id
    WHERE c.account_id = %s AND c.invoice_id = ANY(%s::int8[]) AND c.state <> 'void'
    ORDER BY c.id
"""
_ONE = f"""
    SELECT {_COLUMNS} FROM store_certificate c JOIN store_account a ON a.id = c.account_id
    WHERE c.id = %s
"""
# The accounts first: whoever changes a certificate holds its account.
_CLAIM = """
    SELECT a.code, a.id FROM store_account a
    WHERE a.parked_reason = '' AND a.id IN (
        SELECT c.account_id FROM store_certificate c WHERE c.due_at <= %s
        ORDER BY c.due_at, c.id LIMIT %s)
    ORDER BY a.id FOR NO KEY UPDATE SKIP LOCKED
"""
_DUE = f"""
    SELECT {_COLUMNS} FROM store_certificate c JOIN store_account a ON a.id = c.account_id
    WHERE c.due_at <= %s AND c.account_id = ANY(%s::int8[]) ORDER BY c.due_at, c.id LIMIT %s
"""


def keep_certificates(decisions: Sequence[Decision]) -> None:
    """Those that the decisions opened or changed. Errors: `StaleDecision`."""
    for d in decisions:
        for one in d.changed_certificates:
            zone = _zone_of(d)
            cells = (one.reminders, one.state, one.number, one.closed_at, _due_at(one, zone))
            if run(_CHANGE, [*cells, one.id]) != 1:
                raise StaleDecision(f"store_certificate: certificate {one.id} is not there")
    new = [_row(one, zone=_zone_of(d)) for d in decisions for one in d.new_certificates]
    copy(_TABLE, new)


def certificates_of(account_id: AccountId, invoices: Iterable[InvoiceId]) -> list[Certificate]:
    """Those of these invoices that are not void."""
    return [_value(row) for row in rows(_OF_INVOICES, [account_id, array(invoices)])]


def read_certificate(certificate_id: int) -> Certificate:
    """Errors: `NotFound`."""
    found = rows(_ONE, [certificate_id])
    if not found:
        raise NotFound("There is no such certificate.", certificate=certificate_id)
    return _value(found[0])


def claim_due_certificates(*, now: datetime, limit: int) -> tuple[list[str], list[Certificate]]:
    """Codes of accounts that nobody else works on, locked, and their certificates that are due."""
    accounts = rows(_CLAIM, [now, limit])
    if not accounts:
        return [], []
    found = rows(_DUE, [now, array([row[1] for row in accounts]), limit])
    return [row[0] for row in accounts], [_value(row) for row in found]


def _zone_of(decision: Decision) -> str:
    if decision.account is None:
        raise StaleDecision("a certificate belongs to an account")
    return decision.account.zone


def _due_at(one: Certificate, zone: str) -> datetime | None:
    return None if one.next_on is None else instant_of(one.next_on, zone)


def _row(one: Certificate, *, zone: str) -> Row:
    return (
        one.id,
        one.account_id,
        one.subscription_id,
        one.invoice_id,
        one.currency,
        one.minor,
        one.rate_bp,
        one.withheld_on,
        one.due_on,
        one.reminders,
        one.state,
        one.number,
        *_NO_FILE,
        one.closed_at,
        _due_at(one, zone),
    )


_NO_FILE: Row = ("", "", "", 0, "")


def _value(row: Row) -> Certificate:
    return Certificate(
        id=CertificateId(row[0]),
        account_id=AccountId(row[1]),
        subscription_id=SubscriptionId(row[2]),
        invoice_id=InvoiceId(row[3]),
        currency=row[4],
        minor=row[5],
        rate_bp=row[6],
        withheld_on=row[7],
        due_on=row[8],
        next_on=_day(row[9], row[10]),
        reminders=row[11],
        state=CertificateState(row[12]),
        number=row[13],
        closed_at=row[14],
    )


def _day(due_at: datetime | None, zone: str) -> date | None:
    return None if due_at is None else local_date(due_at, zone)
