"""Add a dated tax rate of a country; those that are known never change."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.facts import FactKind
from prabayar.domain.period import local_date
from prabayar.domain.tax import TaxRate, check_rate, rate_on
from prabayar.store.intake import lock_catalog
from prabayar.store.terms import load_terms, save_tax_rate
from prabayar.usecases.acting import tell_of_operator


def add_tax_rate(rate: TaxRate, *, now: datetime, actor: str) -> None:
    """Errors: `TaxRefused`."""
    with transaction.atomic():
        lock_catalog()
        terms = load_terms().terms
        today = local_date(now, terms.policy.issuer_zone)
        check_rate(terms.tax_rates, rate, today=today)
        before = rate_on(terms.tax_rates, country=rate.country, day=rate.starts_on)
        save_tax_rate(rate)
        tell_of_operator(
            FactKind.CATALOG_CHANGED,
            now=now,
            actor=actor,
            subject=f"tax rate of {rate.country} from {rate.starts_on.isoformat()}",
            before="" if before is None else _said(before),
            after=_said(rate),
        )


def _said(rate: TaxRate) -> str:
    whole, part = divmod(rate.percent_bp, 100)
    percent = f"{whole}.{part:02d}".rstrip("0").rstrip(".")
    base = "" if rate.base_num == rate.base_den else f" on {rate.base_num}/{rate.base_den}"
    return f"{rate.name} {percent} %{base}{', inclusive' if rate.inclusive else ''}"
