"""The list of apps, the page of one, and its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from prabayar.domain.errors import Refusal
from prabayar.domain.period import local_date
from prabayar.entrypoints.dashboard.apps.forms import Rename
from prabayar.entrypoints.dashboard.apps.listing import list_of_apps, wanted_of
from prabayar.entrypoints.dashboard.standing import standing, task
from prabayar.entrypoints.web import why, words
from prabayar.entrypoints.web.csv import Cell, csv_response
from prabayar.entrypoints.web.formatting import DAY
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.telling import OF_MONEY, OF_STAFF, called, story
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries import apps as queries
from prabayar.store.queries.apps import AppRow
from prabayar.store.terms import load_terms
from prabayar.usecases.rename_app import rename_app

SHOWN, MOST_SHOWN = 12, 1_000


@require_safe
def page(request: Asked) -> HttpResponse:
    """Three statements."""
    terms = load_terms().terms
    totals = queries.totals(request.account.account_id)
    csv_url = f"{reverse('dashboard-apps-csv')}?{request.GET.urlencode()}".rstrip("?")
    shown = {"totals": totals, "csv_url": csv_url, **list_of_apps(request, terms, totals)}
    return render(request, "dashboard/apps/page.html", shown)


@require_safe
def table(request: Asked) -> HttpResponseBase:
    """All that the list would show, as one file."""
    account = request.account
    search, state = wanted_of(request)
    found = queries.apps(account.account_id, search=search, state=state, limit=None)
    head = [
        _("App ID"),
        _("Name"),
        _("Made on"),
        _("State"),
        _("Plan"),
        _("Interval"),
        _("Paid through"),
    ]
    name = f"apps {account.code} {request.today.isoformat()}"
    return csv_response(name, head, _lines(found, account.zone))


def _lines(found: tuple[AppRow, ...], zone: str) -> Iterator[list[Cell]]:
    for row in found:
        one = row.subscription
        yield [
            row.app_id,
            row.name,
            local_date(row.made_at, zone),
            words.state(one.phase, one.access_reason).text,
            one.price.plan_code,
            words.interval(one.price.interval),
            None if one.paid_until_on is None else one.paid_until_on - DAY,
        ]


@require_safe
def app(request: Asked, app_id: str) -> HttpResponse:
    row = queries.app(request.account.account_id, app_id)
    return _page_of(request, row, Rename({"name": row.name}), status=200)


def _page_of(request: Asked, row: AppRow, form: Rename, *, status: int) -> HttpResponse:
    """Seven statements, six without the right to see money."""
    terms = load_terms().terms
    money = request.visitor.may(Right.SEE_MONEY)
    totals = queries.totals(request.account.account_id)
    one = standing(row, terms=terms, country=totals.country, today=request.today, money=money)
    subscription = row.subscription
    hidden = OF_STAFF if money else OF_STAFF | OF_MONEY
    most = MOST_SHOWN if "all" in request.GET else SHOWN
    happened = queries.timeline(subscription, hidden=hidden, limit=most)
    plans = {plan.code: plan.name for plan in terms.catalog.plans.values()}
    shown: dict[str, Any] = {
        "row": row,
        "one": one,
        "todo": task(row, today=request.today, money=money),
        "form": form,
        "access_why": words.why_no_access(subscription.access_reason),
        "invoice_route": "dashboard-invoice" if money else "",
        "plans": plans,
        "quota_why": why.of_quota(one.plan, interval=subscription.price.interval),
        "periods": queries.periods(subscription),
        "invoices": queries.invoices(subscription) if money else (),
        "told": story(happened, currency=totals.currency, plans=plans, money=money),
        "earlier": len(happened) == SHOWN,
        "names": called({fact.actor for fact in happened}),
        "currency": totals.currency,
    }
    return render(request, "dashboard/apps/app.html", shown, status=status)


@require_POST
def rename(request: Asked, app_id: str) -> HttpResponse:
    form = Rename(request.POST)
    row = queries.app(request.account.account_id, app_id)
    if not form.is_valid():
        return _page_of(request, row, form, status=422)
    try:
        rename_app(
            request.account.code,
            app_id,
            name=form.cleaned_data["name"],
            now=request.now,
            actor=request.visitor.actor,
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _page_of(request, row, form, status=409)
    messages.success(request, _("The app has its new name."))
    return redirect("dashboard-app", app_id)
