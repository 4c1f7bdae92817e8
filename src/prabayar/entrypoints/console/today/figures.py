"""The day in figures, and thirty days of money; kept for two minutes, so that looking is cheap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.core.cache import cache
from django.utils.translation import gettext as _

from prabayar.domain.facts import FactKind
from prabayar.domain.period import instant_of
from prabayar.domain.policy import Policy
from prabayar.entrypoints.web import formatting
from prabayar.entrypoints.web.charts import Chart, Mark, Series
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries.today import Figure, came_in, figures

DAYS = 30
_KEPT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Figures:
    """`as_of_at` is when they were counted."""

    as_of_at: datetime
    zone: str
    issued: Figure
    settled: Figure
    received: Figure
    trials: Figure
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is kept: words are made when it is shown, in the reader's language."""

    as_of_at: datetime
    figures: Mapping[FactKind, Figure]
    came_in: Mapping[str, Mapping[date, int]]


def figures_of(request: Asked, policy: Policy) -> Figures:
    """Two statements when they are counted, none of the store's when they are kept still."""
    key = f"figures:{request.today.isoformat()}"
    found: _Counted | None = cache.get(key)
    if found is None or found.as_of_at > request.now:
        found = _count(request, policy)
        cache.set(key, found, _KEPT_SECONDS)
    since_on = request.today - timedelta(days=DAYS - 1)
    days = [since_on + timedelta(days=n) for n in range(DAYS)]
    return Figures(
        as_of_at=found.as_of_at,
        zone=policy.issuer_zone,
        issued=found.figures[FactKind.INVOICE_ISSUED],
        settled=found.figures[FactKind.INVOICE_SETTLED],
        received=found.figures[FactKind.PAYMENT_RECEIVED],
        trials=found.figures[FactKind.TRIAL_STARTED],
        charts=tuple(
            _chart(currency, by_day, days, today=request.today)
            for currency, by_day in sorted(found.came_in.items())
        ),
    )


def _count(request: Asked, policy: Policy) -> _Counted:
    since_at = instant_of(request.today, policy.issuer_zone)
    since_on = request.today - timedelta(days=DAYS - 1)
    return _Counted(
        request.now,
        figures(since_at=since_at, now=request.now),
        came_in(since_on=since_on, until_on=request.today),
    )


def _chart(currency: str, by_day: Mapping[date, int], days: list[date], *, today: date) -> Chart:
    return Chart(
        _("Money in, %(currency)s, by booking date") % {"currency": currency},
        _("Day"),
        [formatting.day(day, today=today) for day in days],
        [Series(_("Came in"), [by_day.get(day, 0) for day in days], Mark.BAR)],
        partial(formatting.amount, currency=currency),
        partial(formatting.compact, currency=currency),
    )
