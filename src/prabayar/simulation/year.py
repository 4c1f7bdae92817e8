"""The sandbox year: an empty database becomes a sandbox with the samples, driven for 13 months.

Killed, it goes on where it was. A database that has been driven is shown as it is; one with real
customers is left alone.
"""

from __future__ import annotations

import pathlib
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from prabayar import wiring
from prabayar.domain.bank import BankAccount, printed_by_currency
from prabayar.domain.period import instant_of
from prabayar.domain.policy import Policy
from prabayar.entrypoints.cli.failing import Exit, guarded
from prabayar.entrypoints.cli.opening import connect
from prabayar.entrypoints.cli.output import progress, say
from prabayar.entrypoints.worker.drive import drive
from prabayar.simulation.summary import show_year
from prabayar.store.clock import read_sandbox
from prabayar.store.queries.accounts import accounts
from prabayar.store.terms import load_terms, save_policy
from prabayar.usecases.import_catalog import import_catalog
from prabayar.usecases.import_customers import import_customers
from prabayar.usecases.make_sandbox import make_sandbox
from prabayar.usecases.verify import verify

SAMPLES = pathlib.Path(__file__).resolve().parents[3] / "samples"
BEGINS_ON, ENDS_ON = date(2026, 10, 10), date(2027, 11, 10)
ACTOR = "sandbox"
BANKS = (
    BankAccount(
        code="bca-idr",
        currency="IDR",
        number="206 301 7788",
        holder="PT Obrolan Nusantara",
        bank="Bank Central Asia (BCA), KCU Thamrin",
    ),
    BankAccount(
        code="bca-usd",
        currency="USD",
        number="206 988 4410",
        holder="PT Obrolan Nusantara",
        bank="Bank Central Asia (BCA), SWIFT CENAIDJA",
    ),
)
SELLER = Policy(
    seller_name="PT Obrolan Nusantara",
    seller_address="Jl. Kebon Sirih No. 17\nJakarta Pusat 10340\nIndonesia",
    seller_tax_id="01.234.567.8-012.000",
    bank_accounts=BANKS,
    transfer_to=printed_by_currency(BANKS),
)


def run(*, ends_on: date | None = None) -> int:
    """Make or go on with the year (or the time until `ends_on`), show it, verify it."""
    return guarded(lambda: _run(ends_on or ENDS_ON), as_json=False)


def _run(ends_on: date) -> int:
    connect()
    zone = load_terms().terms.policy.issuer_zone
    begins_at, ends_at = instant_of(BEGINS_ON, zone), instant_of(ends_on, zone)
    if read_sandbox() is None:
        if accounts(limit=1):
            say("This database bills real customers: the sandbox year leaves it alone.")
            return Exit.REFUSED
        make_sandbox(now=begins_at, seed=str(settings.PRABAYAR_SEED))
    now = wiring.clock().now()
    if now < ends_at:
        _import(now)
        _drive(now, ends_at)
    show_year(zone=zone)
    return _verify(max(now, ends_at))


def _import(now: datetime) -> None:
    """Each file is taken over whole or not at all, so what is there already is complete."""
    if accounts(limit=1):
        return
    say(f"A new sandbox that stands at {BEGINS_ON}; its customers come from {SAMPLES.name}/.")
    with transaction.atomic():
        save_policy(SELLER, now=now, actor=ACTOR)
    catalog = import_catalog((SAMPLES / "catalog.toml").read_bytes(), now=now, actor=ACTOR)
    raw = (SAMPLES / "customers.csv").read_bytes()
    customers = import_customers(raw, now=now, actor=ACTOR)
    for problem in (*catalog.problems, *customers.problems):
        raise RuntimeError(f"the samples have a problem: {problem}")


def _drive(now: datetime, ends_at: datetime) -> None:
    days = (ends_at - now).days
    say(f"Driving it {days} days ahead …")
    with progress("Days") as watched:
        drive(
            until=ends_at,
            outbox=wiring.outbox(),
            payers=wiring.payers(SAMPLES / "payers.csv"),
            progress=lambda at: watched((at - now).days, days),
        )
    say(f"Notices were delivered to {settings.PRABAYAR_OUTBOX}, a folder per recipient.")


def _verify(now: datetime) -> int:
    found = verify(now=now, park=False).findings
    for one in found:
        say(f"{one.invariant} {one.subject}: {one.message}", style="bold red")
    if found:
        return Exit.REFUSED
    say("Verified: every invariant holds.", style="green")
    return Exit.DONE
