"""Pages of a list: what an address asks for, and the addresses of the pages beside it.

Lists are read by key, not by offset: the millionth page costs what the first one does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.http import HttpRequest, QueryDict

T = TypeVar("T")

SIZE = 50


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several lists of a page; `count` is shown where it is known."""

    title: str
    url: str
    here: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The rows of one page. `words` says how many there are, where that is known cheaply."""

    rows: tuple[T, ...]
    previous_url: str = ""
    next_url: str = ""
    words: str = ""


def page_of(
    request: HttpRequest,
    found: tuple[T, ...],
    *,
    key: str,
    size: int = SIZE,
    words: str = "",
) -> Page[T]:
    """Of up to `size` + 1 rows read after the address's `after`; `key` is the last row's own.

    The first page is the way back: whoever wants an earlier one searches or filters.
    """
    query = request.GET.copy()
    after = query.pop("after", [""])[0]
    rows, more = found[:size], len(found) > size
    return Page(
        rows,
        previous_url=f"?{query.urlencode()}" if after else "",
        next_url=_with(query, key) if more else "",
        words=words,
    )


def _with(query: QueryDict, after: str) -> str:
    wanted = query.copy()
    wanted["after"] = after
    return f"?{wanted.urlencode()}"
