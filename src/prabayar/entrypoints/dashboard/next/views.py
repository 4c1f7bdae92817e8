"""What happens next: the coming twelve months of one app, by the code that will decide them.

Either each invoice is paid when it comes, or nothing is paid (`?paid=0`). An account with several
apps chooses one first: looking ahead for a thousand would take minutes.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from prabayar.domain.state import Terms
from prabayar.domain.subscription import Phase
from prabayar.entrypoints.dashboard.apps.listing import list_of_apps
from prabayar.entrypoints.dashboard.next.months import bars, months_of
from prabayar.entrypoints.dashboard.standing import standing
from prabayar.entrypoints.web import words
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries import apps as queries
from prabayar.store.queries.apps import AppRow
from prabayar.store.terms import load_terms
from prabayar.usecases.look_ahead import look_ahead, price_of_return


@require_safe
def page(request: Asked) -> HttpResponse:
    """The app that is asked for by name; of one app alone its own; else all, to choose from."""
    if wanted := request.GET.get("app", "").strip():
        return redirect(_address(queries.app(request.account.account_id, wanted).app_id, request))
    terms = load_terms().terms
    totals = queries.totals(request.account.account_id)
    if totals.running == 1:
        [row] = queries.apps(request.account.account_id, limit=1)
        return _of_app(request, terms, row, country=totals.country)
    shown = {"totals": totals, **list_of_apps(request, terms, totals)}
    return render(request, "dashboard/next/page.html", shown)


@require_safe
def app(request: Asked, app_id: str) -> HttpResponse:
    row = queries.app(request.account.account_id, app_id)
    terms = load_terms().terms
    country = queries.totals(request.account.account_id).country
    return _of_app(request, terms, row, country=country)


def _of_app(request: Asked, terms: Terms, row: AppRow, *, country: str) -> HttpResponse:
    paid = request.GET.get("paid") != "0"
    shown: dict[str, Any] = {
        "one": standing(row, terms=terms, country=country, today=request.today, money=True),
        "currency": row.subscription.price.currency,
        "paid": paid,
        "tabs": _tabs(paid=paid),
    }
    if row.subscription.phase is not Phase.ENDED:
        plans = {plan.code: plan.name for plan in terms.catalog.plans.values()}
        seen = look_ahead(row.app_id, now=request.now, paid=paid)
        months = months_of(seen, paid=paid, plans=plans, today=request.today)
        last = seen.subscription
        shown |= {
            "months": months,
            "total_minor": sum(month.minor for month in months),
            "chart": bars(months, currency=row.subscription.price.currency) if paid else None,
            "back_minor": _price_of_return(request, row),
            "then": words.state(last.phase, last.access_reason),
            "then_access": words.access(last.access),
        }
    return render(request, "dashboard/next/app.html", shown)


def _price_of_return(request: Asked, row: AppRow) -> int | None:
    """None where it is not suspended, or where the invoice for it is open already."""
    if row.subscription.phase is not Phase.SUSPENDED or row.invoice is not None:
        return None
    return price_of_return(row.app_id, now=request.now)


def _tabs(*, paid: bool) -> list[dict[str, Any]]:
    return [
        {"title": _("If you pay each invoice"), "url": "?", "here": paid, "count": None},
        {"title": _("If nothing is paid"), "url": "?paid=0", "here": not paid, "count": None},
    ]


def _address(app_id: str, request: Asked) -> str:
    paid = "?paid=0" if request.GET.get("paid") == "0" else ""
    return reverse("dashboard-next-app", args=[app_id]) + paid
