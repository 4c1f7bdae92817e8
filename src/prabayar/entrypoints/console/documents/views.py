"""Documents of any account: found by their number, shown as the customer sees them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from prabayar.domain.invoice import DocumentKind
from prabayar.entrypoints.documents import sending, showing
from prabayar.entrypoints.documents.rendering import pdf_of
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries.documents import owner_of


@require_safe
def invoice(request: Asked, number: str) -> HttpResponse:
    account_id = owner_of(DocumentKind.INVOICE, number)
    shown = showing.invoice(account_id, number, today=request.today, staff=True)
    return render(request, "console/documents/invoice.html", shown)


@require_safe
def receipt(request: Asked, number: str) -> HttpResponse:
    account_id = owner_of(DocumentKind.RECEIPT, number)
    shown = showing.receipt(account_id, number, staff=True)
    return render(request, "console/documents/receipt.html", shown)


@require_safe
def credit_note(request: Asked, number: str) -> HttpResponse:
    account_id = owner_of(DocumentKind.CREDIT_NOTE, number)
    shown = showing.credit_note(account_id, number, staff=True)
    return render(request, "console/documents/credit_note.html", shown)


@require_safe
def pdf(request: Asked, number: str, kind: DocumentKind) -> HttpResponse:
    kept = pdf_of(kind, owner_of(kind, number), number, now=request.now)
    return sending.pdf(kept.pdf, name=number)
