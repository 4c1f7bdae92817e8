"""Make an installation without accounts a sandbox, for ever: its clock is a row."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.store.clock import open_sandbox


def make_sandbox(*, now: datetime, seed: str) -> None:
    """`now` is what the clock shows. Errors: `ClockRefused` if there are accounts or a clock."""
    with transaction.atomic():
        open_sandbox(now=now, seed=seed)
