"""Reckonings over all that is kept: asked for, taken by one worker, kept until the next.

One row for each subject. A worker that dies leaves its reckoning to be taken again after a while.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from prabayar.store.bulk import rows, run
from prabayar.store.models.reckoning import Subject

__all__ = ["Reckoned", "Subject", "ask", "keep", "put_back", "read", "take"]

_PATIENCE = timedelta(hours=1)  # a reckoning of millions of rows takes minutes

_READ = """
    SELECT asked_at, asked_by, began_at, as_of_at, came_of_it FROM store_reckoning
    WHERE subject = %s
"""
_ASK = """
    INSERT INTO store_reckoning (subject, asked_at, asked_by) VALUES (%s, %s, %s)
    ON CONFLICT (subject) DO UPDATE
    SET asked_at = excluded.asked_at, asked_by = excluded.asked_by, began_at = NULL
"""
_TAKE = """
    UPDATE store_reckoning SET began_at = %s WHERE subject = (
        SELECT subject FROM store_reckoning
        WHERE asked_at IS NOT NULL AND (began_at IS NULL OR began_at < %s)
        ORDER BY asked_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING subject
"""
_PUT_BACK = "UPDATE store_reckoning SET began_at = NULL WHERE subject = %s"
_KEEP = """
    INSERT INTO store_reckoning AS r (subject, asked_by, as_of_at, came_of_it)
    VALUES (%s, %s, %s, %s::jsonb)
    ON CONFLICT (subject) DO UPDATE
    SET asked_at = NULL, began_at = NULL, as_of_at = excluded.as_of_at,
        came_of_it = excluded.came_of_it, asked_by = coalesce(nullif(%s, ''), r.asked_by)
"""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The last result, and whether a newer one is on its way: asked for, begun."""

    asked_at: datetime | None = None
    asked_by: str = ""
    began_at: datetime | None = None
    as_of_at: datetime | None = None
    came_of_it: Mapping[str, Any] | None = None


def read(subject: Subject) -> Reckoned:
    found = rows(_READ, [subject])
    return Reckoned(*found[0]) if found else Reckoned()


def ask(subject: Subject, *, now: datetime, actor: str) -> None:
    """Whoever works on it already is let finish; another begins."""
    run(_ASK, [subject, now, actor])
    run("NOTIFY prabayar_due")


def take(*, now: datetime) -> Subject | None:
    """The one that has waited longest, for this worker alone."""
    found = rows(_TAKE, [now, now - _PATIENCE])
    return Subject(found[0][0]) if found else None


def put_back(subject: Subject) -> None:
    run(_PUT_BACK, [subject])


def keep(subject: Subject, came_of_it: Mapping[str, Any], *, as_of: datetime, actor: str) -> None:
    """`actor` is "" for a worker: then it stays who asked."""
    run(_KEEP, [subject, actor, as_of, json.dumps(came_of_it), actor])
