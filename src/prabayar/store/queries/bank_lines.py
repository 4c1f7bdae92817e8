"""Lines of the bank for pages: how many wait where, a page of them, one with all its evidence.

Each function is one statement. Open lines are read by an index that holds no others; a page goes
on behind the id of the line that was shown last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from prabayar.domain.bank_line import Evidence, LineState, Part, Rule
from prabayar.domain.invoice import InvoiceStatus
from prabayar.store.bulk import Row, array, rows
from prabayar.store.errors import NotFound
from prabayar.store.matches import evidence_of, parts_of

MOST = 10_000  # lines that are counted


@dataclass(frozen=True, slots=True)
class Count:
    """Lines of one state: `more` beyond `number`. `minor` is what is left of them, by currency."""

    number: int
    more: bool
    minor: Mapping[str, int]
    since_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A line in a list. `account_code` is "" where no single account is meant; `rule` is None as
    long as nobody has looked at it.
    """

    id: int
    bank: str
    booked_on: date
    minor: int
    currency: str
    text: str
    payer_name: str
    state: LineState
    left_minor: int
    rule: Rule | None
    evidence: tuple[Evidence, ...]
    parts: tuple[Part, ...]
    account_code: str
    account_name: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSeen:
    """One line with everything that is known of it, its statement, and a proposal of a first of
    two persons, if there is one (`proposed_by` is "" otherwise).
    """

    id: int
    bank: str
    place: int
    booked_on: date
    value_on: date | None
    minor: int
    currency: str
    text: str
    payer_name: str
    payer_account: str
    bank_id: str
    end_to_end: str
    structured: str
    reversal: bool
    balance_minor: int | None
    instructed_minor: int | None
    instructed_currency: str
    state: LineState
    left_minor: int
    rule: Rule | None
    evidence: tuple[Evidence, ...]
    parts: tuple[Part, ...]
    account_code: str
    account_name: str
    version: int
    looked_by: str
    looked_at: datetime | None
    statement_id: int
    statement_number: str
    file_name: str
    format: str
    checked: bool
    proposed: tuple[Part, ...]
    proposed_by: str
    proposed_at: datetime | None


@dataclass(frozen=True, slots=True)
class NamedAccount:
    code: str
    name: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedInvoice:
    """An invoice that a suggestion names, as it stands now."""

    number: str
    account_code: str
    app_id: str
    status: InvoiceStatus
    outstanding_minor: int
    currency: str
    due_on: date


_COUNTED = """
    SELECT state, sum(number)::int8, jsonb_object_agg(currency, minor), min(since_on)
    FROM (SELECT '{state}' AS state, currency, count(*) AS number, sum(left_minor)::int8 AS minor,
            min(booked_on) AS since_on
        FROM (SELECT currency, left_minor, booked_on FROM store_statementline
            WHERE state = '{state}' LIMIT {most}) one
        GROUP BY currency) counted GROUP BY state
"""
WAITING = (LineState.NEW, LineState.SUGGESTED, LineState.TO_DECIDE, LineState.UNAPPLIED)
_COUNTS = " UNION ALL ".join(_COUNTED.format(state=state, most=MOST + 1) for state in WAITING)
_ROW = """
    l.id, l.bank, l.booked_on, l.minor, l.currency, l.text, l.payer_name, l.state, l.left_minor,
    l.rule, l.evidence, l.suggestion, coalesce(a.code, ''), coalesce(a.name, ''), l.version
"""
_PAGE = f"""
    SELECT {_ROW} FROM store_statementline l LEFT JOIN store_account a ON a.id = l.account_id
    WHERE l.state = '{{state}}' AND l.id > %s AND (%s = '' OR l.bank = %s)
    ORDER BY l.id LIMIT %s
"""
_BACK = f"""
    SELECT {_ROW} FROM store_statementline l LEFT JOIN store_account a ON a.id = l.account_id
    WHERE l.state = '{{state}}' AND l.id < %s AND (%s = '' OR l.bank = %s)
    ORDER BY l.id DESC LIMIT %s
"""
_OF_STATEMENT = f"""
    SELECT {_ROW} FROM store_statementline l LEFT JOIN store_account a ON a.id = l.account_id
    WHERE l.statement_id = %s AND l.id > %s
        AND l.place >= coalesce((SELECT place FROM store_statementline WHERE id = %s), 0)
    ORDER BY l.place, l.id LIMIT %s
"""
_OF_ACCOUNT = f"""
    SELECT {_ROW} FROM store_statementline l JOIN store_account a ON a.id = l.account_id
    WHERE a.code = %s AND l.account_id IS NOT NULL AND l.id < %s ORDER BY l.id DESC LIMIT %s
"""
_ONE = """
    SELECT l.id, l.bank, l.place, l.booked_on, l.value_on, l.minor, l.currency, l.text,
        l.payer_name, l.payer_account, l.bank_id, l.end_to_end, l.structured, l.reversal,
        l.balance_minor, l.instructed_minor, l.instructed_currency, l.state, l.left_minor, l.rule,
        l.evidence, l.suggestion, coalesce(a.code, ''), coalesce(a.name, ''), l.version,
        l.looked_by, l.looked_at, s.id, s.number, s.file_name, s.format, s.checked, p.parts,
        coalesce(p.actor, ''), p.made_at
    FROM store_statementline l JOIN store_statement s ON s.id = l.statement_id
    LEFT JOIN store_account a ON a.id = l.account_id
    LEFT JOIN store_lineproposal p ON p.line_id = l.id AND p.version = l.version
    WHERE l.id = %s
"""
_NEXT = """
    SELECT l.id FROM store_statementline l
    WHERE l.state = '{state}' AND l.id > %s ORDER BY l.id LIMIT 1
"""
_ACCOUNTS = "SELECT id, code, name, currency FROM store_account WHERE id = ANY(%s::int8[])"
_INVOICES = """
    SELECT i.id, i.number, a.code, s.app_id, i.status,
        greatest(i.net_minor + i.tax_minor - i.credit_minor, 0) - i.deposit_minor, i.currency,
        i.due_on
    FROM store_invoice i JOIN store_account a ON a.id = i.account_id
    JOIN store_subscription s ON s.id = i.subscription_id
    WHERE i.id = ANY(%s::int8[])
"""
_LAST = 2**63 - 1


def waiting_lines() -> Mapping[LineState, Count]:
    """What is new, suggested, for a person to decide, or unapplied; states without lines too."""
    nothing = Count(0, False, {}, None)
    found = dict.fromkeys(WAITING, nothing)
    for state, number, minor, since_on in rows(_COUNTS):
        found[LineState(state)] = Count(min(number, MOST), number > MOST, minor, since_on)
    return found


def lines_of_state(
    state: LineState, *, bank: str = "", after: int = 0, limit: int
) -> tuple[LineRow, ...]:
    """A page of lines, the oldest import first, behind line `after`; of one bank account or all."""
    return tuple(map(_row, rows(_PAGE.format(state=state), [after, bank, bank, limit])))


def newest_lines_of_state(
    state: LineState, *, bank: str = "", before: int | None = None, limit: int
) -> tuple[LineRow, ...]:
    """The same backwards, the newest first: for what has been decided."""
    last = _LAST if before is None else before
    return tuple(map(_row, rows(_BACK.format(state=state), [last, bank, bank, limit])))


def lines_of_statement(statement_id: int, *, after: int = 0, limit: int) -> tuple[LineRow, ...]:
    """Lines that the statement brought, in the order of the file, behind line `after`."""
    return tuple(map(_row, rows(_OF_STATEMENT, [statement_id, after, after, limit])))


def lines_of_account(
    account_code: str, *, before: int | None = None, limit: int
) -> tuple[LineRow, ...]:
    """Lines that belong to one account, or are suggested for it, the newest first."""
    last = _LAST if before is None else before
    return tuple(map(_row, rows(_OF_ACCOUNT, [account_code, last, limit])))


def next_line(state: LineState, *, after: int) -> int | None:
    """The line behind this one in the same queue; None at its end."""
    found = rows(_NEXT.format(state=state), [after])
    return found[0][0] if found else None


def bank_line(line_id: int) -> LineSeen:
    """One line. Errors: `NotFound`."""
    found = rows(_ONE, [line_id])
    if not found:
        raise NotFound(f"There is no bank line {line_id}.", line=line_id)
    row = found[0]
    return LineSeen(
        id=row[0],
        bank=row[1],
        place=row[2],
        booked_on=row[3],
        value_on=row[4],
        minor=row[5],
        currency=row[6],
        text=row[7],
        payer_name=row[8],
        payer_account=row[9],
        bank_id=row[10],
        end_to_end=row[11],
        structured=row[12],
        reversal=row[13],
        balance_minor=row[14],
        instructed_minor=row[15],
        instructed_currency=row[16],
        state=LineState(row[17]),
        left_minor=row[18],
        rule=_rule(row[19]),
        evidence=evidence_of(row[20]),
        parts=parts_of(row[21]),
        account_code=row[22],
        account_name=row[23],
        version=row[24],
        looked_by=row[25],
        looked_at=row[26],
        statement_id=row[27],
        statement_number=row[28],
        file_name=row[29],
        format=row[30],
        checked=row[31],
        proposed=parts_of(row[32]),
        proposed_by=row[33],
        proposed_at=row[34],
    )


def named_accounts(account_ids: Iterable[int]) -> Mapping[int, NamedAccount]:
    """The accounts that suggestions and evidence speak of, by id."""
    return {row[0]: NamedAccount(*row[1:]) for row in rows(_ACCOUNTS, [array(account_ids)])}


def named_invoices(invoice_ids: Iterable[int]) -> Mapping[int, NamedInvoice]:
    """The invoices that suggestions name, by id."""
    return {
        row[0]: NamedInvoice(
            number=row[1],
            account_code=row[2],
            app_id=row[3],
            status=InvoiceStatus(row[4]),
            outstanding_minor=row[5],
            currency=row[6],
            due_on=row[7],
        )
        for row in rows(_INVOICES, [array(invoice_ids)])
    }


def _row(row: Row) -> LineRow:
    return LineRow(
        id=row[0],
        bank=row[1],
        booked_on=row[2],
        minor=row[3],
        currency=row[4],
        text=row[5],
        payer_name=row[6],
        state=LineState(row[7]),
        left_minor=row[8],
        rule=_rule(row[9]),
        evidence=evidence_of(row[10]),
        parts=parts_of(row[11]),
        account_code=row[12],
        account_name=row[13],
        version=row[14],
    )


def _rule(text: str) -> Rule | None:
    return Rule(text) if text else None
