"""Ask for a reckoning over all that is kept; a worker does it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.store import reckonings
from prabayar.store.reckonings import Subject


def ask_reckoning(subject: Subject, *, now: datetime, actor: str) -> None:
    """Asked for twice, it is done once more than it was asked for at most."""
    with transaction.atomic():
        reckonings.ask(subject, now=now, actor=actor)
