"""Take a reckoning that somebody has asked for, for this worker alone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.store import reckonings
from prabayar.store.reckonings import Subject


def take_reckoning(*, now: datetime) -> Subject | None:
    """None if none is wanted, or if others work on all of them."""
    with transaction.atomic():
        return reckonings.take(now=now)
