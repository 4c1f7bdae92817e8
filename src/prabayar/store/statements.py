"""Statements of the operator's bank accounts and their lines: kept once, by one writer a bank.

Runs inside the caller's transaction. Lines go by COPY; what is known already is read in sets.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from prabayar.domain.bank_keys import KnownLine, NewLine
from prabayar.domain.bank_line import LineState
from prabayar.store.bulk import Row, Table, array, copy, rows, run

_STATEMENT = Table(
    "store_statement",
    "id int8, bank text, place int4, format text, number text, currency text, from_on date,"
    "to_on date, opening_minor int8, closing_minor int8, checked bool, lines int4, known int4,"
    "file_hash text, file_name text, warnings text[], imported_at timestamptz, actor text",
)
_LINE = Table(
    "store_statementline",
    "id int8, statement_id int8, bank text, place int4, booked_on date, value_on date, minor int8,"
    "currency text, text text, payer_name text, payer_account text, bank_id text,"
    "end_to_end text, structured text, reversal bool, balance_minor int8, instructed_minor int8,"
    "instructed_currency text, key text, occurrence int4, state text, left_minor int8, rule text,"
    "evidence jsonb, suggestion jsonb, account_id int8, version int4, looked_by text,"
    "looked_at timestamptz",
)
_NO_EVIDENCE = b"\x01[]"
_TAKE_TURNS = "SELECT pg_advisory_xact_lock(%s::int8)"
_OF_FILE = "SELECT id FROM store_statement WHERE file_hash = %s ORDER BY place"
_KNOWN = """
    SELECT booked_on, key, occurrence, minor, balance_minor FROM store_statementline
    WHERE bank = %s AND booked_on = ANY(%s::date[]) ORDER BY booked_on, id
"""
_BEFORE = """
    SELECT from_on, to_on, opening_minor, closing_minor FROM store_statement
    WHERE bank = %s AND to_on <= %s AND closing_minor IS NOT NULL
    ORDER BY to_on DESC, id DESC LIMIT 1
"""
# The earliest balance that a statement names, less what lines of days before have moved.
_OPENING = """
    SELECT first.from_on, (first.opening_minor - coalesce((SELECT sum(l.minor)
        FROM store_statementline l WHERE l.bank = %s AND l.booked_on < first.from_on), 0))::int8
    FROM (SELECT from_on, opening_minor FROM store_statement
        WHERE bank = %s AND opening_minor IS NOT NULL AND from_on IS NOT NULL
        ORDER BY from_on, id LIMIT 1) first
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStatement:
    """A statement as it is kept; `lines` are the new ones, `known` counts the others."""

    id: int
    bank: str
    place: int
    format: str
    number: str
    currency: str
    from_on: date | None
    to_on: date | None
    opening_minor: int | None
    closing_minor: int | None
    checked: bool
    lines: int
    known: int
    file_hash: str
    file_name: str
    warnings: tuple[str, ...]
    imported_at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Reach:
    """From where to where a statement goes: days, and balances where it names them."""

    from_on: date | None
    to_on: date | None
    opening_minor: int | None
    closing_minor: int | None


def lock_banks(banks: Iterable[str]) -> None:
    """Those who import statements of one bank account take turns, to the end of the transaction."""
    for bank in sorted(set(banks)):
        digest = hashlib.blake2b(f"statements of {bank}".encode(), digest_size=8).digest()
        run(_TAKE_TURNS, [int.from_bytes(digest, signed=True)])


def statements_of_file(file_hash: str) -> tuple[int, ...]:
    """The statements that this very file brought, if it was imported before."""
    return tuple(row[0] for row in rows(_OF_FILE, [file_hash]))


def known_lines(bank: str, days: Iterable[date]) -> list[KnownLine]:
    """All stored lines of these booking days."""
    wanted = array(sorted(set(days)))
    return [KnownLine(*row) for row in rows(_KNOWN, [bank, wanted])]


def reach_before(bank: str, from_on: date) -> Reach | None:
    """The newest statement with a closing balance that ends before or on this day."""
    found = rows(_BEFORE, [bank, from_on])
    return Reach(*found[0]) if found else None


def opening_of(bank: str) -> tuple[date, int] | None:
    """What stood on the bank account before all lines that are kept, as of which statement's
    first day; None as long as no statement has named a balance.
    """
    found = rows(_OPENING, [bank, bank])
    return (found[0][0], found[0][1]) if found else None


def keep_statements(statements: Sequence[KeptStatement]) -> None:
    copy(
        _STATEMENT,
        [
            (
                one.id,
                one.bank,
                one.place,
                one.format,
                one.number,
                one.currency,
                one.from_on,
                one.to_on,
                one.opening_minor,
                one.closing_minor,
                one.checked,
                one.lines,
                one.known,
                one.file_hash,
                one.file_name,
                list(one.warnings),
                one.imported_at,
                one.actor,
            )
            for one in statements
        ],
    )


def keep_lines(statement: KeptStatement, lines: Iterable[tuple[int, NewLine]]) -> None:
    """New lines with their ids; nobody has looked at them yet."""
    copy(_LINE, [_line_row(statement, line_id, new) for line_id, new in lines])


def _line_row(statement: KeptStatement, line_id: int, new: NewLine) -> Row:
    line = new.line
    return (
        line_id,
        statement.id,
        statement.bank,
        line.place,
        line.booked_on,
        line.value_on,
        line.minor,
        statement.currency,
        line.text,
        line.payer_name,
        line.payer_account,
        line.bank_id,
        line.end_to_end,
        line.structured,
        line.reversal,
        new.balance_minor,
        None if line.instructed is None else line.instructed.minor,
        "" if line.instructed is None else line.instructed.currency,
        new.key,
        new.occurrence,
        str(LineState.NEW),
        abs(line.minor),
        "",
        _NO_EVIDENCE,
        None,
        None,
        1,
        "",
        None,
    )
