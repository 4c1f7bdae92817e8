"""Give a person of the operator another role."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.facts import FactKind
from prabayar.domain.people import StaffRole, check_staff
from prabayar.store.people import lock_staff, set_staff_role, staff_person
from prabayar.usecases.acting import tell_of_operator


def change_staff(email: str, *, role: StaffRole, now: datetime, actor: str) -> None:
    """The role that somebody has changes nothing. Errors: `PeopleRefused` (the last admin),
    `NotFound`.
    """
    with transaction.atomic():
        staff = lock_staff()
        one = staff_person(email)
        if staff[one.id] is role:
            return
        check_staff(staff, one.id, role=role)
        set_staff_role(one.id, role)
        tell_of_operator(
            FactKind.STAFF_CHANGED,
            now=now,
            actor=actor,
            email=one.email,
            role=str(role),
            before=str(staff[one.id]),
        )
