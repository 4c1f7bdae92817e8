"""Let a person of the operator go: they are signed out, and cannot sign in any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.facts import FactKind
from prabayar.domain.people import check_staff
from prabayar.store.people import lock_staff, set_staff_role, staff_person
from prabayar.usecases.acting import tell_of_operator


def remove_staff(email: str, *, now: datetime, actor: str) -> None:
    """Errors: `PeopleRefused` (the last admin), `NotFound`."""
    with transaction.atomic():
        staff = lock_staff()
        one = staff_person(email)
        check_staff(staff, one.id, role=None)
        set_staff_role(one.id, None)
        tell_of_operator(
            FactKind.STAFF_CHANGED,
            now=now,
            actor=actor,
            email=one.email,
            role="",
            before=str(staff[one.id]),
        )
