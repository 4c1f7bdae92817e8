"""What is wrong with a file of a vendor: where it is, what stands there, what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_VALUE = 80
MOST_PROBLEMS = 10_000  # of one file: then it is not read any further


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` counts the lines of the file from 1; `column` is "" if the line as a whole is wrong.

    `wanted` is what would be right, as the rest of a sentence.
    """

    line: int
    column: str
    value: str
    wanted: str


class Wrong(Exception):
    """A value that cannot be used; the text says what would be right."""

    def __init__(self, wanted: str) -> None:
        super().__init__(wanted)
        self.wanted = wanted


def problem(line: int, column: str, value: str, wanted: str) -> Problem:
    """A problem whose value is fit to be shown: on one line, and not longer than a line."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value)
    if len(shown) > LONGEST_VALUE:
        shown = f"{shown[: LONGEST_VALUE - 1]}…"
    return Problem(line, column, shown, wanted)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By line; those of one line as they were found."""
    return tuple(sorted(problems, key=lambda one: one.line))
