"""A CSV as rows of cells, each with the number of its first line. Errors: `UnreadableFile`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from prabayar.adapters.bank_files.problems import refused
from prabayar.adapters.bank_files.reading import LONGEST_LINE

MOST_CELLS = 1_000
_BROKEN_QUOTE = (
    "a cell in double quotes that ends before the next separator; a quote in it is doubled"
)
_TOO_LONG = f"a row of {LONGEST_LINE} characters at most"


def rows_of(text: str, separator: str, skip: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, after the first `skip` rows (empty ones count there)."""
    text = text.removeprefix("\ufeff")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    ended = 0
    try:
        for place, row in enumerate(rows):
            number, ended = ended + 1, rows.line_num
            if place < skip or not row:
                continue
            if len(row) > MOST_CELLS or len("".join(row)) > LONGEST_LINE:
                raise refused(number, "", row[0], f"{_TOO_LONG}, and of {MOST_CELLS} cells")
            yield number, row
    except csv.Error as error:
        # The limit on a cell is the reader's own and above ours.
        wanted = _TOO_LONG if "limit" in str(error) else _BROKEN_QUOTE
        raise refused(ended + 1, "", "", wanted) from None


def plain_cell(row: list[str], column: int) -> str:
    """What a cell says, without what keeps a spreadsheet from changing it; "" past the end."""
    if column >= len(row):
        return ""
    cell = row[column].strip()
    if cell.startswith('="') and cell.endswith('"'):
        cell = cell[2:-1]
    return cell.removeprefix("'")
