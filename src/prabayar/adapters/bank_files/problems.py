"""The one way in which a bank's file is refused: where it is, what stands there, what is right."""

from __future__ import annotations

from prabayar.adapters.intake.problems import Problem, Wrong, problem

__all__ = ["Problem", "UnreadableFile", "Wrong", "refused"]


class UnreadableFile(Exception):
    """A file of a bank that is not read, as a whole. Nothing else leaves a reader."""

    def __init__(self, found: Problem) -> None:
        place = f"line {found.line}{f', {found.column}' if found.column else ''}"
        super().__init__(f"{place}: {found.value or '(empty)'}, and should be {found.wanted}")
        self.problem = found


def refused(line: int, column: str, value: str, wanted: str) -> UnreadableFile:
    """To be raised; the value is made fit to be shown."""
    return UnreadableFile(problem(max(line, 1), column, value, wanted))
