"""Sets of rows to and from PostgreSQL, past the ORM: binary COPY in, binary rows out.

All run on Django's own connection, inside the caller's transaction, and raise Django's database
errors. Types are named as PostgreSQL names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from json.encoder import encode_basestring_ascii as _spelt
from typing import Any, cast

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.rows import tuple_row

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table and the columns that are written, as `name type` pairs with commas between."""

    name: str
    pairs: str
    columns: tuple[str, ...] = field(init=False)
    types: tuple[str, ...] = field(init=False)
    copy_in: sql.Composed = field(init=False)

    def __post_init__(self) -> None:
        pairs = [pair.split() for pair in self.pairs.split(",")]
        columns = tuple(name for name, _ in pairs)
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "types", tuple(kind for _, kind in pairs))
        copy_in = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
            sql.Identifier(self.name), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        object.__setattr__(self, "copy_in", copy_in)


def cursor() -> psycopg.Cursor[Row]:
    """A cursor of the driver: parameters are bound by the server, rows come as tuples."""
    connection.ensure_connection()
    driver = cast("psycopg.Connection[Any]", connection.connection)
    return psycopg.Cursor(driver, row_factory=tuple_row)


def rows(statement: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
    """What a query finds, all of it; parameters by place, or by name where one is used twice."""
    with connection.wrap_database_errors, cursor() as opened:
        opened.execute(statement, parameters, binary=True)
        return opened.fetchall()


def run(statement: str, parameters: Sequence[object] = ()) -> int:
    """How many rows a statement changed."""
    with connection.wrap_database_errors, cursor() as opened:
        opened.execute(statement, parameters)
        return opened.rowcount


def copy(table: Table, new: Sequence[Row]) -> None:
    """Add rows; none is no statement."""
    if not new:
        return
    with (
        connection.wrap_database_errors,
        cursor() as opened,
        opened.copy(table.copy_in) as stream,
    ):
        stream.set_types([_SENT_AS.get(kind, kind) for kind in table.types])
        write = stream.write_row
        for row in new:
            write(row)


# Binary COPY sends no types: a jsonb that is spelt below goes as the bytes that it is.
_SENT_AS = {"jsonb": "bytea"}
_WORDS: dict[int | None, str] = {None: "null", True: "true", False: "false"}


def jsonb(plain: Mapping[str, str | int | bool | None]) -> bytes:
    """Plain values as PostgreSQL reads a jsonb: a version and the text."""
    cells = [f"{_spelt(key)}:{_cell(value)}" for key, value in plain.items()]
    return b"\x01{" + ",".join(cells).encode() + b"}"


def _cell(value: str | int | bool | None) -> str | int:
    if isinstance(value, str):
        return _spelt(value)
    return _WORDS[value] if value is None or isinstance(value, bool) else value


def array(values: Iterable[object]) -> str:
    """An array literal of numbers, dates or words of an enum: nothing that needs quotes."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"


def quoted(text: str) -> str:
    """A text as part of an array or record literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
