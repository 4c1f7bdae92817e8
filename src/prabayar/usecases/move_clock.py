"""Move the clock of a sandbox forward. What falls due then is another matter."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.store.clock import advance_sandbox


def move_clock(*, now: datetime) -> None:
    """Set it to `now`. Errors: `ClockRefused` outside a sandbox, and for setting it back."""
    with transaction.atomic():
        advance_sandbox(now=now)
