"""Payments: each names one open invoice by its reference and covers it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from django.db import models

from bench.contenders import by_owner
from bench.crew import WORKERS, together
from bench.measure import Comparison
from bench.renewals import take_number
from prabayar.domain.money import Money
from prabayar.store.bulk import rows
from prabayar.store.models import (
    Account,
    Deferral,
    Fact,
    Invoice,
    Notice,
    Payment,
    Period,
    Receipt,
    ReceiptLine,
    Subscription,
    Transfer,
)
from prabayar.store.numbers import ids
from prabayar.usecases.settle_payments import CHUNK, Incoming, settle_payments

TABLES = (Payment, Fact, Transfer, Notice, Receipt, ReceiptLine, Deferral, Period)

_OPEN = """
    SELECT r.reference, i.currency, i.net_minor + i.tax_minor
    FROM store_invoice i JOIN store_paymentrequest r ON r.id = i.request_id
    WHERE i.status = 'open' ORDER BY i.id
"""


def transfers(*, booked_on: date) -> list[Incoming]:
    """One for every open invoice, over what it asks for."""
    return [
        Incoming(
            amount=Money(minor, currency),
            booked_on=booked_on,
            bank="main",
            key=f"main-{booked_on}-{n}",
            reference=reference,
        )
        for n, (reference, currency, minor) in enumerate(rows(_OPEN))
    ]


def settle_all(incoming: Sequence[Incoming], *, now: datetime, workers: int = WORKERS) -> int:
    """All of them, chunk by chunk; how many were booked."""
    chunks = [incoming[n : n + CHUNK] for n in range(0, len(incoming), CHUNK)]
    return together(lambda number: _settle(chunks[number::workers], now=now), workers=workers)


def _settle(chunks: Sequence[Sequence[Incoming]], *, now: datetime) -> int:
    for chunk in chunks:
        for outcome in settle_payments(chunk, now=now, actor="bank"):
            if outcome.skipped:
                raise RuntimeError(f"{outcome.key} was not booked: {outcome.skipped}")
    return sum(map(len, chunks))


def comparison(*, now: datetime) -> Comparison:
    incoming = transfers(booked_on=now.date())
    since_id = next(ids(1))
    return Comparison(
        work=lambda: settle_all(incoming, now=now),
        tables=TABLES,
        groups=first_settled,
        change=change,
        since_id=since_id,
    )


def first_settled(count: int) -> list[list[models.Model]]:
    """The rows of the first payments, each by its account."""
    receipts = dict(Receipt.objects.order_by("id").values_list("id", "account_id")[:count])
    accounts = set(receipts.values())
    payments = Payment.objects.filter(account_id__in=accounts)
    first = min(payments.values_list("id", flat=True))
    facts = dict(
        Fact.objects.filter(account_id__in=accounts, id__gt=first).values_list("id", "account_id")
    )

    def owner(row: models.Model) -> int:
        if isinstance(row, Notice):
            return cast(int, facts[row.fact_id])
        if isinstance(row, ReceiptLine):
            return cast(int, receipts[row.receipt_id])
        return cast(int, row.account_id)  # type: ignore[attr-defined] # every other table has it

    return by_owner(
        [
            payments,
            Fact.objects.filter(id__in=facts),
            Transfer.objects.filter(fact_id__in=facts),
            Notice.objects.filter(fact_id__in=facts),
            Receipt.objects.filter(id__in=receipts),
            ReceiptLine.objects.filter(receipt_id__in=receipts),
            Deferral.objects.filter(receipt_id__in=receipts),
            Period.objects.filter(receipt_id__in=receipts),
        ],
        owner,
    )


def change(group: Sequence[models.Model]) -> None:
    """The invoice is settled, the subscription paid further, both have their next deadline."""
    receipt = next(row for row in group if isinstance(row, Receipt))
    Invoice.objects.filter(id=receipt.invoice_id).update(
        status="settled",
        deposit_minor=receipt.net_minor + receipt.tax_minor,
        closed_on=receipt.settled_on,
    )
    Subscription.objects.filter(id=receipt.subscription_id).update(
        paid_until_on=receipt.ends_on,
        index=models.F("index") + 1,
        next_no=models.F("next_no") + 1,
        due_at=receipt.settled_at,
    )
    Account.objects.filter(id=receipt.account_id).update(due_at=receipt.settled_at)
    take_number(receipt.number)
