"""What people want of one subscription, as values: the same value is previewed and carried out.

Members may wish the first group; the second is for staff. Each is called with the work and the
subscription and refuses with a `Refusal`.
"""

from __future__ import annotations

from dataclasses import dataclass

from prabayar.domain.catalog import Interval
from prabayar.domain.life import changes, grants, trial
from prabayar.domain.promotion import Promotion
from prabayar.domain.subscription import Subscription
from prabayar.domain.working import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePlan:
    """During or after the trial: what to pay for."""

    plan_code: str
    interval: Interval = Interval.MONTH

    def __call__(self, work: Work, subscription: Subscription) -> None:
        trial.choose_plan(work, subscription, plan_code=self.plan_code, interval=self.interval)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePlan:
    """Another plan: a higher one at once, a lower one at the end of the last paid period."""

    plan_code: str
    mau: int = 0
    confirm_promotion_loss: bool = False
    confirm_quota: bool = False

    def __call__(self, work: Work, subscription: Subscription) -> None:
        changes.change_plan(
            work,
            subscription,
            plan_code=self.plan_code,
            mau=self.mau,
            confirm_promotion_loss=self.confirm_promotion_loss,
            confirm_quota=self.confirm_quota,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeInterval:
    """By month or by year, from the end of the last paid period."""

    interval: Interval

    def __call__(self, work: Work, subscription: Subscription) -> None:
        changes.change_interval(work, subscription, interval=self.interval)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawChange:
    """Take a change back that has not taken effect."""

    def __call__(self, work: Work, subscription: Subscription) -> None:
        changes.withdraw_change(work, subscription)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """End with the last paid period, or at once."""

    at_once: bool = False
    reason: str = ""

    def __call__(self, work: Work, subscription: Subscription) -> None:
        changes.cancel(work, subscription, now=self.at_once, reason=self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Take a cancellation back before it takes effect."""

    def __call__(self, work: Work, subscription: Subscription) -> None:
        changes.resume(work, subscription)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayAhead:
    """An invoice for the next period now."""

    def __call__(self, work: Work, subscription: Subscription) -> None:
        changes.issue_ahead(work, subscription)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reactivate:
    """An invoice that brings a suspended subscription back; staff may waive the grace days."""

    waive_grace_days: bool = False

    def __call__(self, work: Work, subscription: Subscription) -> None:
        changes.offer_reactivation(work, subscription, waive_grace_days=self.waive_grace_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestExtension:
    """More trial time, please."""

    days: int
    reason: str

    def __call__(self, work: Work, subscription: Subscription) -> None:
        trial.request_extension(work, subscription, days=self.days, reason=self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendTrial:
    """Staff: more trial time; above the policy's most only by an admin."""

    days: int
    by_admin: bool = False
    note: str = ""

    def __call__(self, work: Work, subscription: Subscription) -> None:
        trial.extend_trial(
            work, subscription, days=self.days, by_admin=self.by_admin, note=self.note
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineExtension:
    """Staff: no more trial time, with a word to the customer."""

    note: str

    def __call__(self, work: Work, subscription: Subscription) -> None:
        trial.decline_extension(work, subscription, note=self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantPromotion:
    """Staff: a discount until a date."""

    promotion: Promotion

    def __call__(self, work: Work, subscription: Subscription) -> None:
        grants.grant_promotion(work, subscription, self.promotion)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPromotion:
    """Staff: the discount ends today for what is not invoiced yet."""

    reason: str

    def __call__(self, work: Work, subscription: Subscription) -> None:
        grants.end_promotion(work, subscription, reason=self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Staff: suspend for a reason that is not payment."""

    reason: str

    def __call__(self, work: Work, subscription: Subscription) -> None:
        grants.hold(work, subscription, reason=self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Staff: lift the hold."""

    def __call__(self, work: Work, subscription: Subscription) -> None:
        grants.release(work, subscription)


Wish = (
    ChoosePlan
    | ChangePlan
    | ChangeInterval
    | WithdrawChange
    | Cancel
    | Resume
    | PayAhead
    | Reactivate
    | RequestExtension
    | ExtendTrial
    | DeclineExtension
    | GrantPromotion
    | EndPromotion
    | Hold
    | Release
)
