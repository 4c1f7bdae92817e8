"""What a person decides about one bank line: read under its lock, kept with who decided.

Lock order: the line, then its payment, then accounts ascending.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from prabayar.domain import ledger
from prabayar.domain.bank_line import LINE_TRANSITIONS, LineState, Part
from prabayar.domain.errors import PreviewChanged, StatementRefused
from prabayar.domain.ids import AccountId, PaymentId
from prabayar.domain.money import Money
from prabayar.domain.payment import Payment
from prabayar.store.bulk import rows, run
from prabayar.store.errors import NotFound
from prabayar.store.matches import parts_of, plain_parts
from prabayar.store.queries.people import names_of

_READ = """
    SELECT id, bank, minor, currency, booked_on, payer_account, state, left_minor, version,
        looked_by
    FROM store_statementline WHERE id = %s
"""
_KEEP = """
    UPDATE store_statementline SET state = %s, left_minor = %s, account_id = %s, suggestion = NULL,
        version = version + 1, looked_by = %s, looked_at = %s
    WHERE id = %s
"""
_TOUCH = """
    UPDATE store_statementline SET version = version + 1, looked_by = %s, looked_at = %s
    WHERE id = %s RETURNING version
"""
_PROPOSE = """
    INSERT INTO store_lineproposal (line_id, parts, version, actor, made_at)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (line_id) DO UPDATE SET parts = excluded.parts, version = excluded.version,
        actor = excluded.actor, made_at = excluded.made_at
"""
_PROPOSED = "SELECT parts, actor FROM store_lineproposal WHERE line_id = %s AND version = %s"
_SETTLED = "DELETE FROM store_lineproposal WHERE line_id = %s"
_TEACH = """
    INSERT INTO store_knownpayer (payer_account, account_id, taught_by, taught_at)
    VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
# What was put aside of a line, as not ours or to go back, less what was taken back of that.
_ASIDE = """
    SELECT ((SELECT coalesce(sum(minor), 0) FROM store_transfer
             WHERE debit LIKE 'unapplied:%%' AND debit = %(own)s AND credit = %(other)s)
          - (SELECT coalesce(sum(minor), 0) FROM store_transfer
             WHERE credit LIKE 'unapplied:%%' AND credit = %(own)s AND debit = %(other)s))::int8
"""
_OPEN = (LineState.SUGGESTED, LineState.TO_DECIDE, LineState.UNAPPLIED, LineState.NEW)
_WORDS = {
    LineState.BOOKED: "booked",
    LineState.CONFIRMED: "taken for money that was recorded by hand",
    LineState.NOT_OURS: "marked as not ours",
    LineState.RETURNED: "marked as returned",
    LineState.REFUND: "taken for a refund",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedLine:
    """A line as it stands; with `lock` nobody else changes it until the transaction ends."""

    id: int
    bank: str
    minor: int
    currency: str
    booked_on: date
    payer_account: str
    state: LineState
    left_minor: int
    version: int
    looked_by: str

    @property
    def is_credit(self) -> bool:
        return self.minor > 0

    @property
    def left(self) -> Money:
        return Money(self.left_minor, self.currency)

    def payment(self, part: Part | None = None) -> Payment:
        """The money of the line, or a part of it with what it is for."""
        return Payment(
            id=PaymentId(self.id),
            account_id=None,
            amount=self.left if part is None else Money(part.minor, self.currency),
            booked_on=self.booked_on,
            source=ledger.bank(self.bank),
            key=f"bank-{self.bank}-{self.id}",
            invoice_ids=() if part is None else part.invoice_ids,
            request="" if part is None else part.reference,
        )


def read_decided(line_id: int, *, lock: bool) -> DecidedLine:
    """The line, whatever its state. Errors: `NotFound`."""
    found = rows(f"{_READ} FOR NO KEY UPDATE" if lock else _READ, [line_id])
    if not found:
        raise NotFound(f"There is no bank line {line_id}.", line=line_id)
    row = found[0]
    return DecidedLine(
        id=row[0],
        bank=row[1],
        minor=row[2],
        currency=row[3],
        booked_on=row[4],
        payer_account=row[5],
        state=LineState(row[6]),
        left_minor=row[7],
        version=row[8],
        looked_by=row[9],
    )


def read_open(line_id: int, *, lock: bool) -> DecidedLine:
    """A line that waits for a decision. Errors: `StatementRefused` says who decided it."""
    line = read_decided(line_id, lock=lock)
    if line.state not in _OPEN:
        raise StatementRefused(
            f"{_who(line)} has {_WORDS[line.state]} this line already. Undo that first, if it was"
            " wrong.",
            line=line.id,
            state=str(line.state),
        )
    return line


def check_version(line: DecidedLine, version: int) -> None:
    """Errors: `PreviewChanged` that names who has looked at the line since it was shown."""
    if line.version != version:
        raise PreviewChanged(
            f"{_who(line)} has looked at this line since you did: look again, then decide."
        )


def _who(line: DecidedLine) -> str:
    if not line.looked_by or line.looked_by == "system":
        return "The system"
    return names_of([line.looked_by])[line.looked_by]


def keep_decided(
    line: DecidedLine,
    state: LineState,
    *,
    left_minor: int,
    account_id: AccountId | None = None,
    now: datetime,
    actor: str,
) -> None:
    """Errors: `StatementRefused` where the state cannot follow."""
    if state is not line.state and state not in LINE_TRANSITIONS[line.state]:
        raise StatementRefused(
            f"The line is {line.state} and cannot become {state}: look at it again.",
            state=str(line.state),
        )
    run(_KEEP, [str(state), left_minor, account_id, actor, now, line.id])
    run(_SETTLED, [line.id])


def propose(line: DecidedLine, parts: Sequence[Part], *, now: datetime, actor: str) -> None:
    """Keep what the first of two persons wants; whoever looked before has to look again."""
    version = rows(_TOUCH, [actor, now, line.id])[0][0]
    run(_PROPOSE, [line.id, json.dumps(plain_parts(parts)), version, actor, now])


def proposed(line: DecidedLine) -> tuple[tuple[Part, ...], str]:
    """What is proposed and by whom. Errors: `StatementRefused` if nothing is, any more."""
    found = rows(_PROPOSED, [line.id, line.version])
    if not found:
        raise StatementRefused("Nothing is proposed for this line any more.", line=line.id)
    return parts_of(found[0][0]), found[0][1]


def teach_payer(line: DecidedLine, account_id: AccountId, *, now: datetime, actor: str) -> None:
    """Money of this payer's bank account is this customer's, from now on."""
    run(_TEACH, [line.payer_account, account_id, actor, now])


def put_aside(line: DecidedLine) -> int:
    """What of the line is neither unapplied nor anybody's, in minor units."""
    own, other = ledger.unapplied(PaymentId(line.id)), ledger.bank_other(line.bank)
    minor: int = rows(_ASIDE, {"own": own, "other": other})[0][0]
    return minor
