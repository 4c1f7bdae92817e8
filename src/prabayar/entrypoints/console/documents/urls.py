"""Addresses of documents in the console."""

from functools import partial

from prabayar.domain.invoice import DocumentKind
from prabayar.entrypoints.console.documents import views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

_SEE = Right.SEE_CONSOLE

urlpatterns = [
    route(
        "documents/invoice/<str:number>.pdf",
        partial(views.pdf, kind=DocumentKind.INVOICE),
        name="console-invoice-pdf",
        right=_SEE,
    ),
    route("documents/invoice/<str:number>/", views.invoice, name="console-invoice", right=_SEE),
    route(
        "documents/receipt/<str:number>.pdf",
        partial(views.pdf, kind=DocumentKind.RECEIPT),
        name="console-receipt-pdf",
        right=_SEE,
    ),
    route("documents/receipt/<str:number>/", views.receipt, name="console-receipt", right=_SEE),
    route(
        "documents/credit-note/<str:number>.pdf",
        partial(views.pdf, kind=DocumentKind.CREDIT_NOTE),
        name="console-credit-note-pdf",
        right=_SEE,
    ),
    route(
        "documents/credit-note/<str:number>/",
        views.credit_note,
        name="console-credit-note",
        right=_SEE,
    ),
]
