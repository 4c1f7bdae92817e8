"""What is sold: plans, and prices that never change.

A change of price is a new version; a running subscription keeps the price it has until it is
moved. Errors: `CatalogRefused`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from prabayar.domain.errors import CatalogRefused
from prabayar.domain.ids import PriceId


class Interval(StrEnum):
    MONTH = "month"
    YEAR = "year"

    @property
    def months(self) -> int:
        return 1 if self is Interval.MONTH else 12


class OverQuota(StrEnum):
    ALLOW = "allow"
    BLOCK_NEW = "block_new"


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan; `rank` orders them, a higher one is an upgrade. Quota in MAU per usage month."""

    code: str
    name: str
    rank: int
    quota_mau: int
    over_quota: OverQuota = OverQuota.ALLOW


@dataclass(frozen=True, slots=True)
class Price:
    """One version of a plan's price per currency and interval; `custom` is one customer's own."""

    id: PriceId
    plan_code: str
    currency: str
    interval: Interval
    amount_minor: int
    version: int = 1
    custom: bool = False


@dataclass(frozen=True, slots=True)
class Catalog:
    """All plans by code, and the newest price by (plan, currency, interval)."""

    plans: Mapping[str, Plan]
    prices: Mapping[tuple[str, str, Interval], Price]
    trial_plan: str

    def plan(self, code: str) -> Plan:
        try:
            return self.plans[code]
        except KeyError:
            raise CatalogRefused(
                f"There is no plan {code!r}; choose one of {', '.join(sorted(self.plans))}.",
                plan=code,
            ) from None

    def price(self, plan_code: str, currency: str, interval: Interval) -> Price:
        """The price that is sold today; a plan without one in that currency is refused."""
        self.plan(plan_code)
        try:
            return self.prices[plan_code, currency, interval]
        except KeyError:
            raise CatalogRefused(
                f"Plan {plan_code} is not sold per {interval} in {currency}: add a price to the"
                " catalogue or choose another plan.",
                plan=plan_code,
                currency=currency,
                interval=str(interval),
            ) from None

    def newest(self, plan_code: str, currency: str, interval: Interval) -> Price | None:
        return self.prices.get((plan_code, currency, interval))


_MOST_MAU = 10**12
_MOST_MINOR = 10**15
_MOST_RANK = 1_000


def check_plan(catalog: Catalog, plan: Plan) -> None:
    """Refuse a plan that is new or changed and does not fit among the others."""
    if not plan.code or not plan.name.strip() or not plan.name.isprintable():
        raise CatalogRefused("A plan has a code and a name, on one line.", plan=plan.code)
    if not 1 <= plan.rank <= _MOST_RANK:
        raise CatalogRefused(
            f"A rank is a whole number from 1 to {_MOST_RANK}: a higher one is an upgrade.",
            rank=plan.rank,
        )
    if not 0 < plan.quota_mau <= _MOST_MAU:
        raise CatalogRefused("A quota is more than 0 users a month.", quota=plan.quota_mau)
    for other in catalog.plans.values():
        if other.code != plan.code and other.rank == plan.rank:
            raise CatalogRefused(
                f"{other.name} has rank {other.rank} already: between two plans of one rank nobody"
                " could tell an upgrade from a downgrade.",
                rank=plan.rank,
            )


def version_after(catalog: Catalog, price: Price) -> int:
    """The version that a new price of a plan will be. Errors: `CatalogRefused`."""
    plan = catalog.plan(price.plan_code)
    if not 0 <= price.amount_minor <= _MOST_MINOR:
        raise CatalogRefused("A price is 0 or more.", minor=price.amount_minor)
    newest = catalog.newest(price.plan_code, price.currency, price.interval)
    if newest is None:
        return 1
    if newest.amount_minor == price.amount_minor:
        raise CatalogRefused(
            f"{plan.name} is sold at that price already: nothing would change.", plan=plan.code
        )
    return newest.version + 1
