"""The beginning of a bank's CSV as cells, so that staff can point at columns.

Separator and encoding are guessed here, what the columns are in `guessing`. Errors:
`UnreadableFile`, for what is no text.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass

from prabayar.adapters.bank_files.mapping import MOST_COLUMNS, SEPARATORS
from prabayar.adapters.bank_files.problems import refused
from prabayar.adapters.bank_files.reading import LARGEST, decoded, marked_encoding

MOST_ROWS = 30
_LONGEST_CELL = 500
_LOOKED_AT = 64 * 1024  # characters


@dataclass(frozen=True, slots=True)
class Peek:
    """`rows` are the first ones, the empty ones too: a mapping's `skip_rows` counts them all."""

    encoding: str
    separator: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def columns(self) -> int:
        return max(map(len, self.rows), default=0)


def peek(data: bytes, *, encoding: str | None = None, separator: str | None = None) -> Peek:
    """What staff see of a file; what they have chosen is not guessed."""
    if len(data) > LARGEST:
        raise refused(1, "", f"{len(data)} bytes", f"at most {LARGEST} bytes: split the file")
    encoding = encoding or _encoding(data)
    text = decoded(data, encoding)[:_LOOKED_AT].removeprefix("\ufeff")
    separator = separator or max(SEPARATORS, key=lambda one: _fit(text, one))
    rows = _rows(text, separator)
    if not any(rows):
        raise refused(1, "", "", "a CSV: there are no rows")
    return Peek(encoding, separator, tuple(tuple(_shown(row)) for row in rows))


def _encoding(data: bytes) -> str:
    marked = marked_encoding(data)
    if marked:
        return marked.removesuffix("-sig")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _rows(text: str, separator: str) -> list[list[str]]:
    """As far as they can be read: a broken quote further down is told when the file is read."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(row[:MOST_COLUMNS])
            if len(rows) == MOST_ROWS:
                break
    except csv.Error:
        return rows
    return rows


def _fit(text: str, separator: str) -> tuple[int, int]:
    """How many rows have the usual number of cells, and how many cells that is."""
    counts = Counter(len(row) for row in _rows(text, separator) if len(row) > 1)
    if not counts:
        return 0, 0
    cells, rows = max(counts.items(), key=lambda one: (one[1], one[0]))
    return rows, cells


def _shown(row: list[str]) -> list[str]:
    return [
        "".join(c if c.isprintable() else " " for c in cell[:_LONGEST_CELL]).strip() for cell in row
    ]
