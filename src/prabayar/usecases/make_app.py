"""Make an app: its trial starts."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from prabayar.domain.errors import TrialRefused
from prabayar.domain.life import trial
from prabayar.domain.working import Work
from prabayar.usecases.acting import Done, act


def make_app(
    account_code: str,
    *,
    app_id: str,
    name: str,
    approved: bool = False,
    now: datetime,
    actor: str,
) -> Done:
    """`approved` by staff lifts the most trials of an account. Errors: `TrialRefused`."""

    def verb(work: Work) -> None:
        trial.make_app(work, app_id=app_id, name=name, made_at=now, approved=approved)

    try:
        with transaction.atomic():
            return act(account_code, verb, now=now, actor=actor)
    except IntegrityError as error:
        raise TrialRefused(
            f"There is an app {app_id} already: an App ID is given once.", app=app_id
        ) from error
