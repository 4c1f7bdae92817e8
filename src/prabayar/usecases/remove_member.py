"""Remove a member from an account, or leave it oneself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.facts import FactKind
from prabayar.domain.people import check_remove
from prabayar.store.people import lock_team, remove_membership
from prabayar.usecases.acting import tell


def remove_member(
    account_code: str, member_id: int, *, by: int | None, now: datetime, actor: str
) -> None:
    """`by` is the member who asks, None the operator. Errors: `PeopleRefused`, `AccountBusy`."""
    with transaction.atomic():
        account, team = lock_team(account_code)
        before = check_remove(team, member_id, by=by)
        remove_membership(account.id, member_id)
        tell(
            account,
            FactKind.MEMBER_REMOVED,
            now=now,
            actor=actor,
            email=before.email,
            before=str(before.role),
        )
