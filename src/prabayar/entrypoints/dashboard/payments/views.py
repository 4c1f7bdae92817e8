"""Payments and balance: what arrived, what moved the balance, what goes back; and one payment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_safe

from prabayar.entrypoints.dashboard.payments import saying
from prabayar.entrypoints.web import telling
from prabayar.entrypoints.web.csv import csv_response
from prabayar.entrypoints.web.forms import Form
from prabayar.entrypoints.web.paging import SIZE, Tab, page_of
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries import balance

_TABS = ("arrived", "balance", "refunds")


class Search(Form):
    """What arrived is searched by what it was booked for."""

    search = forms.CharField(
        required=False,
        label=later("Search"),
        widget=forms.TextInput(
            attrs={"type": "search", "maxlength": 100, "placeholder": later("Reference or booking")}
        ),
    )
    tab = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked, auto_id="narrow-%s")


@require_safe
def page(request: Asked) -> HttpResponse:
    account, tab = request.account, _tab(request)
    purse = balance.purse(account.account_id)
    found = _found(request, tab, limit=SIZE + 1)
    key = str(min(one.fact_id for one in found[:SIZE])) if len(found) > SIZE else ""
    shown = page_of(request, found, key=key, size=SIZE)
    return render(
        request,
        "dashboard/payments/page.html",
        {
            "tab": tab,
            "tabs": _tabs(tab),
            "purse": purse,
            "why": saying.why_balance(purse, currency=account.currency),
            "page": shown,
            "rows": [_shown(one, tab, account.currency) for one in shown.rows],
            "form": Search(request.GET),
            "search": request.GET.get("search", "").strip(),
            "query": request.GET.urlencode(),
        },
    )


@require_safe
def table(request: Asked) -> HttpResponseBase:
    """All that the page would show, as one file."""
    account, tab = request.account, _tab(request)
    found = _found(request, tab, limit=None)
    name = f"{tab} {account.code} {request.today.isoformat()}"
    match tab:
        case "arrived":
            return csv_response(
                f"payments {name}", saying.payment_head(), saying.payment_cells(found)
            )
        case "balance":
            cells = saying.movement_cells(found, currency=account.currency)
            return csv_response(name, saying.movement_head(), cells)
        case _:
            cells = saying.refund_cells(found, currency=account.currency)
            return csv_response(name, saying.refund_head(), cells)


@require_safe
def payment(request: Asked, payment_id: int) -> HttpResponse:
    """One payment, and its way through the ledger in words."""
    account = request.account
    found = balance.payment(account.account_id, payment_id)
    first = found[0]
    steps = [
        {"part": part, "sentence": saying.came_of(part)} for row in found for part in row.parts
    ]
    happened = [one for row in found for one in balance.followed(account.account_id, row)]
    shown = {
        "first": first,
        "how": saying.how(first),
        "total_minor": sum(row.minor for row in found),
        "steps": steps,
        "told": telling.story(happened, currency=account.currency, plans=telling.plan_names()),
        "names": telling.called(one.actor for one in happened),
    }
    return render(request, "dashboard/payments/payment.html", shown)


def _tab(request: Asked) -> str:
    asked = request.GET.get("tab", "")
    return asked if asked in _TABS else _TABS[0]


def _tabs(here: str) -> list[Tab]:
    titles = {"arrived": _("Arrived"), "balance": _("Balance"), "refunds": _("Refunds")}
    return [Tab(title, f"?tab={tab}", here=tab == here) for tab, title in titles.items()]


def _found(request: Asked, tab: str, *, limit: int | None) -> tuple[Any, ...]:
    after = request.GET.get("after", "")
    before = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    account_id = request.account.account_id
    if tab == "arrived":
        search = request.GET.get("search", "")[:100]
        return balance.payments(account_id, search=search, after=before, limit=limit)
    return balance.movements(account_id, refunds=tab == "refunds", after=before, limit=limit)


def _shown(one: Any, tab: str, currency: str) -> dict[str, Any]:
    if tab == "arrived":
        return {"one": one, "how": saying.how(one)}
    return {"one": one, "told": telling.told(one.happened, currency=currency)}
