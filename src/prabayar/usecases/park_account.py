"""Set an account aside: it is neither charged nor suspended until staff release it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.errors import ChangeRefused
from prabayar.store import parking
from prabayar.store.locks import lock_account_row
from prabayar.store.states import account_of


def park_account(account_code: str, *, reason: str, now: datetime, actor: str) -> None:
    """Errors: `ChangeRefused` without a reason or when it is parked already, `AccountBusy`."""
    if not reason.strip():
        raise ChangeRefused("An account is parked for a reason: say which.", account=account_code)
    with transaction.atomic():
        account = account_of(lock_account_row(account_code))
        if account.parked_reason:
            raise ChangeRefused(
                f"{account_code} is parked already: {account.parked_reason}", account=account_code
            )
        parking.park_account(account.id, reason=reason, now=now, actor=actor)
