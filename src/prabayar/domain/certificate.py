"""Withholding certificates: what a customer kept back for the state, until it shows that it paid.

Without a certificate in time, what was kept back is owed again. Source: rules 10 and 14.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from prabayar.domain.ids import AccountId, CertificateId, InvoiceId, SubscriptionId
from prabayar.domain.values import quick


class CertificateState(StrEnum):
    OPEN = "open"
    ARRIVED = "arrived"
    MISSED = "missed"
    VOID = "void"  # the settlement that it belonged to was undone


CERTIFICATE_TRANSITIONS: dict[CertificateState, frozenset[CertificateState]] = {
    CertificateState.OPEN: frozenset(
        {CertificateState.ARRIVED, CertificateState.MISSED, CertificateState.VOID}
    ),
    CertificateState.ARRIVED: frozenset({CertificateState.VOID}),
    CertificateState.MISSED: frozenset({CertificateState.ARRIVED}),  # late, and owed no more
    CertificateState.VOID: frozenset(),
}


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Owed for `minor` that was withheld at `rate_bp` when the invoice settled.

    `due_on` is the day from which it counts as missed; `next_on` when it is to be looked at again,
    None once it is closed. `reminders` have been sent; `number` is what the tax office gave it.
    """

    id: CertificateId
    account_id: AccountId
    subscription_id: SubscriptionId
    invoice_id: InvoiceId
    currency: str
    minor: int
    rate_bp: int
    withheld_on: date
    due_on: date
    next_on: date | None
    reminders: int = 0
    state: CertificateState = CertificateState.OPEN
    number: str = ""
    closed_at: datetime | None = None


def next_day(
    *, withheld_on: date, due_on: date, reminders: int, reminder_days: Sequence[int]
) -> date:
    """When an open certificate is asked for again, or is missed: whichever is first."""
    if reminders < len(reminder_days):
        return min(withheld_on + timedelta(days=reminder_days[reminders]), due_on)
    return due_on
