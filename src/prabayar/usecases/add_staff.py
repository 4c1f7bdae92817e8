"""Make somebody staff. They have no password until they follow a link and choose one."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from prabayar.domain.errors import PeopleRefused
from prabayar.domain.facts import FactKind
from prabayar.domain.people import StaffRole
from prabayar.store.people import (
    add_person,
    lock_staff,
    person,
    set_staff_role,
    vouch_for,
)
from prabayar.store.queries.people import memberships_of
from prabayar.usecases.acting import tell_of_operator


def add_staff(email: str, *, role: StaffRole, name: str, now: datetime, actor: str) -> int:
    """Their id; somebody who was staff before comes back. Errors: `PeopleRefused`."""
    email = email.strip().lower()
    with transaction.atomic():
        lock_staff()
        found = person(email)
        if found is not None and found.staff_role is not None:
            raise PeopleRefused(f"{email} is staff already.", rule="staff_already", email=email)
        if found is not None and memberships_of(found.id):
            raise PeopleRefused(
                f"{email} is a member of an account: staff sign in with an address of their own.",
                rule="member_of_account",
                email=email,
            )
        if found is not None and not found.confirmed:
            # Somebody else may have typed the address and chosen the password.
            vouch_for(found, password=make_password(None))
        member_id = found.id if found is not None else _new(email, name, now)
        set_staff_role(member_id, role)
        tell_of_operator(
            FactKind.STAFF_CHANGED, now=now, actor=actor, email=email, role=str(role), before=""
        )
    return member_id


def _new(email: str, name: str, now: datetime) -> int:
    return add_person(email=email, name=name, locale="en", password=make_password(None), now=now)
