"""A letter as a value, and its two parts: text, and HTML for readers of mail.

Both come from the one value. Nothing in it is markup: HTML is escaped, and text is laid out here.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string

WIDTH = 76
NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its value; a `strong` one is a sum or a date that must not be missed."""

    label: str
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`figures` stand under each other, to the right; other values are read like sentences."""

    title: str
    rows: tuple[Row, ...]
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """The one thing to do: what the button says, and where it leads."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`code` is something to type, shown large; `afterwards` is said below the button.

    `sign_off` says why somebody gets this, and where it is switched off.
    """

    subject: str
    headline: str
    paragraphs: tuple[str, ...]
    greeting: str = ""
    code: str = ""
    tables: tuple[Table, ...] = ()
    action: Action | None = None
    afterwards: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What is around a letter: who it is from, its language, and the way to end letters of it."""

    brand: str
    language: str
    switch_off: Action | None = None


def subject_of(letter: Letter) -> str:
    """One line, whatever stands in the names of people and apps."""
    return " ".join("".join(c if c.isprintable() else " " for c in letter.subject).split())


def as_html(letter: Letter, frame: Frame) -> str:
    preview = letter.paragraphs[0] if letter.paragraphs else ""
    return render_to_string(
        "documents/letters/frame.html",
        {"letter": letter, "frame": frame, "subject": subject_of(letter), "preview": preview},
    )


def as_text(letter: Letter, frame: Frame) -> str:
    blocks = [letter.headline, letter.greeting, *letter.paragraphs]
    if letter.code:
        blocks.append(f"    {letter.code}")
    lines = [*_wrapped(blocks)]
    for table in letter.tables:
        lines += [*_table(table), ""]
    if letter.action is not None:
        lines += [f"{letter.action.label}:", letter.action.url, ""]
    lines += _wrapped(letter.afterwards)
    lines += ["-- ", frame.brand, ""]
    lines += _wrapped(letter.footnotes)
    if frame.switch_off is not None:
        lines += [f"{frame.switch_off.label}:", frame.switch_off.url]
    # The blanks that hold lines together have done so: what is copied has ordinary ones.
    return "\n".join(lines).rstrip().replace(NBSP, " ") + "\n"


def _wrapped(blocks: Iterable[str]) -> Iterator[str]:
    """Each block in lines of a bearable length, with an empty line behind it."""
    for block in blocks:
        if block:
            for line in block.splitlines():
                yield from (
                    textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False)
                    if not line.startswith("    ")
                    else [line]
                )
            yield ""


def _table(table: Table) -> Iterator[str]:
    wide = max(len(row.label) for row in table.rows)
    far = max(len(row.value) for row in table.rows) if table.figures else 0
    yield table.title
    for row in table.rows:
        first, *rest = row.value.splitlines() or [""]
        yield f"  {row.label:<{wide}}  {first:>{far}}"
        yield from (f"  {'':<{wide}}  {line}" for line in rest)
