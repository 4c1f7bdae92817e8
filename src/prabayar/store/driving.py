"""One process at a time drives a sandbox: locks that die with their connections.

What a killed process had sent is committed or gone when its connections have ended, so whoever
drives next waits for those.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prabayar.store.bulk import rows
from prabayar.store.errors import AccountBusy

_DRIVER, _CREW = 0x64726976, 0x63726577  # any two numbers, the same for everybody
_PATIENCE, _PAUSE = 10.0, 0.05  # seconds

_TRY = "SELECT pg_try_advisory_lock(%s::int8)"
_LEAVE = "SELECT pg_advisory_unlock(%s::int8)"
_JOIN = "SELECT true FROM pg_advisory_lock_shared(%s::int8)"


@contextmanager
def only_driver() -> Iterator[None]:
    """Nobody else drives meanwhile, and nobody of an earlier drive is left.

    Errors: `AccountBusy` if somebody still does after ten seconds.
    """
    _wait_for(_DRIVER)
    try:
        _wait_for(_CREW)
        rows(_LEAVE, [_CREW])
        yield
    finally:
        rows(_LEAVE, [_DRIVER])


def join_crew() -> None:
    """This thread's connection works for the driver, until it ends."""
    rows(_JOIN, [_CREW])


def _wait_for(key: int) -> None:
    since = time.monotonic()
    while not rows(_TRY, [key])[0][0]:
        if time.monotonic() - since > _PATIENCE:
            raise AccountBusy("Somebody else is moving the clock of this sandbox: wait for it.")
        time.sleep(_PAUSE)
