"""Make somebody a member whom the operator vouches for: the owner of an imported account."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from prabayar.domain.errors import PeopleRefused
from prabayar.domain.facts import FactKind
from prabayar.domain.people import Role, check_invite
from prabayar.store.people import add_membership, add_person, lock_team, person, vouch_for
from prabayar.usecases.acting import tell


def add_member(
    account_code: str, *, email: str, name: str, role: Role, now: datetime, actor: str
) -> int:
    """Their id. Whoever is new has no password until they follow a link and choose one.

    Errors: `PeopleRefused` (a member already, staff), `NotFound`, `AccountBusy`.
    """
    email = email.strip().lower()
    with transaction.atomic():
        account, team = lock_team(account_code)
        check_invite(team, email=email, role=role, by=None)
        found = person(email)
        if found is not None and found.staff_role is not None:
            raise PeopleRefused(
                f"{email} is staff: members sign in with an address of their own.",
                rule="is_staff",
                email=email,
            )
        if found is not None and not found.confirmed:
            # Somebody else may have typed the address and chosen the password.
            vouch_for(found, password=make_password(None))
        member_id = found.id if found is not None else _new(email, name, account.locale, now)
        # Told first: those who were there before are warned, not the new one.
        tell(account, FactKind.MEMBER_ADDED, now=now, actor=actor, email=email, role=str(role))
        add_membership(account.id, member_id, role=role, now=now)
    return member_id


def _new(email: str, name: str, locale: str, now: datetime) -> int:
    return add_person(email=email, name=name, locale=locale, password=make_password(None), now=now)
