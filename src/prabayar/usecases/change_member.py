"""Give a member another role."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.facts import FactKind
from prabayar.domain.people import Role, check_change
from prabayar.store.people import change_role, lock_team
from prabayar.usecases.acting import tell


def change_member(
    account_code: str, member_id: int, *, role: Role, by: int | None, now: datetime, actor: str
) -> None:
    """`by` is the member who asks, None the operator; the role that somebody has changes nothing.

    Errors: `PeopleRefused` (the last owner, no right), `AccountBusy`.
    """
    with transaction.atomic():
        account, team = lock_team(account_code)
        before = check_change(team, member_id, role=role, by=by)
        if before.role is role:
            return
        change_role(account.id, member_id, role=role)
        tell(
            account,
            FactKind.MEMBER_CHANGED,
            now=now,
            actor=actor,
            email=before.email,
            role=str(role),
            before=str(before.role),
        )
