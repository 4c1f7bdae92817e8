"""Take money back that was booked for an account: by mistake, or because its bank returned it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.bank_line import LineState
from prabayar.domain.errors import StatementRefused
from prabayar.domain.ids import AccountId
from prabayar.domain.life.undo import take_back
from prabayar.domain.working import Work
from prabayar.store.line_states import LockedLine, find_locked, lock_line, move_line
from prabayar.store.locks import lock_account_row, read_account_row
from prabayar.store.queries.finding import find_payment
from prabayar.store.queries.taking_back import Found, find_taken
from prabayar.usecases.acting import Done, Preview, act, foresee


def take_back_payment(
    key: str,
    account_code: str,
    *,
    reason: str,
    debit_id: int | None = None,
    now: datetime,
    actor: str,
    expected: str = "",
) -> Done:
    """All that is left of payment `key` with the account; what it had paid is undone.

    `debit_id` is the line of the statement by which the bank returned it; without one staff take
    it back, and it is unapplied again (or, recorded by hand, was never there). Errors: `NotFound`,
    `PaymentRefused`, `StatementRefused`, `AccountBusy`, `PreviewChanged`.
    """
    with transaction.atomic():
        debit, credited = _lines(key, debit_id)
        account = lock_account_row(account_code)
        found = _found(key, AccountId(account[0]), reason, debit)
        done = act(
            account_code,
            lambda work: take_back(work, found.taken),
            now=now,
            actor=actor,
            invoice_ids=found.invoice_ids,
            expected=expected,
        )
        if debit is not None:
            move_line(debit, LineState.RETURNED, left_minor=0, account_id=AccountId(account[0]))
        elif credited is not None:
            left = credited.left_minor + found.taken.minor
            move_line(credited, LineState.TO_DECIDE, left_minor=left)
        return done


def preview_taking_back(
    key: str, account_code: str, *, reason: str, debit_id: int | None = None, now: datetime
) -> Preview:
    """What `take_back_payment` would decide now; nothing is kept. Errors: whatever it refuses."""
    with transaction.atomic():
        debit, _ = _lines(key, debit_id)
        account = read_account_row(account_code)
        found = _found(key, AccountId(account[0]), reason, debit)

        def verb(work: Work) -> None:
            take_back(work, found.taken)

        return foresee(account_code, verb, now=now, invoice_ids=found.invoice_ids)


def _lines(key: str, debit_id: int | None) -> tuple[LockedLine | None, LockedLine | None]:
    """The debit, and the line that had brought the money: lines are locked before accounts."""
    payment = find_payment(key)
    own = None if payment is None else find_locked(_line_of(key))
    return (None if debit_id is None else lock_line(debit_id)), own


def _line_of(key: str) -> int:
    """Money of a statement is called after its line; no other key ends in the id of one."""
    name, _, number = key.rpartition("-")
    return int(number) if name.startswith("bank-") and number.isdecimal() else 0


def _found(key: str, account_id: AccountId, reason: str, debit: LockedLine | None) -> Found:
    bank = "" if debit is None else debit.bank
    returned = debit is not None
    found = find_taken(key, account_id, reason=reason, returned=returned, bank=bank)
    if debit is not None and (debit.minor >= 0 or debit.left_minor != found.taken.minor):
        raise StatementRefused(
            "The line is not a debit of just what the payment gave to this account: undo the"
            " booking by hand, then book what is right.",
            line=debit.id,
        )
    return found
