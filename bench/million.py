"""Costs grow with what is due, not with what exists; memory grows with neither."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bench.crew import WORKERS
from bench.ground import memory_mb
from bench.renewals import decide_all
from bench.world import noon, open_catalog, populate
from prabayar.domain.catalog import Price


@dataclass(frozen=True, slots=True)
class Million:
    """Seconds for one renewal when `few` are due among `few` and among `many`; then all are due.

    All are decided by one process; `grown_mb` is how much more memory it held at the end.
    """

    few: int
    many: int
    among_few: float
    among_many: float
    all_due: float
    grown_mb: float


def measure(
    *,
    few: int,
    many: int,
    day: date,
    rest: Callable[[], None],
    clear: Callable[[], None],
    rounds: int = 3,
) -> Million:
    """The best of some rounds, each with `few` of its own that fall due on a day of its own: what
    else a machine does only ever adds.
    """
    among_few, among_many = [], []
    for _ in range(rounds):
        prices = _new_world(clear)
        populate(prices, first=0, count=few, due_on=day)
        rest()
        among_few.append(_timed(day, few))
    prices = _new_world(clear)
    for n in range(rounds):
        populate(prices, first=n * few, count=few, due_on=day + timedelta(days=n))
    last = day + timedelta(days=rounds)
    populate(prices, first=rounds * few, count=many - rounds * few, due_on=last)
    rest()
    for n in range(rounds):
        among_many.append(_timed(day + timedelta(days=n), few))
    rest()
    before = memory_mb()
    all_due = _timed(last, many - rounds * few, workers=1)
    return Million(
        few,
        many,
        min(among_few),
        min(among_many),
        all_due,
        memory_mb() - before,
    )


def _new_world(clear: Callable[[], None]) -> list[Price]:
    clear()
    return open_catalog()


def _timed(day: date, expected: int, *, workers: int = WORKERS) -> float:
    began = time.perf_counter()
    done = decide_all(now=noon(day), workers=workers)
    if done != expected:
        raise RuntimeError(f"{done} were decided on {day}, not {expected}")
    return (time.perf_counter() - began) / done
