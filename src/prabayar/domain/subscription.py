"""The contract of one app to one plan, as a value, and the table of what may follow what.

`phase` says what is; `cancel_at_end` and `pending` say what is wanted. Dates are local dates in
`zone`, the zone that the running period was begun in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from prabayar.domain.catalog import Price
from prabayar.domain.ids import AccountId, InvoiceId, ReceiptId, SubscriptionId
from prabayar.domain.payment import PaymentMethod
from prabayar.domain.promotion import Promotion
from prabayar.domain.values import quick


class Phase(StrEnum):
    TRIAL = "trial"
    TRIAL_EXPIRED = "trial_expired"
    ACTIVE = "active"
    GRACE = "grace"
    SUSPENDED = "suspended"
    ENDED = "ended"


PHASE_TRANSITIONS: dict[Phase, frozenset[Phase]] = {
    Phase.TRIAL: frozenset({Phase.TRIAL_EXPIRED, Phase.ACTIVE, Phase.ENDED}),
    Phase.TRIAL_EXPIRED: frozenset({Phase.TRIAL, Phase.ACTIVE, Phase.ENDED}),
    Phase.ACTIVE: frozenset({Phase.GRACE, Phase.ENDED}),
    Phase.GRACE: frozenset({Phase.ACTIVE, Phase.SUSPENDED, Phase.ENDED}),
    Phase.SUSPENDED: frozenset({Phase.ACTIVE, Phase.ENDED}),
    Phase.ENDED: frozenset(),
}


class AccessLevel(StrEnum):
    FULL = "full"
    GRACE = "grace"
    SUSPENDED = "suspended"


class AccessReason(StrEnum):
    NONE = ""
    TRIAL_EXPIRED = "trial_expired"
    UNPAID = "unpaid"
    ENDED = "ended"
    HOLD = "hold"


class ChangeKind(StrEnum):
    FIRST = "first"
    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class PendingChange:
    """A change that is wanted and not in effect; upgrades and first plans have an invoice."""

    kind: ChangeKind
    price: Price
    ordered_on: date
    invoice_id: InvoiceId | None = None


@quick
@dataclass(frozen=True, slots=True)
class Period:
    """`[starts_on, ends_on)` that a receipt paid for; `index` in months from the anchor.

    `receipt_id` is None for a period that was paid in an earlier system: `opening_minor` (net)
    says how much was paid there.
    """

    no: int
    index: int
    starts_on: date
    ends_on: date
    price: Price
    receipt_id: ReceiptId | None
    gap_reason: str = ""
    opening_minor: int = 0


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """State of one subscription between two decisions.

    `trial_ends_on` is the last trial day; `period_ends_on` the end of the running period and
    `paid_until_on` the end of the last one that is paid (both exclusive); `index` counts the months
    from the anchor to `paid_until_on`. `due_at` is when something must be decided again.
    `claim_open` lets a suspension wait, once a period (`claim_used`). `arrears_on` is the day on
    which access ends unless a receivable is paid; `in_arrears` that it has ended for that.
    """

    id: SubscriptionId
    account_id: AccountId
    app_id: str
    zone: str
    phase: Phase
    access: AccessLevel
    access_reason: AccessReason
    price: Price
    payment_method: PaymentMethod = PaymentMethod.BANK_TRANSFER
    made_on: date
    trial_ends_on: date | None = None
    trial_notice_on: date | None = None
    trial_noticed_on: date | None = None
    trial_extended_days: int = 0
    anchor_on: date | None = None
    index: int = 0
    next_no: int = 1
    period_ends_on: date | None = None
    paid_until_on: date | None = None
    cancel_at_end: bool = False
    pending: PendingChange | None = None
    promotion: Promotion | None = None
    hold_reason: str = ""
    reminded_on: date | None = None
    deferred_until_on: date | None = None
    grace_on: date | None = None
    suspend_on: date | None = None
    suspended_on: date | None = None
    ending_noticed_on: date | None = None
    ended_on: date | None = None
    due_at: datetime | None = None
    claim_open: bool = False
    claim_used: bool = False
    arrears_on: date | None = None
    in_arrears: bool = False
