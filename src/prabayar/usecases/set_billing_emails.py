"""Say which addresses get an account's invoices and notices beside its members."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from prabayar.domain.ids import AccountId
from prabayar.domain.life import grants
from prabayar.store.people import lock_team
from prabayar.usecases.acting import Done, act


def set_billing_emails(
    account: AccountId | str, emails: Sequence[str], *, now: datetime, actor: str
) -> Done:
    """Errors: `ChangeRefused` (too many, or no address), `AccountBusy`, `NotFound`."""
    with transaction.atomic():
        locked, _team = lock_team(account)
        return act(
            locked.code,
            lambda work: grants.set_billing_emails(work, tuple(emails)),
            now=now,
            actor=actor,
        )
