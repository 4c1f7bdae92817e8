"""A debit of the statement is a refund of ours: it has been paid."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.bank_line import LineState
from prabayar.domain.errors import StatementRefused
from prabayar.domain.life.receive import refund_paid
from prabayar.domain.payout import PayoutState
from prabayar.domain.working import Work
from prabayar.store.line_states import lock_line, move_line
from prabayar.store.payouts import lock_payout, mark_paid
from prabayar.usecases.acting import Done, act


def pay_payout(payout_id: int, line_id: int, *, now: datetime, actor: str) -> Done:
    """`line_id` is a debit of just its amount and currency that nobody has decided yet.

    Errors: `NotFound`, `StatementRefused`, `AccountBusy`.
    """
    with transaction.atomic():
        line = lock_line(line_id)
        payout = lock_payout(payout_id)
        if payout.state is PayoutState.PAID:
            raise StatementRefused("This refund was seen as paid already.", payout=payout_id)
        if (line.minor, line.currency, line.left_minor) != (
            -payout.minor,
            payout.currency,
            payout.minor,
        ):
            raise StatementRefused(
                "The line is not an open debit of just this refund's amount.", line=line_id
            )

        def verb(work: Work) -> None:
            refund_paid(
                work,
                minor=payout.minor,
                bank=line.bank,
                line_id=line.id,
                refund=payout.fact_id,
            )

        done = act(payout.account_code, verb, now=now, actor=actor)
        mark_paid(payout, line_id=line.id, paid_on=line.booked_on)
        move_line(line, LineState.REFUND, left_minor=0, account_id=payout.account_id)
        return done
