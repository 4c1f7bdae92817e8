"""Take a vendor's catalogue over: new plans, and changed prices as new versions.

Running subscriptions keep the price they have. The same file again changes nothing; what is not
in the file stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from prabayar.adapters.intake.catalog_toml import CatalogFile, PlanPrice, read_catalog
from prabayar.adapters.intake.problems import Problem
from prabayar.domain.catalog import Catalog, Plan, Price
from prabayar.domain.facts import Fact, FactKind
from prabayar.domain.ids import FactId, Ids, PriceId
from prabayar.domain.money import Money
from prabayar.domain.period import local_date
from prabayar.domain.state import Decision
from prabayar.store.decisions import save
from prabayar.store.intake import lock_catalog
from prabayar.store.numbers import ids
from prabayar.store.terms import KeptTerms, load_terms, save_plans, save_prices


@dataclass(frozen=True, slots=True)
class CatalogChange:
    """What became of a plan, a price or the trial plan; `before` is None for a new one."""

    subject: str
    before: Plan | Money | str | None
    after: Plan | Money | str


@dataclass(frozen=True, slots=True)
class CatalogImported:
    """What was changed, or the problems that kept everything from being changed.

    `same` counts plans and prices that were so already; `only_kept` names plans that are sold and
    not in the file; `top_ups` counts those that are not used yet.
    """

    changes: tuple[CatalogChange, ...] = ()
    same: int = 0
    only_kept: tuple[str, ...] = ()
    trial_plan: str = ""
    top_ups: int = 0
    problems: tuple[Problem, ...] = ()


def import_catalog(raw: bytes, *, now: datetime, actor: str) -> CatalogImported:
    """Keep the catalogue that the file describes, all of it or nothing."""
    file = read_catalog(raw)
    if file.problems:
        return CatalogImported(problems=file.problems)
    with transaction.atomic():
        lock_catalog()
        return _import(file, load_terms(), now=now, actor=actor)


def _import(file: CatalogFile, terms: KeptTerms, *, now: datetime, actor: str) -> CatalogImported:
    kept = terms.terms.catalog
    plans = [plan for plan in file.plans if kept.plans.get(plan.code) != plan]
    prices = [price for price in file.prices if _version(kept, price) != 0]
    changes = [_plan_change(kept, plan) for plan in plans]
    changes += [_price_change(kept, price) for price in prices]
    if file.trial_plan != kept.trial_plan:
        changes.append(CatalogChange("trial plan", kept.trial_plan or None, file.trial_plan))
    if changes:
        new_ids = ids(len(changes) + len(prices))
        save_plans(file.plans, trial_plan=file.trial_plan)
        save_prices([_price(kept, price, new_ids) for price in prices])
        facts = _facts(changes, new_ids, terms, now=now, actor=actor)
        save([Decision(order=now, facts=facts)], terms=terms)
    return CatalogImported(
        changes=tuple(changes),
        same=len(file.plans) + len(file.prices) - len(plans) - len(prices),
        only_kept=tuple(sorted(set(kept.plans) - {plan.code for plan in file.plans})),
        trial_plan=file.trial_plan,
        top_ups=file.top_ups,
    )


def _version(kept: Catalog, price: PlanPrice) -> int:
    """The version that the price will be; 0 if it is sold at that amount already."""
    known = kept.prices.get((price.plan_code, price.currency, price.interval))
    if known is None:
        return 1
    return 0 if known.amount_minor == price.amount_minor else known.version + 1


def _price(kept: Catalog, price: PlanPrice, new_ids: Ids) -> Price:
    return Price(
        PriceId(next(new_ids)),
        price.plan_code,
        price.currency,
        price.interval,
        price.amount_minor,
        version=_version(kept, price),
    )


def _plan_change(kept: Catalog, plan: Plan) -> CatalogChange:
    return CatalogChange(f"plan {plan.code}", kept.plans.get(plan.code), plan)


def _price_change(kept: Catalog, price: PlanPrice) -> CatalogChange:
    before = kept.prices.get((price.plan_code, price.currency, price.interval))
    return CatalogChange(
        f"price of {price.plan_code} per {price.interval}",
        None if before is None else Money(before.amount_minor, before.currency),
        Money(price.amount_minor, price.currency),
    )


def _said(value: Plan | Money | str | None) -> str:
    match value:
        case Plan():
            return f"{value.name}, rank {value.rank}, {value.quota_mau} MAU, {value.over_quota}"
        case None:
            return ""
        case _:
            return str(value)


def _facts(
    changes: Sequence[CatalogChange], new_ids: Ids, terms: KeptTerms, *, now: datetime, actor: str
) -> tuple[Fact, ...]:
    today = local_date(now, terms.terms.policy.issuer_zone)
    return tuple(
        Fact(
            FactId(next(new_ids)),
            FactKind.CATALOG_CHANGED,
            None,
            None,
            None,
            today,
            now,
            actor,
            {"subject": one.subject, "before": _said(one.before), "after": _said(one.after)},
        )
        for one in changes
    )
