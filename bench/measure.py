"""One comparison: ours against the naive way and against COPY, in one run, as ratios."""

from __future__ import annotations

import pathlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import models

from bench import contenders

Change = Callable[[Sequence[models.Model]], None]
Groups = Callable[[int], list[list[models.Model]]]


@dataclass(frozen=True, slots=True)
class Ways:
    """How many were done, and the seconds for one of them, each way."""

    count: int
    ours: float
    naive: float
    copied: float

    @property
    def over_naive(self) -> float:
        return self.naive / self.ours

    @property
    def of_copy(self) -> float:
        return self.copied / self.ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is done, which tables it adds rows to, and how the naive way would do it.

    `groups(n)` are the rows of the first n, one list each; `change` what it updates beside them.
    """

    work: Callable[[], int]
    tables: contenders.Tables
    groups: Groups
    change: Change
    since_id: int = 0


def compare(
    one: Comparison, *, sample: int, folder: pathlib.Path, rest: Callable[[], None]
) -> Ways:
    """Ours first; then the same rows the other two ways, into the same tables, emptied.

    At the end the rows are there as ours wrote them.
    """
    rest()
    began = time.perf_counter()
    count = one.work()
    ours = time.perf_counter() - began
    groups = one.groups(sample)
    dumps = contenders.dump(one.tables, folder, since_id=one.since_id)
    contenders.empty(one.tables)
    rest()
    naive = contenders.insert_each(groups, one.change)
    contenders.empty(one.tables)
    rest()
    copied = contenders.copy_in(dumps)
    return Ways(count, ours / count, naive / len(groups), copied / count)
