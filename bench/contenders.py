"""What our way is compared with: the same rows, written the naive way and by binary COPY.

Both write the rows that ours wrote into the emptied tables, with all keys, constraints and
indexes, and durable commits. Neither reads nor decides anything.
"""

from __future__ import annotations

import pathlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, connections, models, transaction

Tables = Sequence[type[models.Model]]
_BLOCK = 1 << 20
# In the way of TRUNCATE, because they may refer to what is emptied.
_REFERRING = (
    "store_transfer",
    "store_receipt",
    "store_receiptline",
    "store_creditnote",
    "store_deferral",
    "store_paymentrequestitem",
    "store_reservedamount",
    "store_claim",
    "store_quote",
    "store_payout",
)


def dump(tables: Tables, folder: pathlib.Path, *, since_id: int = 0) -> list[pathlib.Path]:
    """All rows of each table in COPY's own format, or those that were made since an id."""
    folder.mkdir(parents=True, exist_ok=True)
    dumps = []
    for model in tables:
        path = folder / model._meta.db_table
        statement = f"COPY ({_made_since(model, since_id)}) TO STDOUT (FORMAT BINARY)"
        with path.open("wb") as file, connection.cursor() as cursor, cursor.copy(statement) as out:
            for block in out:
                file.write(block)
        dumps.append(path)
    return dumps


def _made_since(model: type[models.Model], since_id: int) -> str:
    columns = {field.column for field in model._meta.local_concrete_fields}
    key = next(
        name
        for name in ("id", "receipt_id", "invoice_id", "fact_id", "request_id")
        if name in columns
    )
    return f"SELECT * FROM {model._meta.db_table} WHERE {key} > {since_id}"


def empty(tables: Tables) -> None:
    """Truncates them, as the owner: the product's role may not."""
    names = {model._meta.db_table for model in tables}
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        names.update(name for name in _REFERRING if not _has_rows(cursor, name))
        cursor.execute("CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM store_period")
        cursor.execute(f"TRUNCATE {', '.join(sorted(names | {'store_period'}))}")
        if "store_period" not in names:
            cursor.execute("INSERT INTO store_period SELECT * FROM kept")


def _has_rows(cursor: Any, table: str) -> bool:
    cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
    return bool(cursor.fetchone()[0])


def copy_in(dumps: Sequence[pathlib.Path]) -> float:
    """Seconds that COPY takes for the rows, in one transaction."""
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for path in dumps:
            statement = f"COPY {path.name} FROM STDIN (FORMAT BINARY)"
            with path.open("rb") as file, cursor.copy(statement) as copy:
                while block := file.read(_BLOCK):
                    copy.write(block)
    return time.perf_counter() - began


def by_owner(
    tables: Iterable[models.QuerySet[Any]], owner: Callable[[models.Model], int]
) -> list[list[models.Model]]:
    """The rows of each owner together, in the order of the tables."""
    found: defaultdict[int, list[models.Model]] = defaultdict(list)
    for table in tables:
        for row in table.order_by("pk"):
            found[owner(row)].append(row)
    return list(found.values())


def insert_each(
    groups: Sequence[Sequence[models.Model]], change: Callable[[Sequence[models.Model]], None]
) -> float:
    """Seconds for a transaction per group: `save` of each row, then what has to be changed."""
    began = time.perf_counter()
    for group in groups:
        with transaction.atomic():
            for row in group:
                row.save(force_insert=True)
            change(group)
    return time.perf_counter() - began
