"""A table as a CSV file to download: UTF-8 as spreadsheets recognise it, sent as it is made.

No cell is a formula: a text that a spreadsheet would read as one gets an apostrophe in front.
Amounts are decimal figures without grouping, dates and instants as ISO 8601 has them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice

from django.http import StreamingHttpResponse

from prabayar.domain.money import Money, decimal_text

Cell = str | int | bool | Money | date | datetime | None

_CHUNK = 500  # rows that are sent together
_MARK = "\ufeff"  # without it Excel takes the file for the machine's own code page
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")
# Also the wide forms, which some spreadsheets read as the narrow ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_response(
    name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> StreamingHttpResponse:
    """`name` may hold anything: what is safe in a file name is kept of it."""
    response = StreamingHttpResponse(_lines(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(name)}"'
    response["Cache-Control"] = "private, no-store"
    return response


def file_name(name: str) -> str:
    safe = _UNSAFE.sub("-", name).strip("-")[:80]
    return f"{safe or 'table'}.csv"


def _lines(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write(_MARK)
    writer.writerow([shown(title) for title in head])
    left = iter(rows)
    while True:
        chunk = list(islice(left, _CHUNK))
        writer.writerows([[shown(cell) for cell in row] for row in chunk])
        if buffer.tell():
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
        if len(chunk) < _CHUNK:
            return


def shown(cell: Cell) -> str:
    """A cell as it is written. A figure below 0 stays a figure."""
    match cell:
        case None:
            return ""
        case str():
            return f"'{cell}" if cell.startswith(_FORMULA) else cell
        case Money():
            return decimal_text(cell)
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
