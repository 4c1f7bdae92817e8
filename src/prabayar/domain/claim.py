"""A customer's word "I have paid": what it says and where it stands. It never settles anything."""

from __future__ import annotations

from enum import StrEnum


class ClaimState(StrEnum):
    """Open until the money is found, staff reject it, or the customer takes it back."""

    OPEN = "open"
    MATCHED = "matched"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


CLAIM_TRANSITIONS: dict[ClaimState, frozenset[ClaimState]] = {
    ClaimState.OPEN: frozenset({ClaimState.MATCHED, ClaimState.REJECTED, ClaimState.WITHDRAWN}),
    # What was rejected for want of the money is matched when the money comes after all.
    ClaimState.REJECTED: frozenset({ClaimState.MATCHED}),
    ClaimState.MATCHED: frozenset({ClaimState.OPEN}),
    ClaimState.WITHDRAWN: frozenset(),
}
