"""Show what would be decided at once if an account were released; nothing is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.working import Work
from prabayar.usecases.acting import Preview, foresee


def preview_unparking(account_code: str, *, now: datetime) -> Preview:
    """What has fallen due meanwhile. Errors: `Undecidable` if its state contradicts itself."""

    def nothing_else(work: Work) -> None:
        """Everything that is due is decided in any case."""

    with transaction.atomic():
        return foresee(account_code, nothing_else, now=now)
