"""How results look: tables for people, JSON for programs; amounts carry their currency.

Identifiers and amounts are never broken over two lines. Progress goes to standard error, and
only when somebody is watching.
"""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from prabayar.domain.money import Money, decimal_text

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

_WIDTH_OF_A_FILE = 200  # where nobody looks at a terminal, lines are as long as they need
_UNPRINTABLE = re.compile(r"[^\n -~]")
_SLIVER = 12  # no text is broken into a narrower column than this
_GAP = 2  # between columns
_STYLES = {
    "active": "green",
    "full": "green",
    "settled": "green",
    "trial": "cyan",
    "open": "yellow",
    "grace": "yellow",
    "lapsed": "red",
    "suspended": "red",
    "trial_expired": "red",
    "void": "dim",
    "ended": "dim",
}


class Align(StrEnum):
    TEXT = "text"  # may be broken over lines
    ID = "id"  # may not
    AMOUNT = "amount"  # may not, and ends at the right


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    align: Align = Align.TEXT


def id_column(title: str) -> Column:
    return Column(title, Align.ID)


def amount_column(title: str) -> Column:
    return Column(title, Align.AMOUNT)


class _Screen(Console):
    def on_broken_pipe(self) -> None:
        """Rich would end the process by itself; how commands end is told in one place."""
        raise BrokenPipeError


def console() -> Console:
    """Standard output, as wide as the terminal."""
    wide = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDTH_OF_A_FILE
    return _Screen(width=wide, highlight=False, markup=False, emoji=False)


def visible(text: str) -> str:
    """The text without what would drive a terminal, or turn the order of its letters round."""
    return _UNPRINTABLE.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    character = found[0]
    if character.isprintable():
        return character
    blank = character == "\t" or unicodedata.category(character) == "Zs"
    return " " if blank else "\N{REPLACEMENT CHARACTER}"


def say(text: str = "", *, style: str = "") -> None:
    """A line for people; a terminal may break it between words."""
    console().print(visible(text), style=style or None)


def print_table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], *, title: str = ""
) -> None:
    """Right-aligned amounts, unbroken identifiers; known states are coloured.

    Where these do not fit beside each other, each row is told in words: nothing is cut.
    """
    if title:
        say(title, style="bold")
    if _least_width(columns, rows) > console().width:
        for row in rows:
            _tell_row(columns, row)
        return
    table = Table(
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
        pad_edge=False,
        header_style="bold",
    )
    for column in columns:
        table.add_column(
            column.title,
            no_wrap=column.align is not Align.TEXT,
            justify="right" if column.align is Align.AMOUNT else "left",
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(Text(visible(cell), style=_STYLES.get(cell, "")) for cell in row))
    console().print(table)


def _least_width(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> int:
    """What the table needs to be read: texts may be broken, but not into slivers."""
    needed = 0
    for number, column in enumerate(columns):
        lines = (line for row in rows for line in row[number].split("\n"))
        widest = max(map(cell_len, (column.title, *lines)))
        breaks = column.align is Align.TEXT
        needed += min(widest, max(_SLIVER, cell_len(column.title))) if breaks else widest
    return needed + _GAP * (len(columns) - 1)


def _tell_row(columns: Sequence[Column], row: Sequence[str]) -> None:
    first, *others = (" ".join(cell.split()) for cell in row)
    titles = (column.title for column in columns[1:])
    told = [f"{title} {cell}" for title, cell in zip(titles, others, strict=True) if cell]
    say("  ".join((first, *told)))


def print_pairs(pairs: Sequence[tuple[str, str]]) -> None:
    """Names and values, a line each."""
    table = Table(box=None, show_header=False, pad_edge=False, show_edge=False)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for name, value in pairs:
        table.add_row(name, Text(visible(value), style=_STYLES.get(value, "")))
    console().print(table)


def print_json(value: Mapping[str, Any] | Sequence[Any]) -> None:
    """Stable keys; dates and instants as ISO 8601, amounts as decimal strings."""
    text = json.dumps(value, default=_plain, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.write(f"{_UNPRINTABLE.sub(_escaped, text)}\n")


def _escaped(found: re.Match[str]) -> str:
    """In JSON what cannot be printed stands within strings only."""
    return found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1]


def _plain(value: object) -> Any:
    match value:
        case Money():
            return {"amount": decimal_text(value), "currency": value.currency}
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case _:
            raise TypeError(f"{type(value).__name__} has no form in JSON")


def amount(money: Money) -> str:
    """`IDR 2,100,000`, `USD -12.50`: grouped, for people only."""
    return f"{money.currency} {figure(money)}"


def figure(money: Money) -> str:
    """The same where a column's title names the currency."""
    sign, digits = ("-", decimal_text(money)[1:]) if money.minor < 0 else ("", decimal_text(money))
    whole, point, fraction = digits.partition(".")
    return f"{sign}{int(whole):,}{point}{fraction}"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 app`, `1,200 apps`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error while something long runs, if somebody is watching."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    screen = Console(stderr=True)
    with Progress(*columns, TimeElapsedColumn(), console=screen, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
