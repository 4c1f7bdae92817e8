"""Where a statement line stands: read under its lock, changed with its version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prabayar.domain.bank_line import LINE_TRANSITIONS, LineState
from prabayar.domain.errors import StatementRefused
from prabayar.domain.ids import AccountId
from prabayar.store.bulk import rows, run
from prabayar.store.errors import NotFound

_LOCK = """
    SELECT id, bank, minor, currency, state, left_minor, version, booked_on
    FROM store_statementline
    WHERE id = %s FOR NO KEY UPDATE
"""
_CHANGE = """
    UPDATE store_statementline SET state = %s, left_minor = %s, account_id = %s,
        version = version + 1
    WHERE id = %s
"""


@dataclass(frozen=True, slots=True)
class LockedLine:
    """A line that nobody else changes until the transaction ends."""

    id: int
    bank: str
    minor: int
    currency: str
    state: LineState
    left_minor: int
    version: int
    booked_on: date


def lock_line(line_id: int) -> LockedLine:
    """Errors: `NotFound`."""
    found = find_locked(line_id)
    if found is None:
        raise NotFound(f"There is no statement line {line_id}.", line=line_id)
    return found


def find_locked(line_id: int) -> LockedLine | None:
    """The same for a payment that may be of no statement."""
    found = rows(_LOCK, [line_id])
    if not found:
        return None
    id_, bank, minor, currency, state, left, version, booked_on = found[0]
    return LockedLine(id_, bank, minor, currency, LineState(state), left, version, booked_on)


def move_line(
    line: LockedLine, state: LineState, *, left_minor: int, account_id: AccountId | None = None
) -> None:
    """Errors: `StatementRefused` where the state cannot follow."""
    if state is not line.state and state not in LINE_TRANSITIONS[line.state]:
        raise StatementRefused(
            f"The line is {line.state} and cannot become {state}: look at it again.",
            state=str(line.state),
        )
    run(_CHANGE, [str(state), left_minor, account_id, line.id])
