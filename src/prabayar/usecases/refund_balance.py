"""Order a transfer of balance money back to a customer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.errors import PaymentRefused
from prabayar.domain.ids import AccountId
from prabayar.domain.life.receive import refund
from prabayar.domain.money import Money
from prabayar.domain.working import Work
from prabayar.store.locks import lock_account_row
from prabayar.store.queries.finding import find_refund
from prabayar.usecases.acting import Done, act


def refund_balance(
    account_code: str,
    minor: int,
    *,
    reason: str,
    key: str = "",
    now: datetime,
    actor: str,
    expected: str = "",
) -> Done | None:
    """`minor` units of the account's balance; None if `key` has ordered exactly this before.

    A key names a refund of the account for ever; without one the same again is another refund.
    Errors: `PaymentRefused`, `NotFound`, `AccountBusy`, `PreviewChanged`.
    """

    def verb(work: Work) -> None:
        refund(work, minor=minor, reason=reason, key=key)

    with transaction.atomic():
        account = lock_account_row(account_code)
        ordered = find_refund(AccountId(account[0]), key) if key else None
        if ordered is None:
            return act(account_code, verb, now=now, actor=actor, expected=expected)
        if ordered.minor != minor:
            raise PaymentRefused(
                f"{key} has ordered a refund of {ordered}, not of"
                f" {Money(minor, ordered.currency)}: give another refund another key.",
                key=key,
            )
        return None
