"""Figures over the whole ledger: what was asked for and came in, what is owed, held and earned.

Nothing here has an index to help it: for a large ledger a worker works them out when somebody
asks. They are kept as plain values and read back the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from prabayar.store.bulk import rows
from prabayar.store.queries.months import money_by_month

SMALL = 20_000  # transfers, that are read in a moment
AGES = ((0, "not_due"), (7, "week"), (14, "two_weeks"), (None, "older"))

_SIZE = "SELECT count(*) FROM (SELECT FROM store_transfer LIMIT %s) t"
# An invoice that was issued anew is void; one that lapsed was asked for all the same.
_ASKED = """
    SELECT to_char(due_on, 'YYYY-MM'), currency,
        sum(greatest(net_minor + tax_minor - credit_minor, 0))::int8
    FROM store_invoice WHERE status <> 'void' GROUP BY 1, 2
"""
_OPEN = """
    SELECT currency, CASE WHEN due_on >= %s THEN 'not_due' WHEN due_on >= %s THEN 'week'
            WHEN due_on >= %s THEN 'two_weeks' ELSE 'older' END,
        count(*)::int8,
        sum(greatest(net_minor + tax_minor - credit_minor, 0) - deposit_minor)::int8
    FROM store_invoice WHERE status = 'open' GROUP BY 1, 2
"""
_HELD = """
    SELECT currency, sum(balances)::int8, sum(deposits)::int8 FROM (
        SELECT currency, sum(balance_minor) AS balances, 0 AS deposits
        FROM store_account GROUP BY currency
        UNION ALL
        SELECT currency, 0, sum(deposit_minor) FROM store_invoice
        WHERE status = 'open' GROUP BY currency
    ) h GROUP BY currency ORDER BY currency
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFigures:
    """`asked_minor` by the due dates of invoices; the rest by when it was written down."""

    month: str
    currency: str
    asked_minor: int
    received_minor: int
    earned_minor: int
    deferred_minor: int
    held_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """Open invoices of one age; `minor` is what is outstanding."""

    currency: str
    age: str
    count: int
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Money of customers: balances, and deposits of invoices that are open."""

    currency: str
    balances_minor: int
    deposits_minor: int


@dataclass(frozen=True, slots=True)
class MoneyFigures:
    months: tuple[MonthFigures, ...]
    ages: tuple[Aged, ...]
    held: tuple[Held, ...]

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> MoneyFigures:
        return cls(
            tuple(MonthFigures(**one) for one in plain["months"]),
            tuple(Aged(**one) for one in plain["ages"]),
            tuple(Held(**one) for one in plain["held"]),
        )

    @property
    def currencies(self) -> tuple[str, ...]:
        named = [one.currency for one in self.months]
        named += [one.currency for one in self.ages]
        return tuple(sorted({*named, *(one.currency for one in self.held)}))


def ledger_is_small() -> bool:
    """Whether all of it can be read while somebody waits for a page; never reads more to know."""
    found: int = rows(_SIZE, [SMALL + 1])[0][0]
    return found <= SMALL


def money_figures(*, zone: str, today: date) -> MoneyFigures:
    """Four statements; `today` is the operator's date, months are those of `zone`."""
    limits = [today, today - timedelta(days=7), today - timedelta(days=14)]
    return MoneyFigures(
        _months(zone),
        tuple(Aged(currency=c, age=age, count=n, minor=m) for c, age, n, m in rows(_OPEN, limits)),
        tuple(Held(currency=c, balances_minor=b, deposits_minor=d) for c, b, d in rows(_HELD)),
    )


def _months(zone: str) -> tuple[MonthFigures, ...]:
    asked = {(month, currency): minor for month, currency, minor in rows(_ASKED)}
    found = {(one.month, one.currency): one for one in money_by_month(zone=zone)}
    months: list[MonthFigures] = []
    for currency in sorted({currency for _, currency in (*asked, *found)}):
        held = deferred = 0
        for month in sorted(m for m, c in {*asked, *found} if c == currency):
            one = found.get((month, currency))
            held = held if one is None else one.held_minor
            deferred = deferred if one is None else one.deferred_minor
            months.append(
                MonthFigures(
                    month=month,
                    currency=currency,
                    asked_minor=asked.get((month, currency), 0),
                    received_minor=0 if one is None else one.came_in_minor,
                    earned_minor=0 if one is None else one.earned_minor,
                    deferred_minor=deferred,
                    held_minor=held,
                )
            )
    return tuple(months)
