"""Lives that several tests begin with."""

from collections.abc import Sequence
from datetime import date

from prabayar.domain.catalog import Interval
from prabayar.domain.life.wishes import ChoosePlan
from prabayar.domain.policy import Policy
from prabayar.domain.promotion import Promotion
from prabayar.domain.tax import KNOWN_RATES, TaxRate
from tests.life.selling import MONTH
from tests.life.world import Life


def running(
    *,
    until: date,
    plan: str = "growth",
    zone: str = "Asia/Jakarta",
    policy: Policy | None = None,
    rates: Sequence[TaxRate] = KNOWN_RATES,
) -> Life:
    """An app made on 2026-09-17 that pays its first invoice in the trial: anchor 18 October."""
    life = Life(on=date(2026, 9, 17), zone=zone, policy=policy, rates=rates)
    life.make_app()
    life.advance(date(2026, 10, 5))
    life.wish(ChoosePlan(plan_code=plan))
    life.pay(life.one_open())
    life.advance(until)
    return life


def paid_life(
    *,
    enrolled_on: date,
    until: date,
    plan: str = "growth",
    interval: Interval = MONTH,
    policy: Policy | None = None,
    rates: Sequence[TaxRate] = KNOWN_RATES,
    promotion: Promotion | None = None,
) -> Life:
    """A subscription that was taken over on the day of its enrolment."""
    life = Life(on=enrolled_on, policy=policy, rates=rates)
    life.take_over(plan=plan, interval=interval, enrolled_on=enrolled_on, promotion=promotion)
    life.advance(until)
    return life
