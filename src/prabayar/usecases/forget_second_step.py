"""Forget the second step of somebody on the staff whose phone and recovery codes are gone.

They sign in with the password alone once more, and set up another before the next page.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.facts import FactKind
from prabayar.store.people import lock_staff, remove_second_step, staff_person
from prabayar.usecases.acting import tell_of_operator


def forget_second_step(email: str, *, now: datetime, actor: str) -> None:
    """Errors: `NotFound`."""
    with transaction.atomic():
        staff = lock_staff()
        one = staff_person(email)
        remove_second_step(one.id)
        role = str(staff[one.id])
        tell_of_operator(
            FactKind.STAFF_CHANGED,
            now=now,
            actor=actor,
            email=one.email,
            role=role,
            before=role,
            second_step=False,
        )
