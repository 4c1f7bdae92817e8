"""The order in which one decision's movements of the balance are told.

A decision settles an upgrade's invoice with the credit for the old plan's days, and records the
settlement first. Told so, the balance between the two is one that never was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from prabayar.domain.facts import FactKind


@dataclass(frozen=True, slots=True)
class Step:
    """What a fact did to the balance."""

    kind: FactKind
    recorded_at: datetime
    app_id: str
    minor: int


def told_in(steps: Sequence[Step]) -> list[int]:
    """The places of `steps`, the oldest first: each settlement behind the credit that it uses."""
    order: list[int] = []
    for _at, places in groupby(range(len(steps)), key=lambda place: steps[place].recorded_at):
        order += _of_instant(steps, list(places))
    return order


def _of_instant(steps: Sequence[Step], places: Sequence[int]) -> Iterator[int]:
    behind: dict[int, list[int]] = {}
    for place in places:
        step = steps[place]
        if step.kind is FactKind.INVOICE_SETTLED and step.minor < 0:
            later = range(place + 1, places[-1] + 1)
            behind.setdefault(_last_credit(steps, place, later), []).append(place)
    moved = {place for waiting in behind.values() for place in waiting}
    for place in places:
        if place not in moved:
            yield place
        yield from behind.get(place, ())


def _last_credit(steps: Sequence[Step], settled: int, later: Sequence[int]) -> int:
    """The last of the app's credits that the settlement needs; itself where none follows."""
    missing, last = -steps[settled].minor, settled
    for place in later:
        if missing <= 0:
            break
        if steps[place].app_id == steps[settled].app_id and steps[place].minor > 0:
            missing, last = missing - steps[place].minor, place
    return last
