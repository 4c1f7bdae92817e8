"""The course of a run, and what it prints."""

from __future__ import annotations

import os
import pathlib
from datetime import date, timedelta

from django.conf import settings
from django.db import connections

from bench import documents, measure, outlook, payments, renewals
from bench import million as million_of_them
from bench.documents import Papers
from bench.ground import rest
from bench.measure import Ways
from bench.world import noon, open_catalog, populate
from prabayar.store.session import collect_rarely

DAY = date(2026, 10, 10)
_FEW, _MANY = 10_000, 1_000_000
_WORLD = (
    "store_account, store_party, store_app, store_subscription, store_period, store_price,"
    " store_plan, store_fact, store_notice, store_paymentrequest, store_invoice,"
    " store_invoiceline, store_keptdocument"
)


def run(*, count: int, sample: int, million: bool) -> None:
    collect_rarely()
    folder = pathlib.Path(settings.PRABAYAR_HOME) / "dumps"
    populate(open_catalog(), first=0, count=count, due_on=DAY)
    print(f"{count:,} accounts, one running subscription each; {os.cpu_count()} cores")
    renewed = measure.compare(
        renewals.comparison(now=noon(DAY)), sample=sample, folder=folder, rest=rest
    )
    show("Renewals", renewed, naive=30, copy=0.4)
    now = noon(DAY + timedelta(days=2))
    settled = measure.compare(payments.comparison(now=now), sample=sample, folder=folder, rest=rest)
    show("Payments", settled, naive=25, copy=0.35)
    seen = outlook.measure(now=now)
    print(f"Outlook of twelve months: {seen.pure:.2f} ms, with reading {seen.loaded:.2f} ms")
    show_documents(documents.measure(now=now))
    if million:
        show_million()


def show(what: str, ways: Ways, *, naive: float, copy: float) -> None:
    """One comparison, each figure beside what it has to be."""
    print(
        f"{what}: {ways.count:,} at {1 / ways.ours:,.0f} a second;"
        f" naive {1 / ways.naive:,.0f}, COPY {1 / ways.copied:,.0f}"
    )
    print(f"  {ways.over_naive:.1f} times naive (at least {naive:g})")
    print(f"  {ways.of_copy:.2f} of COPY (at least {copy:g})")


def show_documents(seen: Papers) -> None:
    print(
        f"PDFs: {1 / seen.kept_compiler:,.0f} a second on one core (at least 50);"
        f" read, set and kept {1 / seen.first_time:,.0f}"
    )
    print(f"  {seen.over_naive:.1f} times a new compiler for each")


def show_million() -> None:
    seen = million_of_them.measure(few=_FEW, many=_MANY, day=DAY, rest=rest, clear=clear)
    print(f"{seen.many:,} renewals in one process: {1 / seen.all_due:,.0f} a second,")
    print(f"  {seen.grown_mb:.0f} MB more in memory at the end")
    change = seen.among_many / seen.among_few - 1
    print(
        f"{seen.few:,} due: {seen.among_few * 1e6:.0f} µs each among {seen.few:,},"
        f" {seen.among_many * 1e6:.0f} µs among {seen.many:,} ({change:+.0%})"
    )


def clear() -> None:
    """An empty world again, by the owner."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"TRUNCATE {_WORLD} CASCADE")
