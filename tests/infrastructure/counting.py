"""How many statements some work takes: Django's and the store's, which go past its log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass
class Counted:
    """`number` is right once the block has been left."""

    number: int = 0


@contextmanager
def counted() -> Iterator[Counted]:
    found, plain, of_store = Counted(), psycopg.Cursor.execute, 0

    def execute(cursor: Any, *given: Any, **named: Any) -> Any:
        nonlocal of_store
        of_store += type(cursor) is psycopg.Cursor
        return plain(cursor, *given, **named)

    with pytest.MonkeyPatch.context() as patch, CaptureQueriesContext(connection) as logged:
        patch.setattr(psycopg.Cursor, "execute", execute)
        yield found
    found.number = len(logged) + of_store
