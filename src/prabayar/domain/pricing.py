"""What a range of days costs: whole periods at the whole price, parts by exact fractions.

A part is a difference of two rounded positions, so the pieces of a period add up to it however
it is cut. Amounts in minor units.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prabayar.domain.catalog import Price
from prabayar.domain.money import half_up
from prabayar.domain.promotion import Promotion
from prabayar.domain.values import quick


@quick
@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document: a plan for a range of days, its normal price and its discount.

    Dates are None where they are fixed only when the invoice settles.
    """

    plan_code: str
    starts_on: date | None
    ends_on: date | None
    price_minor: int
    discount_minor: int

    @property
    def amount_minor(self) -> int:
        return self.price_minor - self.discount_minor


def part_of(amount_minor: int, *, first: int, last: int, whole: int) -> int:
    """The share of days `[first, last)` of a period of `whole` days."""
    return half_up(amount_minor * last, whole) - half_up(amount_minor * first, whole)


def part_between(
    amount_minor: int, *, starts_on: date, ends_on: date, first_on: date, last_on: date
) -> int:
    """The share of the dates `[first_on, last_on)` of the period `[starts_on, ends_on)`."""
    return part_of(
        amount_minor,
        first=(first_on - starts_on).days,
        last=(last_on - starts_on).days,
        whole=(ends_on - starts_on).days,
    )


def discount_on(price: Price, promotion: Promotion | None, *, starts_on: date) -> int:
    """What the promotion takes off a whole period that starts on `starts_on`."""
    if promotion is None or not promotion.covers(price, starts_on=starts_on):
        return 0
    return promotion.discount(price.amount_minor)
