"""The first page: until when each app is paid, what comes next, what is to be done now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from prabayar.domain.state import Terms
from prabayar.entrypoints.dashboard.apps.listing import list_of_apps
from prabayar.entrypoints.dashboard.standing import Standing, standing, task
from prabayar.entrypoints.web import why
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries import apps as queries
from prabayar.store.queries.apps import AppRow, Totals
from prabayar.store.terms import load_terms

MOST_TASKS = 5


@require_safe
def page(request: Asked) -> HttpResponse:
    """Five statements, whatever the account has."""
    terms = load_terms().terms
    account = request.account
    totals = queries.totals(account.account_id)
    shown: dict[str, Any] = {"totals": totals, "parked": bool(account.parked_reason)}
    if totals.apps:
        shown |= _tasks(request, terms)
        shown |= _stats(request, terms, totals)
        shown |= list_of_apps(request, terms, totals)
    return render(request, "dashboard/overview/page.html", shown)


def _tasks(request: Asked, terms: Terms) -> dict[str, Any]:
    days = timedelta(days=terms.policy.trial_reminder_days)
    money = request.visitor.may(Right.SEE_MONEY)
    found, number = queries.wanted(
        request.account.account_id,
        trials_through=request.today + days,
        invoices=money,
        limit=MOST_TASKS,
    )
    tasks = [task(row, today=request.today, money=money) for row in found]
    return {"tasks": [one for one in tasks if one], "more_tasks": number - len(found)}


def _stats(request: Asked, terms: Terms, totals: Totals) -> dict[str, Any]:
    found = queries.firsts(request.account.account_id)
    return {
        "paid_first": _standing(request, terms, totals, found.paid),
        "invoiced_first": _standing(request, terms, totals, found.invoiced),
        "balance_why": why.of_balance(totals),
        "open_why": why.of_open(totals),
    }


def _standing(request: Asked, terms: Terms, totals: Totals, row: AppRow | None) -> Standing | None:
    if row is None:
        return None
    money = request.visitor.may(Right.SEE_MONEY)
    return standing(row, terms=terms, country=totals.country, today=request.today, money=money)


@require_safe
def no_account(request: Asked) -> HttpResponse:
    return render(request, "dashboard/overview/no_account.html")
