"""Add a plan, or change the name, rank, quota and standing of one; none is ever removed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.catalog import Catalog, Plan, check_plan
from prabayar.domain.errors import CatalogRefused, PreviewChanged
from prabayar.domain.facts import FactKind
from prabayar.store.intake import lock_catalog
from prabayar.store.terms import load_terms, save_plans
from prabayar.usecases.acting import tell_of_operator


def keep_plan(
    plan: Plan, *, before: Plan | None, for_trials: bool, now: datetime, actor: str
) -> None:
    """`before` is the plan as it was shown, None for a new one; trials are on one plan only.

    Errors: `CatalogRefused`, `PreviewChanged`.
    """
    with transaction.atomic():
        lock_catalog()
        catalog = load_terms().terms.catalog
        known = catalog.plans.get(plan.code)
        if before is None and known is not None:
            raise CatalogRefused(f"There is a plan {plan.code} already.", plan=plan.code)
        if before != known:
            raise PreviewChanged(
                "Somebody else has changed this plan since you looked: look again, then change it."
            )
        check_plan(catalog, plan)
        trial_plan = _trial_plan(catalog, plan, for_trials=for_trials)
        save_plans([plan], trial_plan=trial_plan)
        told = [(f"plan {plan.code}", _said(known), _said(plan))]
        told.append(("trial plan", catalog.trial_plan, trial_plan))
        for subject, was, now_is in told:
            if was != now_is:
                tell_of_operator(
                    FactKind.CATALOG_CHANGED,
                    now=now,
                    actor=actor,
                    subject=subject,
                    before=was,
                    after=now_is,
                )


def _trial_plan(catalog: Catalog, plan: Plan, *, for_trials: bool) -> str:
    """Another plan becomes the trial plan by being marked; the mark is not simply taken away."""
    if for_trials:
        return plan.code
    if catalog.trial_plan == plan.code:
        raise CatalogRefused(
            f"Trials run on {plan.name}: mark another plan for trials instead.", plan=plan.code
        )
    return catalog.trial_plan


def _said(plan: Plan | None) -> str:
    if plan is None:
        return ""
    return f"{plan.name}, rank {plan.rank}, {plan.quota_mau} MAU, {plan.over_quota}"
