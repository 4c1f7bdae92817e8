"""Every component on one page, in every state."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from prabayar.entrypoints.web.charts import Chart, Mark, Series
from prabayar.entrypoints.web.formatting import count
from prabayar.entrypoints.web.forms import DayField, Form, MoneyField
from prabayar.entrypoints.web.paging import Page
from prabayar.entrypoints.web.previewing import Shown, ShownInvoice, ShownLine
from prabayar.entrypoints.web.telling import Told
from prabayar.entrypoints.web.visiting import Asked
from prabayar.entrypoints.web.why import Input, Why


class Example(Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", help_text="As it is printed on invoices.")
    plan = forms.ChoiceField(label="Plan", choices=[("pro", "Pro"), ("growth", "Growth")])
    amount = MoneyField(label="Amount", currency="IDR")
    on = DayField(label="Booked on", required=False)
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    how = forms.ChoiceField(
        label="How", choices=[("now", "Now"), ("end", "At the end")], widget=forms.RadioSelect
    )
    sure = forms.BooleanField(label="I have read what is lost", help_text="The promotion.")
    proof = forms.FileField(label="Proof", required=False)


class Narrowing(Form):
    search = forms.CharField(required=False, widget=forms.TextInput(attrs={"type": "search"}))
    year = forms.ChoiceField(required=False, choices=[("", "All years"), ("2026", "2026")])


def components(request: Asked) -> HttpResponse:
    return render(request, "web/development/gallery.html", shown())


def _decision() -> Shown:
    on = date(2026, 10, 17)
    noon = datetime(2026, 10, 17, 5, tzinfo=UTC)
    told = Told(
        what="An invoice is issued",
        detail="For the upgrade, to be paid by 24 Oct 2026.",
        minor=2_857_354,
        currency="IDR",
        tone="accent",
        on=on,
        at=noon,
        app_id="",
        invoice_number="",
        actor="preview",
    )
    why = ("21 of the 31 days of 18 Oct – 17 Nov 2026.",)
    line = ShownLine("Pro", "28 Oct – 17 Nov 2026", "", 3_996_774, 0, 3_996_774, why)
    invoice = ShownInvoice(
        title="Invoice for the upgrade",
        app_id="",
        number="",
        currency="IDR",
        lines=(line,),
        sum_minor=3_996_774,
        tax_label="PPN 12% on 11/12 of the price",
        tax_minor=439_645,
        tax_why=why,
        total_minor=4_436_419,
        credit_minor=1_579_065,
        credit_why=why,
        balance_minor=0,
        to_pay_minor=2_857_354,
        to_pay_why=why,
        due_on=on,
        valid_until_on=on,
        settled=False,
    )
    return Shown((told,), (invoice,), (), ())


def _told(what: str, detail: str, minor: int | None, tone: str, on: int) -> Told:
    day = date(2026, 10, on)
    at = datetime(2026, 10, on, 2, tzinfo=UTC)
    return Told(what, detail, minor, "IDR", tone, day, at, "app-1", "INV-2026-000010", "member:1")


def shown() -> dict[str, Any]:
    labels = [f"{1 + i} Oct" for i in range(30)]
    users = [5_200 + 37 * i * (1 + i % 3) for i in range(30)]
    return {
        "decision": _decision(),
        "narrowing": Narrowing({"search": "INV"}, auto_id="narrow-%s"),
        "form": Example({"name": "", "amount": "1.490", "plan": "pro"}),
        "page": Page((), next_url="#", words="1–50 of 798"),
        "tabs": [
            {"title": "All", "url": "#", "here": True, "count": 3},
            {"title": "Open", "url": "#", "here": False, "count": None},
        ],
        "told": (
            _told("Invoice settled", "The next period is paid.", 6_549_000, "ok", 14),
            _told("Invoice issued", "For the next period, due 16 Nov.", 6_549_000, "accent", 14),
            _told("Plan changed", "From Growth to Pro, billed monthly.", None, "ok", 2),
        ),
        "names": {"member:1": "Ana"},
        "why": Why(
            "The next period is invoiced 14 days before it begins, at the price that you have.",
            (Input("Pro, monthly", "IDR 5,900,000"), Input("PPN 11%", "IDR 649,000")),
            "Receipt RCP-2026-000010: the period was paid on 14 Oct 2026.",
        ),
        "steps": [
            {"title": "Choose", "done": True, "here": False},
            {"title": "Look", "done": False, "here": True},
            {"title": "Confirm", "done": False, "here": False},
        ],
        "lines": Chart(
            "Monthly active users",
            "Day",
            labels,
            [Series("Active users", users), Series("Included", [8_000] * 30)],
            count,
            count,
        ),
        "bars": Chart(
            "Money in",
            "Month",
            ["Aug", "Sep", "Oct"],
            [Series("Invoiced", [120, 140, 90], Mark.BAR), Series("In", [80, 135, 60], Mark.BAR)],
            count,
            count,
        ),
    }
