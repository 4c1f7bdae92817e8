"""Addresses of the account's documents."""

from functools import partial

from prabayar.domain.invoice import DocumentKind
from prabayar.entrypoints.dashboard.documents import views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

_MONEY = Right.SEE_MONEY

urlpatterns = [
    route(
        "invoices/<str:number>.pdf",
        partial(views.pdf, kind=DocumentKind.INVOICE),
        name="dashboard-invoice-pdf",
        right=_MONEY,
    ),
    route("invoices/<str:number>/", views.invoice, name="dashboard-invoice", right=_MONEY),
    route(
        "receipts/<str:number>.pdf",
        partial(views.pdf, kind=DocumentKind.RECEIPT),
        name="dashboard-receipt-pdf",
        right=_MONEY,
    ),
    route("receipts/<str:number>/", views.receipt, name="dashboard-receipt", right=_MONEY),
    route(
        "credit-notes/<str:number>.pdf",
        partial(views.pdf, kind=DocumentKind.CREDIT_NOTE),
        name="dashboard-credit-note-pdf",
        right=_MONEY,
    ),
    route(
        "credit-notes/<str:number>/",
        views.credit_note,
        name="dashboard-credit-note",
        right=_MONEY,
    ),
    route("statement/", views.statement_page, name="dashboard-statement", right=_MONEY),
    route("statement.pdf", views.statement_pdf, name="dashboard-statement-pdf", right=_MONEY),
    route("statement.csv", views.statement_csv, name="dashboard-statement-csv", right=_MONEY),
]
