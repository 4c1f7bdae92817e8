"""Ids in blocks, references of payment requests, and gapless numbers.

Ids and references may be lost; numbers may not: a series' row is locked from the number to the
commit, and a roll-back gives the number back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from django.conf import settings

from prabayar.domain.ids import Ids
from prabayar.domain.reference import permuted, reference_of, seeded
from prabayar.domain.state import References
from prabayar.store.bulk import rows
from prabayar.store.clock import read_sandbox
from prabayar.store.errors import SeriesRefused

BLOCK = 1_000
_SERIALS = 100

_BLOCKS = "SELECT nextval('store_id_block') FROM generate_series(1, %s)"
_SERIAL_BLOCKS = "SELECT nextval('store_reference_block') FROM generate_series(1, %s)"
_TAKE = """
    INSERT INTO store_numberseries AS s (key, next_no) VALUES (%s, %s)
    ON CONFLICT (key) DO UPDATE SET next_no = s.next_no + %s
    RETURNING s.next_no - %s
"""
_START = """
    INSERT INTO store_numberseries AS s (key, next_no) VALUES (%s, %s)
    ON CONFLICT (key) DO UPDATE SET next_no = excluded.next_no
    WHERE s.next_no <= excluded.next_no
    RETURNING s.next_no
"""


def ids(expected: int = BLOCK) -> Ids:
    """Ids without end; the blocks for the `expected` ones are taken by one statement."""
    blocks = max(1, -(-expected // BLOCK))
    while True:
        for (first,) in rows(_BLOCKS, [blocks]):
            yield from range(first, first + BLOCK)
        blocks = 1


def references(expected: int = _SERIALS) -> References:
    """What makes references: from serials, or in a sandbox from the name and the seed.

    The serials for the `expected` ones are taken by one statement.
    """
    sandbox = read_sandbox()
    if sandbox is not None:
        seed = sandbox.seed
        return lambda name: reference_of(seeded(name, seed))
    key = hashlib.sha256(b"reference " + settings.SECRET_KEY.encode()).digest()
    serials = _serials(expected)
    return lambda name: reference_of(permuted(next(serials), key))


def _serials(expected: int) -> Iterator[int]:
    blocks = max(1, -(-expected // _SERIALS))
    while True:
        for (first,) in rows(_SERIAL_BLOCKS, [blocks]):
            yield from range(first, first + _SERIALS)
        blocks = 1


def take_numbers(wanted: Mapping[str, int]) -> dict[str, Iterator[str]]:
    """The next numbers of each series, as many as are wanted; series are locked by their key."""
    taken = {}
    for series in sorted(wanted):
        count = wanted[series]
        first = rows(_TAKE, [series, 1 + count, count, count])[0][0]
        taken[series] = _texts(series, range(first, first + count))
    return taken


def _texts(series: str, numbers: Iterable[int]) -> Iterator[str]:
    return (f"{series}-{number:06d}" for number in numbers)


def start_series(series: str, *, next_no: int) -> None:
    """Go on where an earlier system stopped: `INV-2026` gives `next_no` next. Never backwards."""
    if next_no < 1 or not rows(_START, [series, next_no]):
        raise SeriesRefused(
            f"Series {series} cannot give {next_no} next: numbers start at 1 and are given once.",
            series=series,
            next_no=next_no,
        )
