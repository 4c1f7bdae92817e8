"""Lists of money: open invoices by age, payments, money of nobody known, refunds; each as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_safe

from prabayar.domain.money import Money
from prabayar.entrypoints.console.acts.reading import every, number_after
from prabayar.entrypoints.console.money.forms import sold_in
from prabayar.entrypoints.console.money.naming import code_name, ledger_name
from prabayar.entrypoints.console.money.tabs import tabs
from prabayar.entrypoints.web.csv import Cell, csv_response
from prabayar.entrypoints.web.forms import Form, offer
from prabayar.entrypoints.web.paging import SIZE, page_of
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries import money
from prabayar.store.queries.money import Age, OpenInvoiceRow, RefundRow, UnappliedRow
from prabayar.store.queries.people import names_of
from prabayar.store.queries.recorded import (
    Recorded,
    holders_of,
    path_of,
    recorded,
    recorded_payment,
)
from prabayar.store.terms import load_terms

AGES = {
    Age.NOT_DUE: later("Not due yet"),
    Age.WEEK: later("1–7 days over"),
    Age.TWO_WEEKS: later("8–14 days over"),
    Age.OLDER: later("15 days over and more"),
}
_CHUNK = 1_000


class OpenForm(Form):
    age = forms.ChoiceField(label=later("Age"), required=False)
    currency = forms.ChoiceField(label=later("Currency"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ages: list[Any] = [("", _("All")), *((str(age), title) for age, title in AGES.items())]
        offer(self.fields["age"], ages)
        named = [("", _("All")), *sold_in()]
        self.fields["currency"].choices = named  # type: ignore[attr-defined] # the same

    @property
    def chosen(self) -> tuple[Age | None, str]:
        given = self.cleaned_data if self.is_valid() else {}
        return Age(given["age"]) if given.get("age") else None, given.get("currency") or ""


@require_safe
def open_page(request: Asked) -> HttpResponse:
    form = OpenForm(request.GET)
    age, currency = form.chosen
    found = money.open_invoices(
        age=age,
        currency=currency,
        after=request.GET.get("after", ""),
        limit=SIZE + 1,
        today=request.today,
    )
    page = page_of(request, found, key=found[:SIZE][-1].key if found else "")
    csv = f"{reverse('console-money-open-csv')}?{request.GET.urlencode()}"
    context = {"form": form, "page": page, "csv": csv, "narrowed": age or currency}
    context["tabs"] = tabs("console-money-open")
    return render(request, "console/money/open.html", context)


@require_safe
def open_csv(request: Asked) -> HttpResponseBase:
    age, currency = OpenForm(request.GET).chosen
    today = request.today

    def read(last: OpenInvoiceRow | None) -> Sequence[OpenInvoiceRow]:
        after = "" if last is None else last.key
        return money.open_invoices(
            age=age, currency=currency, after=after, limit=_CHUNK, today=today
        )

    head = (
        *("Invoice", "Account", "Name", "App", "Reference", "Due", "Days over", "Currency"),
        *("Payable", "Deposit", "Outstanding"),
    )
    lines = (
        (
            *(one.number, one.account_code, one.account_name, one.app_id, one.reference),
            *(one.due_on, max(0, (today - one.due_on).days), one.currency),
            *(Money(one.payable_minor, one.currency), Money(one.deposit_minor, one.currency)),
            Money(one.outstanding_minor, one.currency),
        )
        for one in every(read)
    )
    return csv_response(f"open-invoices-{today}", head, lines)


@require_safe
def payments_page(request: Asked) -> HttpResponse:
    typed = request.GET.get("search", "").strip()
    found = recorded(typed=typed, after=number_after(request), limit=SIZE + 1)
    page = page_of(request, found, key=str(found[:SIZE][-1].id) if found else "")
    csv = f"{reverse('console-money-payments-csv')}?{request.GET.urlencode()}"
    context = {"page": page, "typed": typed, "csv": csv, "tabs": tabs("console-money-payments")}
    return render(request, "console/money/payments.html", context)


@require_safe
def payments_csv(request: Asked) -> HttpResponseBase:
    typed = request.GET.get("search", "").strip()

    def read(last: Recorded | None) -> Sequence[Recorded]:
        return recorded(typed=typed, after=None if last is None else last.id, limit=_CHUNK)

    head = ("Booked", "Amount", "Currency", "Account", "Name", "Reference", "Bank account", "Key")
    lines = (
        (
            *(one.booked_on, Money(one.minor, one.currency), one.currency, one.account_code),
            *(one.account_name, one.reference, one.bank, one.key),
        )
        for one in every(read)
    )
    return csv_response(f"payments-{request.today}", head, lines)


@require_safe
def payment_page(request: Asked, payment_id: int) -> HttpResponse:
    one = recorded_payment(payment_id)
    path = path_of(one.id)
    left = sum(
        step.minor
        * ((step.credit == f"unapplied:{one.id}") - (step.debit == f"unapplied:{one.id}"))
        for step in path
    )
    steps = [
        (
            step,
            code_name(step.code),
            *(
                ledger_name(
                    name, account_code=step.account_code, invoice_number=step.invoice_number
                )
                for name in (step.debit, step.credit)
            ),
        )
        for step in path
    ]
    context = {
        "payment": one,
        "steps": steps,
        "left_minor": left,
        "booked_for": holders_of(one.id),
        "names": names_of(step.actor for step in path),
        "zone": load_terms().terms.policy.issuer_zone,
    }
    return render(request, "console/money/payment.html", context)


@require_safe
def unapplied_page(request: Asked) -> HttpResponse:
    found = money.unapplied(after=request.GET.get("after", ""), limit=SIZE + 1)
    page = page_of(request, found, key=found[:SIZE][-1].after if found else "")
    shown = tabs("console-money-unapplied")
    context = {"page": page, "sums": money.unapplied_sums(), "tabs": shown}
    return render(request, "console/money/unapplied.html", context)


@require_safe
def unapplied_csv(request: Asked) -> HttpResponseBase:
    def read(last: UnappliedRow | None) -> Sequence[UnappliedRow]:
        return money.unapplied(after="" if last is None else last.after, limit=_CHUNK)

    head = ("Booked", "Currency", "Amount", "Left", "Bank account", "Key")
    lines: Iterator[tuple[Cell, ...]] = (
        (
            *(one.booked_on, one.currency, Money(one.minor, one.currency)),
            *(Money(one.left_minor, one.currency), one.source.partition(":")[2], one.key),
        )
        for one in every(read)
    )
    return csv_response(f"unapplied-{request.today}", head, lines)


@require_safe
def refunds_page(request: Asked) -> HttpResponse:
    found = money.refunds(after=number_after(request), limit=SIZE + 1)
    page = page_of(request, found, key=str(found[:SIZE][-1].id) if found else "")
    context = {
        "page": page,
        "owed": money.refunds_owed(),
        "tabs": tabs("console-money-refunds"),
        "names": names_of(one.actor for one in page.rows),
    }
    return render(request, "console/money/refunds.html", context)


@require_safe
def refunds_csv(request: Asked) -> HttpResponseBase:
    def read(last: RefundRow | None) -> Sequence[RefundRow]:
        return money.refunds(after=None if last is None else last.id, limit=_CHUNK)

    head = ("Ordered", "Account", "Name", "Amount", "Currency", "Reason", "By", "Key")
    lines = (
        (
            *(one.on, one.account_code, one.account_name, Money(one.minor, one.currency)),
            *(one.currency, one.reason, one.actor, one.key),
        )
        for one in every(read)
    )
    return csv_response(f"refunds-{request.today}", head, lines)
