"""Show what allocating unapplied money would do, by the code that allocates it; nothing is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.life.receive import allocate
from prabayar.domain.working import Work
from prabayar.usecases.acting import Preview, foresee, owner_of, unapplied_for


def preview_allocation(
    key: str, *, reference: str = "", account_code: str = "", now: datetime
) -> Preview:
    """Errors: whatever `allocate_payment` would refuse."""
    with transaction.atomic():
        owner = owner_of(reference=reference, account_code=account_code)
        applied = unapplied_for(key, owner)

        def verb(work: Work) -> None:
            allocate(work, applied)

        return foresee(owner.code, verb, now=now, invoice_ids=owner.invoice_ids)
