"""Give unapplied money to the account that it belongs to, or to one of its payment requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from prabayar.domain.errors import PaymentRefused
from prabayar.domain.life.receive import allocate
from prabayar.domain.working import Work
from prabayar.store.queries.finding import lock_unapplied
from prabayar.usecases.acting import Done, act, owner_of


def allocate_payment(
    key: str,
    *,
    reference: str = "",
    account_code: str = "",
    now: datetime,
    actor: str,
    expected: str = "",
) -> Done:
    """All that is left of payment `key` goes to the request or to the account's balance.

    Errors: `PaymentRefused` if nothing is left or nobody is named, `NotFound`, `AccountBusy`,
    `PreviewChanged`.
    """
    with transaction.atomic():
        payment, left = lock_unapplied(key)
        owner = owner_of(reference=reference, account_code=account_code)
        if not owner.code:
            raise PaymentRefused("Say whose money it is: give a reference or an account.", key=key)
        if left.minor <= 0:
            raise PaymentRefused(
                f"Nothing of payment {key} is unapplied: it has been allocated or returned.",
                key=key,
            )
        applied = replace(
            payment, amount=left, invoice_ids=owner.invoice_ids, request=owner.reference
        )

        def verb(work: Work) -> None:
            allocate(work, applied)

        return act(
            owner.code,
            verb,
            now=now,
            actor=actor,
            invoice_ids=owner.invoice_ids,
            expected=expected,
        )
