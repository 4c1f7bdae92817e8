"""How a connection, and this process, behave through many statements of few kinds."""

from __future__ import annotations

import gc
from typing import Any, cast

import psycopg
from django.db import connection

from prabayar.store.bulk import run

_SEEN_BEFORE_PREPARED = 3
_BATCH_OF_VALUES = 200_000


def prepare_statements() -> None:
    """Statements that come again and again are planned once: for many small transactions.

    Not for large batches: a plan that was made while tables were small reads them whole later.
    """
    connection.ensure_connection()
    driver = cast("psycopg.Connection[Any]", connection.connection)
    driver.prepare_threshold = _SEEN_BEFORE_PREPARED


def commit_in_the_background() -> None:
    """For a sandbox: a power cut may lose the last moments, in order; a kill loses nothing."""
    run("SET synchronous_commit = off")


def collect_rarely() -> None:
    """Of this process: its values die by themselves, and while a batch of them lives the search
    for cycles among them would cost a seventh of the batch.
    """
    gc.freeze()
    gc.set_threshold(_BATCH_OF_VALUES)
