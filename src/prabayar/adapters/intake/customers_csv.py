"""`customers.csv`: the subscriptions of an earlier system, a row each, as samples/README.md says.

Every problem of the file is found in one go. A row with a problem of its own is not compared with
other rows, so that one mistake is one problem.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from prabayar.adapters.intake import cells
from prabayar.adapters.intake.customers_row import (
    COLUMNS,
    OF_ACCOUNT,
    OPTIONAL,
    CustomerRow,
    read_row,
)
from prabayar.adapters.intake.encoding import LARGEST, text_of
from prabayar.adapters.intake.problems import MOST_PROBLEMS, Problem, in_order, problem
from prabayar.domain.catalog import Catalog

_SEPARATORS = ",;\t"
_BROKEN_QUOTE = (
    "a cell in double quotes that ends before the next separator; a quote in it is doubled"
)
_BROKEN_CELL = f"cells of at most {csv.field_size_limit()} characters"
_TOO_MANY = f"fewer than {MOST_PROBLEMS:,} problems: mend these first, the rest is not read"
_MOST_COLUMNS = 200
_NO_CATALOG = "a plan of the catalogue, and there is none yet: import the catalogue first"


@dataclass(frozen=True, slots=True)
class CustomersFile:
    """The good rows in the order of the file, and what is wrong with the others.

    `read` counts the rows that are there; `whole` is False if the table itself is wrong (its first
    line, or it breaks off), so that leaving out bad rows would leave out what nobody has seen.
    """

    rows: tuple[CustomerRow, ...]
    problems: tuple[Problem, ...]
    read: int = 0
    whole: bool = True


def read_customers(
    raw: bytes, *, catalog: Catalog, now: datetime, largest: int = LARGEST
) -> CustomersFile:
    """`now` tells enrolments and creations that lie in the future."""
    text = text_of(raw, largest=largest)
    if isinstance(text, Problem):
        return CustomersFile((), (text,), whole=False)
    if not catalog.plans:
        return CustomersFile((), (problem(1, "plan", "", _NO_CATALOG),), whole=False)
    problems: list[Problem] = []
    records = _records(text, problems)
    header_line, header = next(records, (1, []))
    columns = _columns(header_line, header, problems)
    if columns is None:
        return CustomersFile((), in_order(problems), whole=False)
    rows: list[CustomerRow] = []
    first_lines: dict[str, int] = {}
    count = 0
    for line, record in records:
        if len(problems) >= MOST_PROBLEMS:
            problems.append(problem(line, "", "", _TOO_MANY))
            break
        count += 1
        values = _values(line, record, columns, problems)
        if values is None:
            continue
        row = read_row(line, values, catalog=catalog, now=now)
        app_id = values.get("app_id", "").strip()
        first = first_lines.setdefault(app_id, line) if app_id else line
        if not isinstance(row, CustomerRow):
            problems.extend(row)
        elif first != line:
            wanted = f"an App ID of its own: line {first} has the same"
            problems.append(problem(line, "app_id", app_id, wanted))
        else:
            rows.append(row)
    alike = _alike(rows, problems)
    unseen = any(
        one.line == header_line or one.wanted in (_BROKEN_QUOTE, _BROKEN_CELL, _TOO_MANY)
        for one in problems
    )
    return CustomersFile(alike, in_order(problems), count, whole=not unseen)


def _records(text: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """(line of the file at which it begins, cells) of each record that is not empty."""
    lines = io.StringIO(text, newline="")
    separator = _separator(text)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            wanted = _BROKEN_CELL if "limit" in str(error) else _BROKEN_QUOTE
            problems.append(problem(line, "", "a row that cannot be read", wanted))
            return
        if any(cell.strip() for cell in record):
            yield line, record


def _separator(text: str) -> str:
    """The one that cuts the first line into most of the columns' names."""
    first = text.lstrip("\r\n").partition("\n")[0]

    def known(separator: str) -> int:
        return sum(name.strip().strip('"').lower() in COLUMNS for name in first.split(separator))

    return max(_SEPARATORS, key=known)


def _columns(line: int, header: Sequence[str], problems: list[Problem]) -> list[str] | None:
    """The name of each column, "" for one that is not read; None if rows cannot be told."""
    names = [name.strip().lower() for name in header]
    while names and not names[-1]:
        names.pop()
    if not set(names).intersection(COLUMNS):
        wanted = "a first line with the names of the columns: " + ", ".join(COLUMNS)
        problems.append(problem(line, "", ",".join(header), wanted))
        return None
    if len(names) > _MOST_COLUMNS:
        wanted = f"at most {_MOST_COLUMNS} columns"
        problems.append(problem(line, "", f"{len(names)} columns", wanted))
        return None
    columns = []
    for name in names:
        if name in columns:
            problems.append(problem(line, name, name, "each column once"))
        elif name not in COLUMNS:
            meant = cells.alike(name, COLUMNS)
            wanted = f"{meant}?" if meant else "no such column: take it out of the file"
            problems.append(problem(line, name, name, wanted))
        columns.append(name if name in COLUMNS and name not in columns else "")
    missing = [name for name in COLUMNS if name not in columns and name not in OPTIONAL]
    problems.extend(problem(line, name, "", "this column, which is missing") for name in missing)
    return None if missing else columns


def _values(
    line: int, record: Sequence[str], columns: Sequence[str], problems: list[Problem]
) -> Mapping[str, str] | None:
    filled = len(record)
    while filled > len(columns) and not record[filled - 1].strip():
        filled -= 1
    if filled != len(columns):
        wanted = f"{len(columns)} cells, as many as the first line has"
        problems.append(problem(line, "", f"{filled} cells", wanted))
        return None
    return {name: cell for name, cell in zip(columns, record, strict=False) if name}


def _alike(rows: Sequence[CustomerRow], problems: list[Problem]) -> tuple[CustomerRow, ...]:
    """The rows that say of their account what its first row says; problems for the others."""
    firsts: dict[str, CustomerRow] = {}
    kept = []
    for row in rows:
        first = firsts.setdefault(row.account_code, row)
        other = [
            problem(
                row.line,
                column,
                said,
                f"“{before}”, as line {first.line} says of {row.account_code}",
            )
            for column, said, before in zip(
                OF_ACCOUNT, row.of_account(), first.of_account(), strict=True
            )
            if said != before
        ]
        problems.extend(other)
        if not other:
            kept.append(row)
    return tuple(kept)
