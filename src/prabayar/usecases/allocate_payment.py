"""Give unapplied money to the account that it belongs to, or to one of its payment requests."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.life.receive import allocate
from prabayar.domain.working import Work
from prabayar.usecases.acting import Done, act, owner_of, unapplied_for


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
        owner = owner_of(reference=reference, account_code=account_code)
        applied = unapplied_for(key, owner)

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
