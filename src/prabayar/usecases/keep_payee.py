"""Say to which bank account a customer's refunds go."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.facts import FactKind
from prabayar.domain.payout import Payee, check_payee
from prabayar.store.locks import lock_account_row
from prabayar.store.payouts import keep_payee as keep
from prabayar.store.payouts import payee_of
from prabayar.store.states import account_of
from prabayar.usecases.acting import tell


def keep_payee(account_code: str, payee: Payee, *, now: datetime, actor: str) -> None:
    """It holds for files that are made from now on. Errors: `PaymentRefused`, `NotFound`.

    The number stands in no fact: whoever reads the history is told that it changed, not to what.
    """
    check_payee(payee)
    with transaction.atomic():
        account = account_of(lock_account_row(account_code))
        before = payee_of(account.id)
        if payee == before:
            return
        keep(account.id, payee, now=now, actor=actor)
        tell(
            account,
            FactKind.ACCOUNT_CHANGED,
            now=now,
            actor=actor,
            field="refund_account",
            before="" if before is None else _shown(before),
            after=_shown(payee),
        )


def _shown(payee: Payee) -> str:
    return f"{payee.bank} …{payee.number[-4:]}"
