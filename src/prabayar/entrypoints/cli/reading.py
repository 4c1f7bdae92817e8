"""Arguments of commands as values: the same readers as for files, told as usage errors."""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

import typer

from prabayar.adapters.intake import cells
from prabayar.adapters.intake.problems import LONGEST_VALUE, Wrong
from prabayar.domain.money import DIGITS, Money

# Read by `read_day` and `read_amount`: typer's own dates bring a time of day with them.
Day = str
Currency = str

Read = TypeVar("Read")


LONGEST_ARGUMENT = 4_096  # as long as a path may be


def check_arguments(arguments: Sequence[str]) -> None:
    """A usage error for one that no command could use."""
    for number, text in enumerate(arguments, start=1):
        if len(text) > LONGEST_ARGUMENT:
            raise typer.BadParameter(
                f"Argument {number} has {len(text)} characters: at most {LONGEST_ARGUMENT}."
            )
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise typer.BadParameter(f"Argument {number} is not text in UTF-8.")


def words(text: str) -> str:
    """Callback of an option that takes free words, or none."""
    return reading("The text", lambda said: cells.an_optional_text(said, longest=2_000), text)


def a_reason(text: str) -> str:
    """Callback of an option whose words stay in the books."""
    said = words(text)
    if not said:
        raise typer.BadParameter("It stays in the books: say why.")
    return said


def a_key(text: str) -> str:
    """Callback of an option that names something for ever; "" if it is not given."""
    if not text:
        return text
    return reading("The key", lambda said: cells.a_line(said, what="a name"), text)


def bytes_of(file: pathlib.Path, *, largest: int) -> bytes:
    """What a file holds; of a larger one, just enough to tell that it is too large."""
    with file.open("rb") as opened:
        return opened.read(largest + 1)


def reading(name: str, read: Callable[[str], Read], text: str) -> Read:
    """The value, or a usage error that says what would be right."""
    try:
        return read(text.strip())
    except Wrong as wrong:
        stop = "" if wrong.wanted.endswith("?") else "."
        shown = repr(text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…")
        said = f"{name} is {shown}, and should be {wrong.wanted}{stop}"
        raise typer.BadParameter(said) from None


def read_day(text: str, name: str) -> date:
    return reading(name, cells.a_date, text)


def read_amount(text: str, currency: str, name: str) -> Money:
    """An amount above 0 in a currency that is known."""
    if currency not in DIGITS:
        raise typer.BadParameter(
            f"{currency!r} is no currency that is known: {cells.one_of(DIGITS)}."
        )
    minor = reading(name, lambda given: cells.an_amount(given, currency), text)
    if minor == 0:
        raise typer.BadParameter(f"{name} is an amount above 0.")
    return Money(minor, currency)
