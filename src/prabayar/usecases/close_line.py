"""Put one bank line aside: it is no customer's money, or it goes back to its sender. And undo that.

What is put aside stands on `bank_other` until the bank's own line shows it, so that the books
always have what the bank has. By counter-transfers only.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain import ledger
from prabayar.domain.bank_line import LineState
from prabayar.domain.errors import StatementRefused
from prabayar.domain.facts import FactKind
from prabayar.domain.life.bank_lines import closed, not_ours, reopened
from prabayar.domain.life.receive import give_back
from prabayar.domain.money import Money
from prabayar.domain.state import Decision
from prabayar.domain.values import replace
from prabayar.store.decisions import save
from prabayar.store.line_decisions import (
    DecidedLine,
    check_version,
    keep_decided,
    put_aside,
    read_decided,
    read_open,
)
from prabayar.store.numbers import ids
from prabayar.store.queries.finding import lock_unapplied
from prabayar.store.terms import load_terms


def mark_not_ours(line_id: int, *, version: int, now: datetime, actor: str) -> None:
    """All that is left of the line is no customer's; a debit is a fee or another payment.

    Errors: `StatementRefused` says who decided it, `PreviewChanged`.
    """
    with transaction.atomic():
        line = _locked(line_id, version)
        if line.is_credit:
            decision = not_ours(
                line.id,
                bank=line.bank,
                amount=line.left,
                booked_on=line.booked_on,
                now=now,
                ids=ids(1),
                actor=actor,
            )
        else:
            decision = _closed(FactKind.LINE_NOT_OURS, line, now=now, actor=actor)
        save([decision], terms=load_terms())
        keep_decided(line, LineState.NOT_OURS, left_minor=0, now=now, actor=actor)


def return_line(line_id: int, *, version: int, now: datetime, actor: str) -> Money:
    """All that is left of the line goes back to its sender; returns how much. Errors: the same."""
    with transaction.atomic():
        line = _locked(line_id, version)
        if not line.is_credit:
            raise StatementRefused("Only money that came in can go back.", line=line.id)
        payment = replace(line.payment(), source=ledger.bank_other(line.bank))
        decision = give_back(payment, left=line.left, now=now, ids=ids(2), actor=actor)
        save([decision], terms=load_terms())
        keep_decided(line, LineState.RETURNED, left_minor=0, now=now, actor=actor)
        return line.left


def reopen_line(line_id: int, *, version: int, now: datetime, actor: str) -> None:
    """What was put aside is to be decided again. Errors: the same."""
    with transaction.atomic():
        line = read_decided(line_id, lock=True)
        check_version(line, version)
        aside = line.state in (LineState.NOT_OURS, LineState.RETURNED)
        if not aside or not line.minor or (not line.is_credit and line.state is LineState.RETURNED):
            raise StatementRefused(
                "Only what was put aside as not ours, or to go back, is opened again here.",
                line=line.id,
            )
        if line.is_credit:
            lock_unapplied(line.payment().key)
            amount = Money(put_aside(line), line.currency)
            decision = reopened(
                line.id,
                bank=line.bank,
                amount=amount,
                booked_on=line.booked_on,
                now=now,
                ids=ids(1),
                actor=actor,
            )
            left = amount.minor
        else:
            decision = _closed(FactKind.LINE_REOPENED, line, now=now, actor=actor)
            left = -line.minor
        save([decision], terms=load_terms())
        keep_decided(line, LineState.TO_DECIDE, left_minor=left, now=now, actor=actor)


def _locked(line_id: int, version: int) -> DecidedLine:
    """An open line that is still what was shown, with its payment."""
    line = read_open(line_id, lock=True)
    check_version(line, version)
    if line.is_credit:
        lock_unapplied(line.payment().key)
    return line


def _closed(kind: FactKind, line: DecidedLine, *, now: datetime, actor: str) -> Decision:
    return closed(
        kind,
        line.id,
        bank=line.bank,
        booked_on=line.booked_on,
        now=now,
        ids=ids(1),
        actor=actor,
    )
