"""The sandbox year as tables: what happened by month, what money did, one customer's story."""

from __future__ import annotations

from collections.abc import Callable

from prabayar.domain.money import Money
from prabayar.domain.period import local_date
from prabayar.entrypoints.cli.output import (
    Column,
    amount,
    amount_column,
    counted,
    id_column,
    print_table,
    say,
)
from prabayar.entrypoints.cli.telling import told
from prabayar.store.clock import read_sandbox
from prabayar.store.queries.months import counts_by_month, money_by_month, story_of

# A customer to whom much happens: a promotion that ends, money in grace, money learnt of late.
STORY_OF = "ptpuspalogisti-61"
_STORY_LINES = 40

_Counts = dict[tuple[str, str], int]
_WHAT: tuple[tuple[str, Callable[[_Counts], int]], ...] = (
    ("Issued", lambda counts: _of(counts, "invoice_issued")),
    ("Settled", lambda counts: _of(counts, "invoice_settled")),
    ("Reminders", lambda counts: _of(counts, "reminder_due")),
    ("Trials converted", lambda counts: counts.get(("invoice_settled", "first"), 0)),
    ("Grace", lambda counts: _of(counts, "grace_began")),
    ("Suspended", lambda counts: _of(counts, "suspended")),
    ("Came back", lambda counts: counts.get(("invoice_settled", "reactivation"), 0)),
    ("Promotions ended", lambda counts: _of(counts, "promotion_ended")),
    ("Ended", lambda counts: _of(counts, "subscription_ended")),
)


def _of(counts: _Counts, kind: str) -> int:
    return sum(count for (one, _), count in counts.items() if one == kind)


def show_year(*, zone: str) -> None:
    sandbox = read_sandbox()
    if sandbox is not None:
        stands_on = local_date(sandbox.now_at, zone)
        say(f"\nA made-up company; its clock stands at {stands_on}.\n", style="bold")
    _show_counts(zone)
    _show_money(zone)
    _show_story()


def _show_counts(zone: str) -> None:
    months = counts_by_month(zone=zone)
    rows = [
        [month, *(_count(what(counts)) for _, what in _WHAT)] for month, counts in months.items()
    ]
    total = [_count(sum(what(counts) for counts in months.values())) for _, what in _WHAT]
    columns = (id_column("Month"), *(amount_column(title) for title, _ in _WHAT))
    print_table(columns, [*rows, ["all", *total]], title="What happened")
    say()


def _count(number: int) -> str:
    return f"{number:,}" if number else ""


def _show_money(zone: str) -> None:
    months = money_by_month(zone=zone)
    columns = (
        id_column("Month"),
        amount_column("Money in"),
        amount_column("Deposits and balances"),
        amount_column("Paid, not served yet"),
        amount_column("Earned"),
    )
    for currency in sorted({one.currency for one in months}):
        rows = [
            [
                one.month,
                *(
                    amount(Money(minor, currency))
                    for minor in (
                        one.came_in_minor,
                        one.held_minor,
                        one.deferred_minor,
                        one.earned_minor,
                    )
                ),
            ]
            for one in months
            if one.currency == currency
        ]
        print_table(columns, rows, title=f"Money in {currency}")
        say()


def _show_story() -> None:
    facts, currency = story_of(STORY_OF)
    lines = list(told(facts, currency=currency))
    columns = (id_column("Date"), Column("What"), Column("Detail"), amount_column("Amount"))
    shown = lines[:_STORY_LINES]
    print_table(
        columns,
        [(str(one.on), one.what, one.detail, one.sum) for one in shown],
        title=f"The story of {STORY_OF}",
    )
    if len(lines) > len(shown):
        say(f"… and {counted(len(lines) - len(shown), 'event')} more.")
    say()
