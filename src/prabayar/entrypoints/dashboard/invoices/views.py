"""The lists of invoices, receipts and credit notes, as a page and as a table to download."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from prabayar.entrypoints.dashboard.invoices.listing import (
    Narrowing,
    listing_of,
    tabs,
    written,
)
from prabayar.entrypoints.web.csv import csv_response
from prabayar.entrypoints.web.paging import SIZE, page_of
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries import invoices


@require_safe
def page(request: Asked) -> HttpResponse:
    account = request.account
    to_pay = invoices.to_pay(account.account_id, today=request.today)
    form = Narrowing(request.GET, to_pay=to_pay, this_year=request.today.year)
    listing = listing_of(request.GET)
    found = listing.read(
        account.account_id, form.wanted, after=request.GET.get("after", ""), limit=SIZE + 1
    )
    key = found[SIZE - 1].number if len(found) > SIZE else ""
    shown = {
        "listing": listing,
        "tabs": tabs(listing, to_pay=to_pay),
        "form": form,
        "to_pay": to_pay,
        "page": page_of(request, found, key=key, size=SIZE),
        "query": request.GET.urlencode(),
    }
    return render(request, "dashboard/invoices/page.html", shown)


@require_safe
def table(request: Asked) -> HttpResponseBase:
    """All that the page would show, as one file."""
    account = request.account
    to_pay = invoices.to_pay(account.account_id, today=request.today)
    form = Narrowing(request.GET, to_pay=to_pay, this_year=request.today.year)
    listing = listing_of(request.GET)
    found = listing.read(account.account_id, form.wanted)
    name = f"{listing.file} {account.code} {request.today.isoformat()}"
    return csv_response(name, listing.head(), written(listing, found))
