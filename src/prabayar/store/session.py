"""How a connection of this thread behaves while it works through many statements of few kinds."""

from __future__ import annotations

from typing import Any, cast

import psycopg
from django.db import connection

from prabayar.store.bulk import run

_SEEN_BEFORE_PREPARED = 3


def prepare_statements() -> None:
    """Statements that come again and again are planned once."""
    connection.ensure_connection()
    driver = cast("psycopg.Connection[Any]", connection.connection)
    driver.prepare_threshold = _SEEN_BEFORE_PREPARED


def commit_in_the_background() -> None:
    """For a sandbox: a power cut may lose the last moments, in order; a kill loses nothing."""
    run("SET synchronous_commit = off")
