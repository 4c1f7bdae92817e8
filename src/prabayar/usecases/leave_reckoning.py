"""Leave a reckoning that has failed to whoever tries next."""

from __future__ import annotations

from django.db import transaction

from prabayar.store import reckonings
from prabayar.store.reckonings import Subject


def leave_reckoning(subject: Subject) -> None:
    with transaction.atomic():
        reckonings.put_back(subject)
