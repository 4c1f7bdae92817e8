"""`prabayar clock …`: the clock of a sandbox, and what happens when it is moved forward.

A date means its first instant in the operator's zone (`policy.issuer_zone`).
"""

from __future__ import annotations

import pathlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from django.conf import settings

from prabayar import wiring
from prabayar.domain.money import Money
from prabayar.domain.period import instant_of, local_date
from prabayar.entrypoints.cli.opening import connect, present
from prabayar.entrypoints.cli.output import (
    AsJson,
    amount,
    amount_column,
    counted,
    id_column,
    print_json,
    print_pairs,
    print_table,
    progress,
    say,
)
from prabayar.entrypoints.cli.reading import read_day
from prabayar.entrypoints.worker.drive import Driven, drive
from prabayar.entrypoints.worker.turn import BATCH
from prabayar.store.clock import read_sandbox
from prabayar.store.errors import ClockRefused
from prabayar.store.queries.due import next_due
from prabayar.store.queries.sandbox import Happened, happened_since, newest_fact
from prabayar.store.terms import load_terms
from prabayar.usecases.make_sandbox import make_sandbox

app = typer.Typer(help="Show a sandbox's clock, and move it forward.", no_args_is_help=True)

Day = Annotated[str, typer.Option(metavar="DATE", help="A date like 2026-10-10.")]
# What a day is told by: a column's title, and the facts that it counts.
COLUMNS = (
    ("Issued", ("invoice_issued",)),
    ("Settled", ("invoice_settled",)),
    ("Reminders", ("reminder_due",)),
    ("Grace", ("grace_began",)),
    ("Suspended", ("suspended",)),
    ("Restored", ("restored",)),
    ("Trials", ("trial_ending_announced", "trial_ended", "plan_chosen")),
    ("Promotions", ("promotion_ending_announced", "promotion_ended")),
    ("Ended", ("subscription_ended",)),
    ("Parked", ("account_parked",)),
    ("Payments", ("payment_received",)),
)
_MONEY = "payment_received"


@app.command("open")
def open_clock(at: Day, seed: str = "", as_json: AsJson = False) -> None:
    """Give a sandbox its clock: once, before it has accounts, with PRABAYAR_SANDBOX=1.

    References of payments come from the seed (PRABAYAR_SEED if it is not given).
    Example: prabayar clock open --at 2026-10-10
    """
    connect()
    if not settings.PRABAYAR_SANDBOX:
        raise ClockRefused(
            "This installation bills real customers: set PRABAYAR_SANDBOX=1 to make it a sandbox."
        )
    make_sandbox(now=_instant(at, "--at"), seed=seed or str(settings.PRABAYAR_SEED))
    _show_clock(present(), as_json=as_json)


@app.command()
def show(as_json: AsJson = False) -> None:
    """Say what time it is, and when something falls due next.

    Example: prabayar clock show
    """
    _show_clock(present(), as_json=as_json)


@app.command()
def advance(
    to: Day,
    payers: Annotated[
        pathlib.Path | None,
        typer.Option(exists=True, dir_okay=False, readable=True, help="How customers pay (CSV)."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=16, help="How many share the work.")] = 1,
    batch: Annotated[
        int, typer.Option(min=1, max=BATCH, help="How many accounts one takes at a time.")
    ] = BATCH,
    as_json: AsJson = False,
) -> None:
    """Move the clock to a date, and do everything that falls due on the way, in order.

    The same date again does nothing; a date in the past is refused, as is a clock that is not a
    sandbox's. Example: prabayar clock advance --to 2027-11-10 --payers samples/payers.csv
    """
    connect()
    made_up = None if payers is None else wiring.payers(payers)
    began_at, newest = _sandbox_now(), newest_fact()
    until = _instant(to, "--to")
    with progress("Days") as watched:
        days = max(1, (until - began_at).days)
        driven = drive(
            until=until,
            outbox=wiring.outbox(),
            payers=made_up,
            workers=workers,
            batch=batch,
            progress=lambda now: watched((now - began_at).days, days),
        )
    happened = happened_since(newest, zone=_zone())
    if as_json:
        print_json(_plain(driven, happened, began_at, until))
    else:
        _show(driven, happened, began_at, until)


def _zone() -> str:
    return load_terms().terms.policy.issuer_zone


def _instant(day: str, name: str) -> datetime:
    return instant_of(read_day(day, name), _zone())


def _sandbox_now() -> datetime:
    sandbox = read_sandbox()
    if sandbox is None:
        raise ClockRefused(
            "The clock is moved by hand only in a sandbox; this installation is none."
            " `prabayar clock open` with PRABAYAR_SANDBOX=1 makes an empty one a sandbox."
        )
    return sandbox.now_at


def _show_clock(now: datetime, *, as_json: bool) -> None:
    sandbox, due = read_sandbox(), next_due()
    if as_json:
        print_json(
            {
                "now": now,
                "sandbox": sandbox is not None,
                "seed": None if sandbox is None else sandbox.seed,
                "next_due_at": due.first_at,
            }
        )
        return
    zone = _zone()
    pairs = [
        ("now", f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC, {local_date(now, zone)} in {zone}"),
        ("clock", "the machine's" if sandbox is None else f"a sandbox's, seed {sandbox.seed}"),
        (
            "next due",
            "nothing" if due.first_at is None else f"{due.first_at:%Y-%m-%d %H:%M:%S} UTC",
        ),
    ]
    print_pairs(pairs)


Day_ = tuple[date, dict[str, int], dict[str, int]]


def by_day(happened: Sequence[Happened]) -> list[Day_]:
    """(day, how often each kind, money that came in by currency), for days with something."""
    counts: defaultdict[date, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    money: defaultdict[date, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in happened:
        counts[one.on][one.kind] += one.count
        if one.kind == _MONEY:
            money[one.on][one.currency] += one.minor
    return [(day, dict(counts[day]), dict(money[day])) for day in sorted(counts)]


def _added(parts: Sequence[dict[str, int]]) -> dict[str, int]:
    total: defaultdict[str, int] = defaultdict(int)
    for part in parts:
        for name, number in part.items():
            total[name] += number
    return dict(sorted(total.items()))


def _plain(
    driven: Driven, happened: Sequence[Happened], began_at: datetime, until: datetime
) -> dict[str, Any]:
    days = by_day(happened)

    def told(counts: dict[str, int], money: dict[str, int]) -> dict[str, Any]:
        return {
            "facts": counts,
            "money_in": [Money(minor, currency) for currency, minor in sorted(money.items())],
        }

    totals = told(_added([counts for _, counts, _ in days]), _added([money for *_, money in days]))
    return {
        "from": began_at,
        "to": until,
        "days": [{"date": day, **told(counts, money)} for day, counts, money in days],
        "totals": totals,
        "acts": driven.acts,
        "instants": driven.instants,
        "notices_delivered": driven.turn.delivered,
        "parked": [{"account": code, "reason": reason} for code, reason in driven.turn.parked],
        "refused": list(driven.refused),
    }


def _show(
    driven: Driven, happened: Sequence[Happened], began_at: datetime, until: datetime
) -> None:
    days = by_day(happened)
    rows = [_row(day.isoformat(), counts, money) for day, counts, money in days]
    shown = [row for row in rows if any(row[1:])]
    if shown:
        totals = _row(
            "total",
            _added([counts for _, counts, _ in days]),
            _added([money for *_, money in days]),
        )
        columns = (
            id_column("Day"),
            *(amount_column(title) for title, _ in COLUMNS),
            amount_column("Money in"),
        )
        print_table(columns, [*shown, totals])
        say()
    for code, reason in driven.turn.parked:
        say(f"Account {code} is parked: {reason}", style="bold red")
    for app_id in driven.refused:
        say(f"What the customer of {app_id} wanted was refused.", style="bold red")
    zone = _zone()
    passed = counted((until - began_at).days, "day")
    delivered = counted(driven.turn.delivered, "notice")
    say(f"{passed} passed, {delivered} delivered. The clock stands at {local_date(until, zone)}.")


def _row(name: str, counts: dict[str, int], money: dict[str, int]) -> list[str]:
    numbers = [sum(counts.get(kind, 0) for kind in kinds) for _, kinds in COLUMNS]
    came = " + ".join(amount(Money(minor, currency)) for currency, minor in sorted(money.items()))
    return [name, *(f"{number:,}" if number else "" for number in numbers), came]
