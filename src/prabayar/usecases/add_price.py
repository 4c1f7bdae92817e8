"""Sell a plan at another price from now on: a new version. Running subscriptions keep theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from prabayar.domain.catalog import Interval, Price, version_after
from prabayar.domain.errors import PreviewChanged
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import PriceId
from prabayar.domain.money import Money, digits_of
from prabayar.store.intake import lock_catalog
from prabayar.store.numbers import ids
from prabayar.store.terms import load_terms, save_prices
from prabayar.usecases.acting import tell_of_operator


def add_price(
    plan_code: str,
    interval: Interval,
    amount: Money,
    *,
    version: int,
    now: datetime,
    actor: str,
) -> Price:
    """`version` is the newest that was shown, 0 where there was none.

    Errors: `CatalogRefused`, `MoneyRefused`, `PreviewChanged`.
    """
    digits_of(amount.currency)
    with transaction.atomic():
        lock_catalog()
        catalog = load_terms().terms.catalog
        before = catalog.newest(plan_code, amount.currency, interval)
        if version != (0 if before is None else before.version):
            raise PreviewChanged(
                "Somebody else has changed this price since you looked: look again, then change it."
            )
        wanted = Price(PriceId(0), plan_code, amount.currency, interval, amount.minor)
        new = version_after(catalog, wanted)
        price = replace(wanted, id=PriceId(next(ids(1))), version=new)
        save_prices([price])
        tell_of_operator(
            FactKind.CATALOG_CHANGED,
            now=now,
            actor=actor,
            subject=f"price of {plan_code} per {interval}",
            before="" if before is None else str(Money(before.amount_minor, before.currency)),
            after=str(amount),
        )
        return price
