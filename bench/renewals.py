"""Renewals: what is due is claimed, read, decided and kept, one account after another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from django.db import models

from bench.contenders import by_owner
from bench.crew import WORKERS, drain, together
from bench.measure import Comparison
from prabayar.store.models import (
    Account,
    Fact,
    Invoice,
    InvoiceLine,
    Notice,
    NumberSeries,
    PaymentRequest,
    ReservedAmount,
    Subscription,
)
from prabayar.usecases.decide_due import decide_due

TABLES = (PaymentRequest, ReservedAmount, Fact, Notice, Invoice, InvoiceLine)
BATCH = 1_000


def decide_all(*, now: datetime, batch: int = BATCH, workers: int = WORKERS) -> int:
    """Everything that is due; how many accounts it was."""
    return together(
        lambda number: drain(lambda: decide_due(now=now, limit=batch).accounts), workers=workers
    )


def comparison(*, now: datetime) -> Comparison:
    return Comparison(
        work=lambda: decide_all(now=now), tables=TABLES, groups=first_renewals, change=change
    )


def first_renewals(count: int) -> list[list[models.Model]]:
    """The rows of the first renewals, each by its account."""
    invoices = dict(Invoice.objects.order_by("id").values_list("id", "account_id")[:count])
    accounts = set(invoices.values())
    facts = dict(Fact.objects.filter(account_id__in=accounts).values_list("id", "account_id"))

    def owner(row: models.Model) -> int:
        if isinstance(row, Notice):
            return cast(int, facts[row.fact_id])
        if isinstance(row, InvoiceLine):
            return cast(int, invoices[row.invoice_id])
        return cast(int, row.account_id)  # type: ignore[attr-defined] # every other table has it

    return by_owner(
        [
            PaymentRequest.objects.filter(account_id__in=accounts),
            ReservedAmount.objects.filter(account_id__in=accounts),
            Fact.objects.filter(id__in=facts),
            Notice.objects.filter(fact_id__in=facts),
            Invoice.objects.filter(id__in=invoices),
            InvoiceLine.objects.filter(invoice_id__in=invoices),
        ],
        owner,
    )


def change(group: Sequence[models.Model]) -> None:
    """The next deadline of the subscription and of its account, and the series."""
    invoice = next(row for row in group if isinstance(row, Invoice))
    due_at = invoice.issued_at
    Subscription.objects.filter(id=invoice.subscription_id).update(due_at=due_at)
    Account.objects.filter(id=invoice.account_id).update(due_at=due_at)
    take_number(invoice.number)


def take_number(number: str) -> None:
    """As a counter in the database is taken: locked, and put one further."""
    series = NumberSeries.objects.select_for_update().get(key=number.rpartition("-")[0])
    NumberSeries.objects.filter(key=series.key).update(next_no=series.next_no + 1)
