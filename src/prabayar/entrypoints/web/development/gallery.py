"""Every component on one page, in every state."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from prabayar.entrypoints.web.charts import Chart, Mark, Series
from prabayar.entrypoints.web.formatting import count
from prabayar.entrypoints.web.forms import DayField, Form, MoneyField
from prabayar.entrypoints.web.paging import Page
from prabayar.entrypoints.web.visiting import Asked


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


def components(request: Asked) -> HttpResponse:
    return render(request, "web/development/gallery.html", shown())


def shown() -> dict[str, Any]:
    labels = [f"{1 + i} Oct" for i in range(30)]
    users = [5_200 + 37 * i * (1 + i % 3) for i in range(30)]
    return {
        "form": Example({"name": "", "amount": "1.490", "plan": "pro"}),
        "page": Page((), next_url="#", words="1–50 of 798"),
        "tabs": [
            {"title": "All", "url": "#", "here": True, "count": 3},
            {"title": "Open", "url": "#", "here": False, "count": None},
        ],
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
