"""Show what allocating unapplied money would do, by the code that allocates it; nothing is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from prabayar.domain.errors import PaymentRefused
from prabayar.domain.life.receive import allocate
from prabayar.domain.working import Work
from prabayar.store.queries.finding import lock_unapplied
from prabayar.usecases.acting import Preview, foresee, owner_of


def preview_allocation(
    key: str, *, reference: str = "", account_code: str = "", now: datetime
) -> Preview:
    """Errors: whatever `allocate_payment` would refuse."""
    with transaction.atomic():
        payment, left = lock_unapplied(key)
        owner = owner_of(reference=reference, account_code=account_code)
        if not owner.code:
            raise PaymentRefused("Say whose money it is: give a reference or an account.", key=key)
        applied = replace(
            payment, amount=left, invoice_ids=owner.invoice_ids, request=owner.reference
        )

        def verb(work: Work) -> None:
            allocate(work, applied)

        return foresee(owner.code, verb, now=now, invoice_ids=owner.invoice_ids)
