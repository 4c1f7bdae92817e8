"""Withdraw an invitation: its letter is worth nothing from now on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.errors import PeopleRefused
from prabayar.domain.facts import FactKind
from prabayar.domain.people import check_withdraw
from prabayar.store.people import invitation, lock_team, withdraw
from prabayar.usecases.acting import tell


def withdraw_invitation(
    account_code: str, invitation_id: int, *, by: int | None, now: datetime, actor: str
) -> str:
    """The address that was invited. Errors: `PeopleRefused`, `NotFound`, `AccountBusy`."""
    with transaction.atomic():
        account, team = lock_team(account_code)
        invited = invitation(invitation_id, account_id=account.id)
        check_withdraw(team, role=invited.role, by=by)
        if not withdraw(invited.id, now=now):
            raise PeopleRefused(
                "This invitation was accepted or withdrawn meanwhile.", rule="closed"
            )
        tell(
            account,
            FactKind.INVITATION_WITHDRAWN,
            now=now,
            actor=actor,
            email=invited.email,
            role=str(invited.role),
        )
    return invited.email
