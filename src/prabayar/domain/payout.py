"""A refund on its way to a customer's bank account: ordered, given to the bank, seen as paid."""

from __future__ import annotations

from enum import StrEnum


class PayoutState(StrEnum):
    ORDERED = "ordered"
    EXPORTED = "exported"
    PAID = "paid"


PAYOUT_TRANSITIONS: dict[PayoutState, frozenset[PayoutState]] = {
    PayoutState.ORDERED: frozenset({PayoutState.EXPORTED, PayoutState.PAID}),
    PayoutState.EXPORTED: frozenset({PayoutState.ORDERED, PayoutState.PAID}),
    PayoutState.PAID: frozenset({PayoutState.EXPORTED}),
}
