"""The four lists of documents: what an address asks for, and how each is read and written down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prabayar.domain.money import Money
from prabayar.entrypoints.web import words
from prabayar.entrypoints.web.csv import Cell
from prabayar.entrypoints.web.formatting import DAY
from prabayar.entrypoints.web.forms import Form
from prabayar.entrypoints.web.paging import Tab
from prabayar.store.queries import invoices
from prabayar.store.queries.invoices import (
    CreditNoteRow,
    InvoiceRow,
    ReceiptRow,
    ToPay,
    Wanted,
)


@dataclass(frozen=True, slots=True)
class Listing:
    """One of the lists. `key` names it in addresses, `file` in the file that is downloaded."""

    key: str
    title: Promise
    file: str
    read: Callable[..., tuple[Any, ...]]
    head: Callable[[], Sequence[str]]
    cells: Callable[[Any], Sequence[Cell]]


class Narrowing(Form):
    """What a list is narrowed to, by its address; what cannot be read narrows nothing."""

    search = forms.CharField(required=False, max_length=100, label=later("Search"))
    app = forms.CharField(required=False, max_length=100, label=later("App"))
    year = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label=later("Year"))
    tab = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, asked: QueryDict, *, to_pay: ToPay, this_year: int) -> None:
        super().__init__(asked, auto_id="narrow-%s")
        self.fields["search"].widget = forms.TextInput(
            attrs={"type": "search", "placeholder": _("Number, reference or app")}
        )
        years = range(this_year, (to_pay.first_year or this_year) - 1, -1)
        self.fields["year"].choices = [  # type: ignore[attr-defined] # a choice field
            ("", _("All years")),
            *((str(year), str(year)) for year in years),
        ]
        if to_pay.apps:
            apps = [(app_id, f"{name} ({app_id})") for app_id, name in to_pay.apps]
            choices = [("", _("All apps")), *apps]
            self.fields["app"].widget = forms.Select(choices=choices)
        else:
            self.fields["app"].widget.attrs["placeholder"] = _("App ID")

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        asked = self.cleaned_data
        return Wanted(
            search=asked.get("search", ""), app_id=asked.get("app", ""), year=asked.get("year")
        )

    @property
    def narrows(self) -> bool:
        return self.wanted != Wanted()


def listing_of(asked: QueryDict) -> Listing:
    """The list that an address asks for; the first one where it asks for none that there is."""
    return LISTINGS.get(asked.get("tab", ""), LISTINGS["open"])


def tabs(here: Listing, *, to_pay: ToPay) -> list[Tab]:
    return [
        Tab(
            title=str(one.title),
            url=f"?tab={one.key}",
            here=one is here,
            count=to_pay.open_count if one.key == "open" else None,
        )
        for one in LISTINGS.values()
    ]


def written(listing: Listing, rows: Iterable[Any]) -> Iterable[Sequence[Cell]]:
    return map(listing.cells, rows)


def _last_day(ends_on: date | None) -> date | None:
    return None if ends_on is None else ends_on - DAY


def _invoice_head() -> Sequence[str]:
    return (
        _("Invoice"), _("Status"), _("Kind"), _("App ID"), _("App"), _("First day"),
        _("Last day"), _("Issued on"), _("Due on"), _("Can be paid until"), _("Closed on"),
        _("Currency"), _("Amount"), _("Arrived for it"), _("Still to pay"), _("Reference"),
        _("Receipt"),
    )  # fmt: skip


def _invoice_cells(one: InvoiceRow) -> Sequence[Cell]:
    return (
        one.number,
        words.invoice_status(one.status).text,
        words.invoice_kind(one.kind),
        one.app_id,
        one.app_name,
        one.starts_on,
        _last_day(one.ends_on),
        one.issued_on,
        one.due_on,
        one.valid_until_on,
        one.closed_on,
        one.currency,
        Money(one.payable_minor, one.currency),
        Money(one.deposit_minor, one.currency),
        Money(one.outstanding_minor, one.currency),
        one.reference,
        one.receipt_number,
    )


def _receipt_head() -> Sequence[str]:
    return (
        _("Receipt"), _("Invoice"), _("App ID"), _("App"), _("Settled on"), _("First day"),
        _("Last day"), _("Currency"), _("Net"), _("Tax"), _("Total"), _("Credited"),
    )  # fmt: skip


def _receipt_cells(one: ReceiptRow) -> Sequence[Cell]:
    return (
        one.number,
        one.invoice_number,
        one.app_id,
        one.app_name,
        one.settled_on,
        one.starts_on,
        _last_day(one.ends_on),
        one.currency,
        Money(one.net_minor, one.currency),
        Money(one.tax_minor, one.currency),
        Money(one.total_minor, one.currency),
        Money(one.credited_minor, one.currency),
    )


def _credit_note_head() -> Sequence[str]:
    return (
        _("Credit note"), _("Receipt"), _("App ID"), _("App"), _("Issued on"), _("Reason"),
        _("Currency"), _("Net"), _("Tax"), _("Total"), _("Used for invoice"),
    )  # fmt: skip


def _credit_note_cells(one: CreditNoteRow) -> Sequence[Cell]:
    return (
        one.number,
        one.receipt_number,
        one.app_id,
        one.app_name,
        one.issued_on,
        words.reason(one.reason),
        one.currency,
        Money(one.net_minor, one.currency),
        Money(one.tax_minor, one.currency),
        Money(one.total_minor, one.currency),
        one.used_for,
    )


LISTINGS = {
    one.key: one
    for one in (
        Listing(
            "open",
            later("Open"),
            "open invoices",
            invoices.open_invoices,
            _invoice_head,
            _invoice_cells,
        ),
        Listing(
            "all", later("All"), "invoices", invoices.all_invoices, _invoice_head, _invoice_cells
        ),
        Listing(
            "receipts",
            later("Receipts"),
            "receipts",
            invoices.receipts,
            _receipt_head,
            _receipt_cells,
        ),
        Listing(
            "credit-notes",
            later("Credit notes"),
            "credit notes",
            invoices.credit_notes,
            _credit_note_head,
            _credit_note_cells,
        ),
    )
}
