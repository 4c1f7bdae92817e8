"""Show what making an app would do, by the code that makes it; nothing is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.life import trial
from prabayar.domain.working import Work
from prabayar.usecases.acting import Preview, foresee


def preview_app(
    account_code: str, *, app_id: str, name: str, approved: bool, now: datetime
) -> Preview:
    """Errors: whatever `make_app` would refuse, but for an App ID that somebody has."""

    def verb(work: Work) -> None:
        trial.make_app(work, app_id=app_id, name=name, made_at=now, approved=approved)

    with transaction.atomic():
        return foresee(account_code, verb, now=now)
