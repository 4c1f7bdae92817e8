"""A customer's word "I have paid": what it says and where it stands. It never settles anything."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from prabayar.domain.errors import ClaimRefused
from prabayar.domain.money import Money


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


class ProofType(StrEnum):
    """What a proof may be, by its content."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"

    @property
    def is_picture(self) -> bool:
        return self is not ProofType.PDF


_ENDINGS = {ProofType.JPEG: ".jpg", ProofType.PNG: ".png", ProofType.PDF: ".pdf"}
_LONGEST_NAME = 80
_IN_NAMES = frozenset(" -_()")


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that has been checked; `file_hash` is that of the bytes as they were sent."""

    name: str
    type: ProofType
    content: bytes
    file_hash: str


def clean_name(name: str, kind: ProofType) -> str:
    """What a file is called when it is sent out again: no path, one ending, that of its type."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    kept = "".join(c if c.isalnum() or c in _IN_NAMES else "_" for c in stem)
    return (kept.strip(" _")[:_LONGEST_NAME] or "proof") + _ENDINGS[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a customer says of a transfer."""

    amount: Money
    booked_on: date
    bank: str
    sender: str
    note: str = ""


OLDEST_DAYS = 90
_AHEAD_DAYS = 1  # a bank east of here is in tomorrow already


def check_said(said: Said, *, currency: str, today: date) -> None:
    """Errors: `ClaimRefused` with the field that is wrong."""
    if said.amount.currency != currency or said.amount.minor <= 0:
        raise ClaimRefused(
            f"Say what you have transferred, in {currency}.", why="claim_amount", field="amount"
        )
    if said.booked_on > today + timedelta(days=_AHEAD_DAYS):
        raise ClaimRefused(
            "This day is still to come: tell us when the transfer is made.",
            why="claim_ahead",
            field="booked_on",
        )
    if said.booked_on < today - timedelta(days=OLDEST_DAYS):
        raise ClaimRefused(
            f"That is more than {OLDEST_DAYS} days ago: ask us, and we look for it together.",
            why="claim_old",
            field="booked_on",
            days=OLDEST_DAYS,
        )


def check_transition(before: ClaimState, after: ClaimState) -> None:
    """Errors: `ClaimRefused` if a claim that is `before` cannot become `after`."""
    if after not in CLAIM_TRANSITIONS[before]:
        raise ClaimRefused(
            f"This claim is {before} by now: nothing was changed.",
            why="claim_closed",
            state=str(before),
        )
