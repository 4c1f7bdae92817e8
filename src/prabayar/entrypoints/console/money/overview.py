"""Money at a glance: what was asked for and came in, what is open, held, owed and earned.

Figures over the whole ledger are worked out at once while it is small; else a worker does it when
somebody asks, and the page says when they are of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from prabayar.domain.money import Money
from prabayar.entrypoints.console.money.lists import AGES
from prabayar.entrypoints.console.money.tabs import tabs
from prabayar.entrypoints.web import formatting
from prabayar.entrypoints.web.charts import Chart, Mark, Series
from prabayar.entrypoints.web.csv import Cell, csv_response
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store import reckonings
from prabayar.store.queries import money
from prabayar.store.queries.figures import (
    MoneyFigures,
    MonthFigures,
    ledger_is_small,
    money_figures,
)
from prabayar.store.queries.money import Age
from prabayar.store.reckonings import Reckoned, Subject
from prabayar.store.terms import load_terms
from prabayar.usecases.ask_reckoning import ask_reckoning

_MONTHS = 14  # on a chart


@dataclass(frozen=True, slots=True)
class Part:
    """What a page shows of one currency."""

    currency: str
    balances_minor: int
    deposits_minor: int
    deferred_minor: int
    earned_minor: int
    received_minor: int
    ages: tuple[tuple[Age, object, int, int], ...]
    open_minor: int
    chart: Chart
    revenue: Chart

    @property
    def is_used(self) -> bool:
        """Whether anything is open, held or deferred: a foreign transfer alone comes last."""
        held = self.balances_minor or self.deposits_minor or self.deferred_minor
        return bool(self.open_minor or held)


@dataclass(frozen=True, slots=True)
class Known:
    """Figures, when they are of (None: of now), and whether newer ones are on their way."""

    figures: MoneyFigures | None
    as_of_at: datetime | None
    waiting: Reckoned | None


@require_safe
def page(request: Asked) -> HttpResponse:
    known, zone = _known(request), _zone()
    parts = [] if known.figures is None else _parts(known.figures, request.today)
    context = {
        "known": known,
        "parts": parts,
        "zone": zone,
        "refunds": money.refunds_owed(),
        "unapplied": money.unapplied_sums(),
        "tabs": tabs("console-money"),
    }
    return render(request, "console/money/overview.html", context)


@require_POST
def reckon(request: Asked) -> HttpResponse:
    ask_reckoning(Subject.MONEY, now=request.now, actor=request.visitor.actor)
    messages.info(request, _("The worker works the figures out now. They appear here."))
    return redirect("console-money")


@require_safe
def months_csv(request: Asked) -> HttpResponseBase:
    found = _known(request).figures
    head = (
        *("Month", "Currency", "Asked for", "Received", "Earned", "Deferred at its end"),
        "Held for customers at its end",
    )
    lines: list[list[Cell]] = [
        [one.month, one.currency, *(Money(minor, one.currency) for minor in _minors(one))]
        for one in (() if found is None else found.months)
    ]
    return csv_response(f"money-by-month-{request.today}", head, lines)


@require_safe
def ages_csv(request: Asked) -> HttpResponseBase:
    found = _known(request).figures
    lines = (
        (one.currency, str(AGES[Age(one.age)]), one.count, Money(one.minor, one.currency))
        for one in (() if found is None else found.ages)
    )
    head = ("Currency", "Age", "Invoices", "Outstanding")
    return csv_response(f"open-invoices-by-age-{request.today}", head, lines)


def _minors(one: MonthFigures) -> tuple[int, ...]:
    return (
        one.asked_minor,
        one.received_minor,
        one.earned_minor,
        one.deferred_minor,
        one.held_minor,
    )


def _zone() -> str:
    return load_terms().terms.policy.issuer_zone


def _known(request: Asked) -> Known:
    if ledger_is_small():
        return Known(money_figures(zone=_zone(), today=request.today), None, None)
    last = reckonings.read(Subject.MONEY)
    figures = None if last.came_of_it is None else MoneyFigures.of(last.came_of_it)
    return Known(figures, last.as_of_at, last)


def _parts(figures: MoneyFigures, today: date) -> list[Part]:
    parts = [_part(figures, currency, today) for currency in figures.currencies]
    return sorted(parts, key=lambda part: not part.is_used)


def _part(figures: MoneyFigures, currency: str, today: date) -> Part:
    months = [one for one in figures.months if one.currency == currency]
    this = f"{today:%Y-%m}"
    now = next((one for one in months if one.month == this), None)
    ended = [one for one in months if one.month <= this]
    held = next((one for one in figures.held if one.currency == currency), None)
    aged = {Age(one.age): one for one in figures.ages if one.currency == currency}
    ages = tuple(
        (age, title, aged[age].count if age in aged else 0, aged[age].minor if age in aged else 0)
        for age, title in AGES.items()
    )
    return Part(
        currency=currency,
        balances_minor=0 if held is None else held.balances_minor,
        deposits_minor=0 if held is None else held.deposits_minor,
        deferred_minor=ended[-1].deferred_minor if ended else 0,
        earned_minor=0 if now is None else now.earned_minor,
        received_minor=0 if now is None else now.received_minor,
        ages=ages,
        open_minor=sum(minor for _age, _title, _count, minor in ages),
        chart=_chart(
            _("Asked for and received, %(currency)s") % {"currency": currency},
            months[-_MONTHS:],
            currency,
            (
                (_("Asked for"), [one.asked_minor for one in months[-_MONTHS:]], Mark.BAR),
                (_("Received"), [one.received_minor for one in months[-_MONTHS:]], Mark.BAR),
            ),
        ),
        revenue=_chart(
            _("Revenue earned and deferred, %(currency)s") % {"currency": currency},
            ended[-_MONTHS:],
            currency,
            (
                (_("Earned"), [one.earned_minor for one in ended[-_MONTHS:]], Mark.BAR),
                (_("Deferred"), [one.deferred_minor for one in ended[-_MONTHS:]], Mark.LINE),
            ),
        ),
    )


def _chart(
    title: str,
    months: Sequence[MonthFigures],
    currency: str,
    series: Sequence[tuple[str, Sequence[int], Mark]],
) -> Chart:
    return Chart(
        title=title,
        axis=_("Month"),
        labels=[_month(one.month) for one in months],
        series=[Series(name, values, mark) for name, values, mark in series],
        show=lambda minor: formatting.amount(minor, currency),
        short=lambda minor: formatting.compact(minor, currency),
    )


def _month(month: str) -> str:
    """`Nov 26` of `2026-11`."""
    return formatting.short_month(date.fromisoformat(f"{month}-01"))
