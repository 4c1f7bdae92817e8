"""Show what ordering a refund would do, by the code that orders it; nothing is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.life.receive import refund
from prabayar.domain.working import Work
from prabayar.usecases.acting import Preview, foresee


def preview_refund(account_code: str, minor: int, *, reason: str, now: datetime) -> Preview:
    """Errors: whatever `refund_balance` would refuse."""

    def verb(work: Work) -> None:
        refund(work, minor=minor, reason=reason)

    with transaction.atomic():
        return foresee(account_code, verb, now=now)
