"""Arguments of commands as values: the same readers as for files, told as usage errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import typer

from prabayar.adapters.intake import cells
from prabayar.adapters.intake.problems import Wrong
from prabayar.domain.money import DIGITS, Money

# Read by `read_day` and `read_amount`: typer's own dates bring a time of day with them.
Day = str
Currency = str

Read = TypeVar("Read")


def reading(name: str, read: Callable[[str], Read], text: str) -> Read:
    """The value, or a usage error that says what would be right."""
    try:
        return read(text.strip())
    except Wrong as wrong:
        stop = "" if wrong.wanted.endswith("?") else "."
        said = f"{name} is {text!r}, and should be {wrong.wanted}{stop}"
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
