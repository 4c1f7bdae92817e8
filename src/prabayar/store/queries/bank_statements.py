"""Statements of the operator's bank accounts, for pages. Each function is one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from prabayar.domain.bank_line import LineState
from prabayar.domain.statement import Caution, caution_of
from prabayar.store.bulk import Row, rows
from prabayar.store.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """`lines` are those that it brought, `known` those that earlier files had brought."""

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
    warnings: tuple[Caution, ...]
    imported_at: datetime
    actor: str


_COLUMNS = """
    s.id, s.bank, s.place, s.format, s.number, s.currency, s.from_on, s.to_on, s.opening_minor,
    s.closing_minor, s.checked, s.lines, s.known, s.file_hash, s.file_name, s.warnings,
    s.imported_at, s.actor
"""
_ONE = f"SELECT {_COLUMNS} FROM store_statement s WHERE s.id = %s"
# The newest imports first; ids rise with time.
_PAGE = f"""
    SELECT {_COLUMNS} FROM store_statement s
    WHERE (%s = '' OR s.bank = %s) AND s.id < %s ORDER BY s.id DESC LIMIT %s
"""
_NEWEST = f"""
    SELECT DISTINCT ON (s.bank) {_COLUMNS} FROM store_statement s
    WHERE s.to_on IS NOT NULL ORDER BY s.bank, s.to_on DESC, s.id DESC
"""
_STATES = """
    SELECT state, count(*)::int8 FROM store_statementline WHERE statement_id = %s GROUP BY state
"""
_LAST = 2**63 - 1


def bank_statement(statement_id: int) -> StatementRow:
    """One statement. Errors: `NotFound`."""
    found = rows(_ONE, [statement_id])
    if not found:
        raise NotFound(f"There is no statement {statement_id}.", statement=statement_id)
    return _row(found[0])


def bank_statements(
    *, bank: str = "", before: int | None = None, limit: int
) -> tuple[StatementRow, ...]:
    """The newest imports first, of one bank account or of all; `before` is the last id shown."""
    last = _LAST if before is None else before
    return tuple(map(_row, rows(_PAGE, [bank, bank, last, limit])))


def newest_statements() -> Mapping[str, StatementRow]:
    """Of each bank account, by its code, the statement that reaches furthest."""
    return {row[1]: _row(row) for row in rows(_NEWEST)}


def states_of_statement(statement_id: int) -> Mapping[LineState, int]:
    """How many lines of the statement stand where."""
    return {LineState(state): count for state, count in rows(_STATES, [statement_id])}


def _row(row: Row) -> StatementRow:
    return StatementRow(
        id=row[0],
        bank=row[1],
        place=row[2],
        format=row[3],
        number=row[4],
        currency=row[5],
        from_on=row[6],
        to_on=row[7],
        opening_minor=row[8],
        closing_minor=row[9],
        checked=row[10],
        lines=row[11],
        known=row[12],
        file_hash=row[13],
        file_name=row[14],
        warnings=tuple(map(caution_of, row[15])),
        imported_at=row[16],
        actor=row[17],
    )
