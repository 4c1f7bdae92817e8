"""Order a transfer of balance money back to a customer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.life.receive import refund
from prabayar.domain.working import Work
from prabayar.usecases.acting import Done, act


def refund_balance(
    account_code: str, minor: int, *, reason: str, now: datetime, actor: str
) -> Done:
    """`minor` units of the account's balance. Errors: `PaymentRefused`, `AccountBusy`."""

    def verb(work: Work) -> None:
        refund(work, minor=minor, reason=reason)

    with transaction.atomic():
        return act(account_code, verb, now=now, actor=actor)
