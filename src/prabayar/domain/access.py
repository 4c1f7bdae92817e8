"""What the SDK may do now: one pure answer for one subscription, with its reason.

Source: rules 12. A hold by staff and a suspension for non-payment are separate: either suspends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from prabayar.domain.subscription import AccessLevel, AccessReason, Phase, Subscription

_BY_PHASE = {
    Phase.TRIAL: (AccessLevel.FULL, AccessReason.NONE),
    Phase.ACTIVE: (AccessLevel.FULL, AccessReason.NONE),
    Phase.GRACE: (AccessLevel.GRACE, AccessReason.UNPAID),
    Phase.SUSPENDED: (AccessLevel.SUSPENDED, AccessReason.UNPAID),
    Phase.TRIAL_EXPIRED: (AccessLevel.SUSPENDED, AccessReason.TRIAL_EXPIRED),
    Phase.ENDED: (AccessLevel.SUSPENDED, AccessReason.ENDED),
}


@dataclass(frozen=True, slots=True)
class Access:
    """The answer: level, reason, and the first day on which it may be another (None: open)."""

    level: AccessLevel
    reason: AccessReason
    until_on: date | None


def access_of(subscription: Subscription) -> Access:
    """The access that follows from the phase and the hold."""
    level, reason = _BY_PHASE[subscription.phase]
    if subscription.hold_reason and subscription.phase is not Phase.ENDED:
        return Access(AccessLevel.SUSPENDED, AccessReason.HOLD, None)
    return Access(level, reason, _until(subscription))


def _until(subscription: Subscription) -> date | None:
    match subscription.phase:
        case Phase.TRIAL | Phase.ACTIVE:
            return _served_until(subscription)
        case Phase.GRACE:
            return subscription.suspend_on
        case Phase.TRIAL_EXPIRED | Phase.SUSPENDED | Phase.ENDED:
            return None
    assert_never(subscription.phase)


def _served_until(subscription: Subscription) -> date | None:
    """The end of the last thing that gives access: the trial, the paid periods, a deferral."""
    trial_ends_on = subscription.trial_ends_on
    after_trial = None if trial_ends_on is None else trial_ends_on + timedelta(days=1)
    ends = (after_trial, subscription.paid_until_on, subscription.deferred_until_on)
    return max((day for day in ends if day is not None), default=None)
