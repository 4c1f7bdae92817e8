"""References in what a payer wrote: broken, lower case, O for 0, glued together, in longer runs.

The check characters decide; a mistyped or cut one is no reference. `near` are the valid ones that
are one slip away (a wrong, missing, doubled or swapped character): evidence, never proof.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prabayar.domain.reference import ALPHABET, CHECK, PREFIX, reference_of

_ELSE = re.compile(r"[^0-9A-Z]+")
_SPOT = re.compile(PREFIX)
_BODY, _OWN = 8, 6  # characters after the prefix, and how many of them carry the number
_MOST = 8  # places in one line at which a slip is looked for
_VALUES = {c: value for value, c in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_WEIGHTS = tuple(32 ** (_OWN - 1 - place) for place in range(_OWN))
_INVERSES = tuple(pow(weight, -1, CHECK) for weight in _WEIGHTS)


@dataclass(frozen=True, slots=True)
class References:
    """Valid references in the order written, each once; `near` only where none is valid."""

    valid: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


_NOTHING = References()


def references_in(*texts: str) -> References:
    """All references in several texts of one line; no reference goes over two of them."""
    bodies = [body for text in texts if text for body in _bodies(text)]
    if not bodies:
        return _NOTHING
    valid = {reference_of(n): None for body in bodies if (n := _number(body[:_BODY])) is not None}
    if valid:
        return References(tuple(valid))
    near = {reference_of(n): None for body in bodies[:_MOST] for n in _one_slip_away(body)}
    return References((), tuple(near))


def squeezed(text: str) -> str:
    """Latin capitals and digits alone: what banks leave of what was written."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _ELSE.sub("", text.upper())


def _bodies(text: str) -> Iterator[str]:
    kept = squeezed(text)
    for spot in _SPOT.finditer(kept):
        yield kept[spot.end() : spot.end() + _BODY + 1]


def _number(body: str) -> int | None:
    values = [_VALUES.get(c) for c in body]
    return _checked(values) if len(values) == _BODY else None


def _checked(values: list[int | None]) -> int | None:
    """The number that these characters say, if its check characters are right."""
    number = 0
    for value in values:
        if value is None:
            return None
        number = number << 5 | value
    number, check = number >> 10, number & 1023
    return number if number % CHECK == check else None


def _one_slip_away(body: str) -> Iterable[int]:
    values = [_VALUES.get(c) for c in body]
    if len(values) > _BODY:  # one too many
        for place in range(_BODY + 1):
            yield from _if_valid(values[:place] + values[place + 1 :])
    if len(values) >= _BODY:  # a wrong one, or two swapped
        eight = values[:_BODY]
        for place in range(_BODY):
            yield from _filled(eight[:place], eight[place + 1 :])
        for place in range(_BODY - 1):
            yield from _if_valid(
                [*eight[:place], *eight[place : place + 2][::-1], *eight[place + 2 :]]
            )
    if len(values) >= _BODY - 1:  # one missing
        seven = values[: _BODY - 1]
        for place in range(_BODY):
            yield from _filled(seven[:place], seven[place:])


def _if_valid(values: list[int | None]) -> Iterator[int]:
    number = _checked(values)
    if number is not None:
        yield number


def _filled(before: list[int | None], after: list[int | None]) -> Iterator[int]:
    """The one character between these that makes the check right, if there is one."""
    place = len(before)
    known = [value for value in (*before, 0, *after) if value is not None]
    if len(known) < _BODY:
        return
    number = 0
    for value in known[:_OWN]:
        number = number << 5 | value
    if place < _OWN:
        check = known[_OWN] << 5 | known[_OWN + 1]
        value = (check - number) * _INVERSES[place] % CHECK
        if check < CHECK and value < len(ALPHABET):
            yield number + value * _WEIGHTS[place]
    else:
        other = _BODY + _OWN - 1 - place  # the check character that was kept
        right = divmod(number % CHECK, len(ALPHABET))
        if right[other - _OWN] == known[other]:
            yield number
