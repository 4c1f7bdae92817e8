"""A page of an account's apps, as the overview, the list and "what happens next" show them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from prabayar.domain.state import Terms
from prabayar.entrypoints.dashboard.standing import standing
from prabayar.entrypoints.web import formatting
from prabayar.entrypoints.web.paging import page_of
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries import apps as queries
from prabayar.store.queries.apps import STATES, Totals

SIZE = 25


def wanted_of(request: Asked) -> tuple[str, str]:
    """What the address asks for: a part of a name or an App ID, and a state ("" for all)."""
    search, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    return search, state if state in STATES else ""


def list_of_apps(request: Asked, terms: Terms, totals: Totals) -> dict[str, Any]:
    """The apps that the address asks for: searched by `q`, in one state, a page of them."""
    search, state = wanted_of(request)
    found = queries.apps(
        request.account.account_id,
        search=search,
        state=state,
        after=request.GET.get("after", ""),
        limit=SIZE + 1,
    )
    money = request.visitor.may(Right.SEE_MONEY)
    standings = tuple(
        standing(row, terms=terms, country=totals.country, today=request.today, money=money)
        for row in found
    )
    key = standings[SIZE - 1].app_id if len(standings) > SIZE else ""
    return {
        "page": page_of(
            request, standings, key=key, size=SIZE, words=_words(totals, state, search)
        ),
        "search": search,
        "state": state,
        "states": _states(totals),
    }


def _words(totals: Totals, state: str, search: str) -> str:
    """How many there are, where that is known without counting."""
    if search:
        return ""
    number = totals.by_state[state] if state else totals.running
    return _("%(number)s in all") % {"number": formatting.count(number)}


def _states(totals: Totals) -> list[tuple[str, str]]:
    names = {
        "active": _("Active"),
        "trial": _("In trial"),
        "grace": _("In grace time"),
        "suspended": _("Without access"),
        "ended": _("Ended"),
    }
    return [
        ("", _("All that run")),
        *(
            (state, f"{names[state]} ({formatting.count(totals.by_state[state])})")
            for state in STATES
        ),
    ]
