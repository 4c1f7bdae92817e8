"""Local dates, the instants they begin at, and the arithmetic of periods.

Every boundary is computed from the anchor (`anchor + n months`, clamped to the last day), never
from the boundary before it. Ranges are half-open `[start, end)`. Zones are IANA names.
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_SEARCH = timedelta(hours=36)  # wider than any jump of a zone, a skipped calendar day included


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, clamped to that month's last day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    if day.day <= 28:
        return date(year, month, day.day)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def index_on(anchor: date, day: date, step: int) -> int:
    """The largest multiple of `step` months after `anchor` that begins on or before `day`."""
    index = ((day.year - anchor.year) * 12 + day.month - anchor.month) // step * step
    if add_months(anchor, index) > day:
        index -= step
    return index


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The zone by its IANA name; `ZoneInfoNotFoundError` or `ValueError` for anything else."""
    try:
        return ZoneInfo(name)
    except OSError as error:  # a folder of zones, or a name longer than a file's may be
        raise ValueError(f"{name!r} is not the name of a zone.") from error


@lru_cache(maxsize=65536)
def instant_of(day: date, zone: str) -> datetime:
    """The first instant of that local day that exists, in UTC.

    A repeated midnight gives the first one; a skipped midnight (or a skipped day) the first
    instant after it.
    """
    tz = zone_of(zone)
    midnight = datetime(day.year, day.month, day.day, tzinfo=tz)
    found = midnight.astimezone(UTC)
    if found.astimezone(tz).replace(tzinfo=None) == midnight.replace(tzinfo=None):
        return found
    before, after = found - _SEARCH, found + _SEARCH
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        if middle.astimezone(tz).date() >= day:
            after = middle
        else:
            before = middle
    return after


@lru_cache(maxsize=4096)
def local_date(now: datetime, zone: str) -> date:
    """The calendar date that people in `zone` have at the instant `now` (aware)."""
    return now.astimezone(zone_of(zone)).date()


def month_start_after(day: date) -> date:
    """The first day of the month after `day`'s."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
