"""Local dates, the instants they begin at, and periods that tile from their anchor."""

import itertools
import pathlib
import struct
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prabayar.domain.period import (
    add_months,
    index_on,
    instant_of,
    local_date,
    month_start_after,
    zone_of,
)
from prabayar.domain.policy import Policy

DAY = timedelta(days=1)
# 28 years hold every combination of weekday, month and leap year.
ANCHORS = [date(2024, 1, 1) + n * DAY for n in range((date(2052, 1, 1) - date(2024, 1, 1)).days)]
# Zones that have skipped or repeated a midnight, or a whole day, and two plain ones.
ZONES = [
    "Africa/Cairo",
    "America/Asuncion",
    "America/Havana",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Amman",
    "Asia/Beirut",
    "Asia/Jakarta",
    "Asia/Tehran",
    "Atlantic/Azores",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Kiritimati",
]
# The day after one that a zone skipped begins at the same instant as the skipped one.
SKIPPED = {
    "Pacific/Apia": date(2011, 12, 30),
    "Pacific/Kiritimati": date(1994, 12, 31),
}
days = st.dates(date(1972, 1, 1), date(2100, 12, 31))
zones = st.sampled_from(ZONES)


def starts(anchor: date, months: int) -> list[date]:
    return [add_months(anchor, n) for n in range(months)]


# -- the arithmetic of months ----------------------------------------------------------------


def test_t1_an_anchor_on_the_31st_comes_back_after_a_short_month() -> None:
    assert starts(date(2027, 1, 31), 5) == [
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2027, 4, 30),
        date(2027, 5, 31),
    ]


@pytest.mark.parametrize(
    ("year", "last"), [(2024, 29), (2027, 28), (2028, 29), (2100, 28), (2000, 29)]
)
@pytest.mark.parametrize("day", [28, 29, 30, 31])
def test_t2_february_clamps_an_anchor_to_its_last_day(year: int, last: int, day: int) -> None:
    anchor = date(year, 1, day)
    assert add_months(anchor, 1) == date(year, 2, min(day, last))
    assert add_months(anchor, 2) == date(year, 3, day)


def test_t3_a_year_from_29_february_comes_back_to_it_in_leap_years() -> None:
    assert [add_months(date(2024, 2, 29), 12 * n) for n in range(5)] == [
        date(2024, 2, 29),
        date(2025, 2, 28),
        date(2026, 2, 28),
        date(2027, 2, 28),
        date(2028, 2, 29),
    ]
    assert add_months(date(2096, 2, 29), 48) == date(2100, 2, 28)
    assert add_months(date(2096, 2, 29), 96) == date(2104, 2, 29)


@pytest.mark.parametrize(
    ("today", "index"),
    [
        (date(2027, 1, 31), 0),
        (date(2027, 2, 27), 0),
        (date(2027, 2, 28), 1),
        (date(2027, 3, 30), 1),
        (date(2027, 3, 31), 2),
        (date(2027, 4, 30), 3),
        (date(2027, 1, 30), -1),
    ],
)
def test_t4_the_last_day_of_a_short_month_begins_the_period_of_an_anchor_31(
    today: date, index: int
) -> None:
    assert index_on(date(2027, 1, 31), today, 1) == index


@pytest.mark.parametrize("step", [1, 12])
@pytest.mark.parametrize("anchor", [date(2026, 10, 17), date(2024, 2, 29), date(2026, 8, 31)])
def test_t5_the_day_of_a_boundary_belongs_to_the_new_period(anchor: date, step: int) -> None:
    for n in range(0, 5 * step, step):
        assert index_on(anchor, add_months(anchor, n), step) == n
        assert index_on(anchor, add_months(anchor, n) - DAY, step) == n - step


def test_t12_a_trial_of_one_month_ends_with_the_last_day_of_a_short_month() -> None:
    """Made on 31 January at 10:15: served to the end of 28 February, announced on the 21st."""
    made_on = local_date(datetime(2027, 1, 31, 3, 15, tzinfo=UTC), "Asia/Jakarta")
    last_on = add_months(made_on, 1)
    assert (made_on, last_on) == (date(2027, 1, 31), date(2027, 2, 28))
    assert last_on - timedelta(days=Policy().trial_reminder_days) == date(2027, 2, 21)
    assert instant_of(last_on + DAY, "Asia/Jakarta") == datetime(2027, 2, 28, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("made_at", "zone", "made_on", "last_on"),
    [
        (
            datetime(2028, 2, 29, 16, 59, 59, 999_000, tzinfo=UTC),
            "Asia/Jakarta",
            date(2028, 2, 29),
            date(2028, 3, 29),
        ),
        (
            datetime(2018, 11, 4, 3, tzinfo=UTC),
            "America/Sao_Paulo",
            date(2018, 11, 4),
            date(2018, 12, 4),
        ),
        (
            datetime(2018, 11, 4, 2, 59, 59, 999_999, tzinfo=UTC),
            "America/Sao_Paulo",
            date(2018, 11, 3),
            date(2018, 12, 3),
        ),
    ],
)
def test_t13_an_app_made_at_the_last_instant_of_a_day_or_in_a_gap(
    made_at: datetime, zone: str, made_on: date, last_on: date
) -> None:
    assert local_date(made_at, zone) == made_on
    assert add_months(made_on, 1) == last_on


def check_tiling(anchor: date, step: int, count: int) -> None:
    bounds = [add_months(anchor, n * step) for n in range(count + 1)]
    assert bounds[0] == anchor
    for n, (start, end) in enumerate(itertools.pairwise(bounds)):
        assert start < end
        assert index_on(anchor, start, step) == n * step
        assert index_on(anchor, end - DAY, step) == n * step
        whole = start.day == anchor.day
        assert whole or (start.day < anchor.day and (start + DAY).day == 1)


def test_monthly_periods_tile_for_every_anchor_of_28_years() -> None:
    """Each period ends where the next begins, by construction: 49 months hold a leap February."""
    for anchor in ANCHORS:
        check_tiling(anchor, 1, 49)


def test_yearly_periods_tile_for_every_anchor_of_28_years() -> None:
    for anchor in ANCHORS:
        check_tiling(anchor, 12, 28)


def test_every_day_lies_in_exactly_one_period() -> None:
    """Day by day over nine years: the index never falls and rises by one on each boundary."""
    for anchor in [date(2024, 1, d) for d in (1, 15, 28, 29, 30, 31)] + [date(2024, 2, 29)]:
        for step in (1, 12):
            found = [index_on(anchor, anchor + n * DAY, step) for n in range(-800, 2_500)]
            rises = {b - a for a, b in itertools.pairwise(found)}
            assert rises == {0, step}
            boundaries = [i for i, (a, b) in enumerate(itertools.pairwise(found)) if a != b]
            assert all(
                add_months(anchor, found[i + 1]) == anchor + (i - 799) * DAY for i in boundaries
            )


@given(days, days, st.sampled_from([1, 12]))
def test_the_index_on_a_day_is_the_last_start_on_or_before_it(
    anchor: date, day: date, step: int
) -> None:
    index = index_on(anchor, day, step)
    assert index % step == 0
    assert add_months(anchor, index) <= day < add_months(anchor, index + step)


@given(days, st.integers(-600, 600))
def test_months_later_is_that_month_and_the_same_day_or_its_last(day: date, months: int) -> None:
    found = add_months(day, months)
    assert found.year * 12 + found.month == day.year * 12 + day.month + months
    assert found.day == day.day or (found.day < day.day and (found + DAY).day == 1)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 10, 1), date(2026, 11, 1)),
        (date(2026, 10, 31), date(2026, 11, 1)),
        (date(2026, 11, 30), date(2026, 12, 1)),
        (date(2026, 12, 1), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
        (date(2028, 2, 29), date(2028, 3, 1)),
    ],
)
def test_the_next_month_begins_on_its_first_day(day: date, first: str) -> None:
    assert month_start_after(day) == first


# -- instants --------------------------------------------------------------------------------


def test_t6_the_last_evening_of_the_year_in_utc_is_new_year_in_jakarta() -> None:
    now = datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert local_date(now, "Asia/Jakarta") == date(2027, 1, 1)
    assert local_date(now - timedelta(microseconds=1), "Asia/Jakarta") == date(2026, 12, 31)
    assert local_date(now, "UTC") == date(2026, 12, 31)
    assert instant_of(date(2027, 1, 1), "Asia/Jakarta") == now


def test_t14_a_document_of_new_year_counts_in_the_year_of_the_issuers_zone() -> None:
    issued_at = datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert local_date(issued_at, Policy().issuer_zone).year == 2027


@pytest.mark.parametrize(
    ("zone", "day", "first"),
    [
        ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00"),  # 00:00 becomes 01:00
        ("America/Havana", date(2024, 3, 10), "2024-03-10T05:00"),
        ("Asia/Beirut", date(2024, 3, 31), "2024-03-30T22:00"),
        ("Africa/Cairo", date(2024, 4, 26), "2024-04-25T22:00"),
        ("America/Asuncion", date(2024, 10, 6), "2024-10-06T04:00"),
        ("America/Santiago", date(2024, 9, 8), "2024-09-08T04:00"),
        ("Asia/Tehran", date(2022, 3, 22), "2022-03-21T20:30"),
        ("Atlantic/Azores", date(2024, 3, 31), "2024-03-31T01:00"),
    ],
)
def test_t7_a_midnight_that_does_not_exist_gives_the_first_instant_after_it(
    zone: str, day: date, first: str
) -> None:
    found = instant_of(day, zone)
    assert found == datetime.fromisoformat(first).replace(tzinfo=UTC)
    local = found.astimezone(zone_of(zone))
    assert (local.date(), local.hour, local.minute) == (day, 1, 0)


def test_t7_a_gap_that_begins_before_midnight_ends_after_it() -> None:
    """In Toronto, 30 March 1919: at 23:30 the clocks went to 00:30 of the next day."""
    found = instant_of(date(1919, 3, 31), "America/Toronto")
    assert found == datetime(1919, 3, 31, 4, 30, tzinfo=UTC)
    assert local_date(found - timedelta(seconds=1), "America/Toronto") == date(1919, 3, 30)


@pytest.mark.parametrize(
    ("zone", "day", "first"),
    [
        ("America/Havana", date(2024, 11, 3), "2024-11-03T04:00"),  # 01:00 becomes 00:00
        ("Atlantic/Azores", date(2024, 10, 27), "2024-10-27T00:00"),
        ("Asia/Amman", date(2021, 10, 29), "2021-10-28T21:00"),
        ("America/St_Johns", date(2010, 11, 7), "2010-11-07T02:30"),  # 00:01 becomes 23:01
    ],
)
def test_t7_a_midnight_that_comes_twice_gives_the_first(zone: str, day: date, first: str) -> None:
    found = instant_of(day, zone)
    assert found == datetime.fromisoformat(first).replace(tzinfo=UTC)
    again = datetime(day.year, day.month, day.day, tzinfo=zone_of(zone), fold=1)
    assert again.astimezone(UTC) == found + timedelta(hours=1)


def test_t7_an_evening_that_comes_twice_does_not_move_the_midnight_after_it() -> None:
    """In São Paulo, 18 February 2018: 00:00 became 23:00 of the day before."""
    found = instant_of(date(2018, 2, 18), "America/Sao_Paulo")
    assert found == datetime(2018, 2, 18, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "skipped", "first"),
    [
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00"),
        ("Pacific/Kiritimati", date(1994, 12, 31), "1994-12-31T10:00"),
        ("Pacific/Kwajalein", date(1993, 8, 21), "1993-08-21T12:00"),
    ],
)
def test_t7_a_day_that_was_skipped_begins_with_the_day_after_it(
    zone: str, skipped: date, first: str
) -> None:
    found = instant_of(skipped, zone)
    assert found == datetime.fromisoformat(first).replace(tzinfo=UTC)
    assert instant_of(skipped + DAY, zone) == found
    assert local_date(found, zone) == skipped + DAY
    assert local_date(found - timedelta(microseconds=1), zone) == skipped - DAY


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_begins_at_the_first_instant_that_has_its_date_or_a_later_one(zone: str) -> None:
    """Every day of 1990 to 2037, and the second before: the change happens there and only once."""
    earlier = instant_of(date(1989, 12, 31), zone)
    for n in range((date(2038, 1, 1) - date(1990, 1, 1)).days):
        day = date(1990, 1, 1) + n * DAY
        found = instant_of(day, zone)
        assert local_date(found, zone) >= day
        assert local_date(found - timedelta(microseconds=1), zone) < day
        assert found > earlier or (found == earlier and SKIPPED[zone] == day - DAY)
        earlier = found


@given(days, days, zones)
def test_instants_rise_with_their_dates(one: date, other: date, zone: str) -> None:
    assert (instant_of(one, zone) <= instant_of(other, zone)) or one > other


@given(zones, st.sampled_from([1, 12]), days, st.integers(0, 59))
def test_the_instants_of_periods_tile_in_zones_with_a_gap(
    zone: str, step: int, anchor: date, n: int
) -> None:
    """Half-open: the first instant of a period is not in the one before, the last one is."""
    start = add_months(anchor, n * step)
    at = instant_of(start, zone)
    today = local_date(at, zone)
    yesterday = local_date(at - timedelta(microseconds=1), zone)
    assert index_on(anchor, today, step) == n * step
    assert index_on(anchor, yesterday, step) == (n - 1) * step


@given(
    st.integers(0, 60 * 366 * 86_400),
    zones.filter(lambda zone: zone != "America/St_Johns"),
)
def test_an_instant_lies_in_its_local_day(seconds: int, zone: str) -> None:
    now = datetime(1980, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    today = local_date(now, zone)
    assert instant_of(today, zone) <= now < instant_of(today + DAY, zone)


def test_where_the_date_itself_goes_back_the_day_has_begun_at_its_first_midnight() -> None:
    """Newfoundland until 2011: at 00:01 the clocks went to 23:01 of the day before."""
    zone, day = "America/St_Johns", date(2010, 11, 7)
    found = instant_of(day, zone)
    assert local_date(found, zone) == day
    assert local_date(found + timedelta(minutes=1), zone) == day - DAY
    assert local_date(found + timedelta(minutes=60), zone) == day


@pytest.mark.parametrize(
    "name",
    ["", "Nowhere/At_all", "Asia", "America/Argentina", "/etc/passwd", "../UTC", "a\0b", "A" * 300],
)
def test_what_is_not_the_name_of_a_zone_is_refused(name: str) -> None:
    with pytest.raises((zoneinfo.ZoneInfoNotFoundError, ValueError)):
        zone_of(name)


@pytest.fixture
def zone_files(tmp_path: pathlib.Path) -> Iterator[Callable[..., None]]:
    """A folder of time zones that can change, as an update of the system changes it."""

    def write(name: str, *, hours: int) -> None:
        header = b"TZif2" + bytes(15) + struct.pack(">6l", 0, 0, 0, 0, 1, 4)
        kinds = struct.pack(">lbB", hours * 3_600, 0, 0) + b"XXX\0"
        rule = f"\nXXX{-hours}\n".encode()
        (tmp_path / name).write_bytes((header + kinds) * 2 + rule)
        forget()

    def forget() -> None:
        zoneinfo.ZoneInfo.clear_cache()
        zone_of.cache_clear()
        instant_of.cache_clear()

    zoneinfo.reset_tzpath([str(tmp_path)])
    yield write
    zoneinfo.reset_tzpath()
    forget()


def test_t9_an_update_of_the_zones_moves_the_instant_and_not_the_date(
    zone_files: Callable[..., None],
) -> None:
    """What is kept of the future is a local date and a zone; its instant is asked for anew."""
    starts_on, zone = date(2031, 3, 17), "Moving"
    zone_files("Moving", hours=7)
    assert instant_of(starts_on, zone) == datetime(2031, 3, 16, 17, tzinfo=UTC)
    zone_files("Moving", hours=9)
    assert instant_of(starts_on, zone) == datetime(2031, 3, 16, 15, tzinfo=UTC)
    assert local_date(instant_of(starts_on, zone), zone) == starts_on
