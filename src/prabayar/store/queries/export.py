"""The canonical export: one JSON object a line, natural keys only, always in the same order.

Two databases in which the same happened give the same bytes, whatever ids they gave. One snapshot.
In `export_renumbered` documents are numbered by what they are, for runs whose workers shared the
work and took numbers in another order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from prabayar.store.queries.export_rows import GIVEN, IN_ORDER, KINDS, Names
from prabayar.store.queries.reading import snapshot


def export() -> Iterator[str]:
    """A line per account, app, subscription and so on, without line ends."""
    return _lines(GIVEN)


def export_renumbered() -> Iterator[str]:
    """The same with numbers put in the order of time, account and app."""
    return _lines(IN_ORDER)


def _lines(names: Names) -> Iterator[str]:
    with snapshot() as read:
        for kind, statement in KINDS.items():
            for record in read.records(names.in_front_of(statement)):
                yield _line(kind, record)


def _line(kind: str, record: dict[str, Any]) -> str:
    """Keys in the order of the alphabet, nothing between the parts."""
    return json.dumps(
        {"record": kind, **record},
        default=_plain,
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )


def _plain(value: object) -> str:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case _:
            raise TypeError(f"{type(value).__name__} has no place in an export")
