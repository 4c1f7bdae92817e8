"""A promotion: a discount granted to one subscription until a date.

It applies to each period whose **start** lies before `ends_on` (the first day without discount),
whenever its invoice was issued; it covers the plans and the interval it was granted for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never

from prabayar.domain.catalog import Interval, Price
from prabayar.domain.errors import PromotionRefused
from prabayar.domain.ids import PromotionId
from prabayar.domain.money import half_up


class DiscountKind(StrEnum):
    PERCENT = "percent"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Promotion:
    """`value` is hundredths of a percent or minor units of `currency`; no plans means all."""

    id: PromotionId
    kind: DiscountKind
    value: int
    ends_on: date
    plans: tuple[str, ...] = ()
    interval: Interval | None = None
    currency: str = ""
    note: str = ""
    announced: bool = False
    ended: bool = False

    def covers(self, price: Price, *, starts_on: date) -> bool:
        """Whether a period that starts on `starts_on` at `price` gets the discount."""
        return starts_on < self.ends_on and self.covers_price(price)

    def covers_price(self, price: Price) -> bool:
        """Whether the plan and the interval of `price` are ones it was granted for."""
        return (not self.plans or price.plan_code in self.plans) and (
            self.interval is None or self.interval == price.interval
        )

    def discount(self, amount_minor: int) -> int:
        """How much it takes off `amount_minor`; never more than the amount itself."""
        match self.kind:
            case DiscountKind.PERCENT:
                return half_up(amount_minor * self.value, 10_000)
            case DiscountKind.AMOUNT:
                return min(self.value, amount_minor)
        assert_never(self.kind)


def check_promotion(promotion: Promotion, *, price: Price, today: date) -> None:
    """Refuse a promotion that cannot be granted to a subscription at `price` on `today`."""
    if promotion.kind is DiscountKind.PERCENT and not 0 < promotion.value <= 10_000:
        raise PromotionRefused(
            "A percentage lies above 0 and is at most 100.", value=promotion.value
        )
    if promotion.kind is DiscountKind.AMOUNT and promotion.value <= 0:
        raise PromotionRefused("A discount is an amount above 0.", value=promotion.value)
    if promotion.kind is DiscountKind.AMOUNT and promotion.currency != price.currency:
        raise PromotionRefused(
            f"A discount in {promotion.currency or 'no currency'} cannot be taken off a price in"
            f" {price.currency}: grant it in {price.currency}.",
            currency=promotion.currency,
        )
    if promotion.ends_on <= today:
        raise PromotionRefused(
            f"The end date {promotion.ends_on} has passed: the first day without discount lies"
            " after today.",
            ends_on=promotion.ends_on.isoformat(),
        )
