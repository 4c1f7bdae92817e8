"""Keep what came of a reckoning, with the instant that it holds for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from prabayar.store import reckonings
from prabayar.store.reckonings import Subject


def keep_reckoning(
    subject: Subject, came_of_it: Mapping[str, Any], *, as_of: datetime, actor: str = ""
) -> None:
    """`actor` is who did it without having asked before; a worker leaves it out."""
    with transaction.atomic():
        reckonings.keep(subject, came_of_it, as_of=as_of, actor=actor)
