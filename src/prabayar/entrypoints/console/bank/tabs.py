"""What there is of the bank, beside each other, and the way back to it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from prabayar.entrypoints.web.paging import Tab


def tabs(here: str) -> list[Tab]:
    """`here` is the name of the route that is shown."""
    named = (
        (_("Lines"), "console-bank"),
        (_("Statements"), "console-bank-statements"),
        (_("Bank accounts"), "console-bank-accounts"),
    )
    return [Tab(title, reverse(name), here=name == here) for title, name in named]


def crumbs(*more: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return ((_("Bank"), reverse("console-bank")), *more)
