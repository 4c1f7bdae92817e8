"""Documents of the account of the session; its number alone names one."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from prabayar.domain.facts import FactKind
from prabayar.domain.invoice import DocumentKind
from prabayar.entrypoints.documents import sending, showing, statement
from prabayar.entrypoints.documents.rendering import pdf_of, printer
from prabayar.entrypoints.web.csv import csv_response
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries.statements import Entry


class Row(NamedTuple):
    """An entry of a statement as the page shows it."""

    entry: Entry
    day: date
    label: str
    note: str
    url: str


@require_safe
def invoice(request: Asked, number: str) -> HttpResponse:
    shown = showing.invoice(request.account.account_id, number, today=request.today)
    return render(request, "dashboard/documents/invoice.html", shown)


@require_safe
def receipt(request: Asked, number: str) -> HttpResponse:
    shown = showing.receipt(request.account.account_id, number)
    return render(request, "dashboard/documents/receipt.html", shown)


@require_safe
def credit_note(request: Asked, number: str) -> HttpResponse:
    shown = showing.credit_note(request.account.account_id, number)
    return render(request, "dashboard/documents/credit_note.html", shown)


@require_safe
def pdf(request: Asked, number: str, kind: DocumentKind) -> HttpResponse:
    kept = pdf_of(kind, request.account.account_id, number, now=request.now)
    return sending.pdf(kept.pdf, name=number)


@require_safe
def statement_page(request: Asked) -> HttpResponse:
    form = statement.RangeForm(request.GET, today=request.today)
    if not form.is_valid():
        return render(request, "dashboard/documents/statement.html", {"form": form}, status=422)
    since, until = form.days
    account = request.account
    part = statement.read(account.account_id, since=since, until=until, zone=account.zone)
    shown = {
        "form": form,
        "part": part,
        "since": since,
        "until": until,
        "rows": [
            Row(
                one,
                statement.day_of(one, part),
                statement.entry_label(one),
                statement.note_of(one),
                _address(one),
            )
            for one in part.entries
        ],
        "query": f"since={since.isoformat()}&until={until.isoformat()}",
    }
    return render(request, "dashboard/documents/statement.html", shown)


@require_safe
def statement_pdf(request: Asked) -> HttpResponse:
    form = statement.RangeForm(request.GET, today=request.today)
    if not form.is_valid():
        return render(request, "dashboard/documents/statement.html", {"form": form}, status=422)
    since, until = form.days
    account = request.account
    part = statement.read(account.account_id, since=since, until=until, zone=account.zone)
    made = printer().print(statement.printable(part, since=since, until=until, now=request.now))
    return sending.pdf(made.pdf, name=f"statement-{account.code}-{since}-{until}")


@require_safe
def statement_csv(request: Asked) -> HttpResponseBase:
    form = statement.RangeForm(request.GET, today=request.today)
    if not form.is_valid():
        return render(request, "dashboard/documents/statement.html", {"form": form}, status=422)
    since, until = form.days
    account = request.account
    part = statement.read(
        account.account_id,
        since=since,
        until=until,
        zone=account.zone,
        most=statement.MOST_SAVED,
    )
    name = f"statement-{account.code}-{since}-{until}"
    return csv_response(name, statement.csv_head(), statement.csv_rows(part))


def _address(entry: Entry) -> str:
    """Where the document of an entry is shown; money has no page of its own."""
    match entry.kind:
        case FactKind.INVOICE_SETTLED:
            return reverse("dashboard-receipt", args=[entry.document])
        case FactKind.CREDITED if entry.document:
            return reverse("dashboard-credit-note", args=[entry.document])
        case FactKind.INVOICE_ISSUED | FactKind.INVOICE_VOIDED | FactKind.INVOICE_LAPSED:
            return reverse("dashboard-invoice", args=[entry.document])
        case _:
            return ""
