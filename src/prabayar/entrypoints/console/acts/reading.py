"""Lists that are read by key: where a page begins, and all of them for a file; numbers typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from prabayar.entrypoints.web.visiting import Asked

T = TypeVar("T")


def every(read: Callable[[T | None], Sequence[T]]) -> Iterator[T]:
    """All rows of a list, each chunk read after the last row of the one before."""
    last: T | None = None
    while chunk := read(last):
        yield from chunk
        last = chunk[-1]


def number_after(request: Asked) -> int | None:
    """The id in the address after which a page begins; None for what is no id."""
    return number_in(request.GET.get("after", ""))


def number_in(text: str) -> int | None:
    """A number that was typed or sent back; None for what the database has no room for."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
