"""Let an account that was set aside be decided again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.errors import ChangeRefused
from prabayar.store import parking
from prabayar.store.locks import lock_account_row
from prabayar.store.states import account_of


def unpark_account(account_code: str, *, now: datetime, actor: str) -> None:
    """What has fallen due meanwhile is done at once. Errors: `ChangeRefused`, `AccountBusy`."""
    with transaction.atomic():
        account = account_of(lock_account_row(account_code))
        if not account.parked_reason:
            raise ChangeRefused(f"{account_code} is not parked.", account=account_code)
        parking.unpark_account(account.id, now=now, actor=actor)
