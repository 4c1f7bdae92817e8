"""The lists of money beside each other."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from prabayar.entrypoints.web.paging import Tab


def tabs(here: str) -> list[Tab]:
    """`here` is the name of the route that is shown."""
    named = (
        (_("Overview"), "console-money"),
        (_("Open invoices"), "console-money-open"),
        (_("Payments"), "console-money-payments"),
        (_("Unapplied money"), "console-money-unapplied"),
        (_("Claims"), "console-money-claims"),
        (_("Refunds"), "console-money-refunds"),
        (_("Certificates"), "console-money-certificates"),
    )
    return [Tab(title, reverse(name), here=name == here) for title, name in named]
