"""The clock of a sandbox: a row, moved forward by hand. Outside a sandbox there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prabayar.store.bulk import rows, run
from prabayar.store.errors import ClockRefused

_READ = "SELECT now_at, seed FROM store_clock"
_EMPTY = "SELECT NOT EXISTS (SELECT FROM store_account)"
_OPEN = """
    INSERT INTO store_clock (id, sandbox, now_at, seed) VALUES (1, true, %s, %s)
    ON CONFLICT DO NOTHING
"""
_ADVANCE = "UPDATE store_clock SET now_at = %s WHERE now_at <= %s"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What time it is in the sandbox, and what its chance comes from."""

    now_at: datetime
    seed: str


def read_sandbox() -> Sandbox | None:
    """None on an installation that bills real customers."""
    found = rows(_READ)
    return Sandbox(*found[0]) if found else None


def open_sandbox(*, now: datetime, seed: str) -> None:
    """Make this installation a sandbox for ever; only while it has no accounts."""
    if not rows(_EMPTY)[0][0]:
        raise ClockRefused("An installation with accounts cannot become a sandbox: use a new one.")
    if run(_OPEN, [now, seed]) == 0:
        raise ClockRefused("This installation is a sandbox already.")


def advance_sandbox(*, now: datetime) -> None:
    """Set the clock of the sandbox to `now`; the same instant again changes nothing."""
    if run(_ADVANCE, [now, now]) == 1:
        return
    sandbox = read_sandbox()
    if sandbox is None:
        raise ClockRefused("The clock is moved by hand only in a sandbox; this is none.")
    raise ClockRefused(
        f"The clock stands at {sandbox.now_at.isoformat()}: it is never set back.",
        now=sandbox.now_at.isoformat(),
    )
