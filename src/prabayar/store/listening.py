"""Hears that something was kept: every save tells channel `prabayar_due`."""

from __future__ import annotations

from typing import Any, cast

import psycopg
from django.db import connection

from prabayar.store.bulk import run


def listen() -> None:
    """From now on, on this thread's connection."""
    run("LISTEN prabayar_due")


def heard(*, seconds: float) -> bool:
    """Wait up to so long; whether something was kept meanwhile. Errors: Django's, of a lost
    connection.
    """
    with connection.wrap_database_errors:
        driver = cast("psycopg.Connection[Any]", connection.connection)
        return any(True for _ in driver.notifies(timeout=seconds, stop_after=1))
