"""Amounts to transfer that name their payment request: a few minor units more than is outstanding.

The unique part belongs to the request, not to the invoice: what it brings goes to the balance.
Which amounts are taken is the store's to say; what is chosen among the free ones is decided here,
the same for the same reference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container

MOST_ADDED = 999  # minor units
KEPT_DAYS = 30  # after the request is closed its amount names no other


def choose(outstanding_minor: int, reference: str, taken: Container[int]) -> int | None:
    """The amount to ask for: where the reference falls, else the next free one; None if none is."""
    drawn = hashlib.sha256(reference.encode()).digest()[:8]
    start = int.from_bytes(drawn, "big") % MOST_ADDED
    for step in range(MOST_ADDED):
        minor = outstanding_minor + 1 + (start + step) % MOST_ADDED
        if minor not in taken:
            return minor
    return None


def unique_part(reserved_minor: int, outstanding_minor: int) -> int:
    """What a reserved amount asks for beyond what is outstanding; 0 where it no longer fits: none
    is reserved, or a part has been paid.
    """
    part = reserved_minor - outstanding_minor
    return part if outstanding_minor > 0 and 0 < part <= MOST_ADDED else 0
