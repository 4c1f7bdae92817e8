"""One look at the database: several queries that see the same state, and change nothing.

`snapshot` opens it; large results are streamed by a cursor of the server, a chunk at a time.
Parameters are bound by the server, so a literal per cent sign in a statement is doubled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any, cast

import psycopg
from django.db import connection, transaction
from psycopg.rows import tuple_row

from prabayar.store.bulk import Row

_CHUNK = 5_000
_names = count(1)


class Reading:
    """Queries on one connection, inside the transaction that the caller has opened."""

    def __init__(self, driver: psycopg.Connection[Any]) -> None:
        self._driver = driver

    def rows(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """What a query finds, all of it."""
        with psycopg.Cursor(self._driver, row_factory=tuple_row) as opened:
            opened.execute(statement, parameters, binary=True)
            return opened.fetchall()

    def stream(self, statement: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        """What a query finds, a chunk at a time."""
        for row, _ in self._streamed(statement, parameters):
            yield row

    def records(
        self, statement: str, parameters: Sequence[object] = ()
    ) -> Iterator[dict[str, Any]]:
        """The same, each row by the names of its columns."""
        for row, names in self._streamed(statement, parameters):
            yield dict(zip(names, row, strict=True))

    def _streamed(
        self, statement: str, parameters: Sequence[object]
    ) -> Iterator[tuple[Row, tuple[str, ...]]]:
        name = f"reading_{next(_names)}"
        with psycopg.ServerCursor(self._driver, name, row_factory=tuple_row) as opened:
            opened.itersize = _CHUNK
            opened.execute(statement, parameters, binary=True)
            names = tuple(column.name for column in opened.description or ())
            for row in opened:
                yield row, names


@contextmanager
def snapshot() -> Iterator[Reading]:
    """A read-only transaction of its own, in which all queries see one state."""
    with transaction.atomic(durable=True):
        with connection.cursor() as first:
            first.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        with connection.wrap_database_errors:
            yield Reading(cast("psycopg.Connection[Any]", connection.connection))
