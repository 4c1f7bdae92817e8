"""The queue of bank lines: what waits for a person, what was decided, by which rule and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from prabayar.domain.bank_line import LineState
from prabayar.entrypoints.console.acts.reading import number_after
from prabayar.entrypoints.console.bank.evidence import rule_words, sentences
from prabayar.entrypoints.console.bank.tabs import tabs
from prabayar.entrypoints.console.bank.wording import line_state
from prabayar.entrypoints.web.paging import SIZE, Tab, page_of
from prabayar.entrypoints.web.visiting import Asked
from prabayar.entrypoints.web.words import Word
from prabayar.store.queries.bank_lines import (
    WAITING,
    LineRow,
    lines_of_state,
    newest_lines_of_state,
    waiting_lines,
)
from prabayar.store.queries.bank_statements import newest_statements

STATES = (
    LineState.SUGGESTED,
    LineState.TO_DECIDE,
    LineState.UNAPPLIED,
    LineState.NEW,
    LineState.BOOKED,
    LineState.CONFIRMED,
    LineState.NOT_OURS,
    LineState.RETURNED,
    LineState.REFUND,
)


@dataclass(frozen=True, slots=True)
class Shown:
    line: LineRow
    state: Word
    rule: str
    why: tuple[str, ...]


@require_safe
def queue(request: Asked) -> HttpResponse:
    waiting = waiting_lines()
    asked = request.GET.get("state", "")
    first = next((s for s in STATES[:3] if waiting[s].number), LineState.SUGGESTED)
    state = LineState(asked) if asked in {str(one) for one in STATES} else first
    after = number_after(request)
    if state in WAITING:
        found = lines_of_state(state, after=after or 0, limit=SIZE + 1)
    else:
        found = newest_lines_of_state(state, before=after, limit=SIZE + 1)
    page = page_of(request, found, key=str(found[:SIZE][-1].id) if found else "")
    context = {
        "page": page,
        "rows": [shown(one) for one in page.rows],
        "state": state,
        "states": [
            Tab(
                line_state(one).text,
                f"{reverse('console-bank')}?state={one}",
                here=one is state,
                count=waiting[one].number if one in WAITING else None,
            )
            for one in STATES
        ],
        "tabs": tabs("console-bank"),
        "imported": bool(found) or bool(newest_statements()),
        "empty": _EMPTY_OF.get(state, _nothing_decided)(),
    }
    return render(request, "console/bank/queue.html", context)


def shown(one: LineRow) -> Shown:
    return Shown(
        one,
        line_state(one.state),
        rule_words(one.rule),
        sentences(one.evidence, currency=one.currency),
    )


def _nothing_decided() -> str:
    return _("No line has come to this.")


_EMPTY_OF = {
    LineState.SUGGESTED: lambda: _("No suggestion waits for you."),
    LineState.TO_DECIDE: lambda: _("No line waits for your decision."),
    LineState.UNAPPLIED: lambda: _("Of every line it is known, or guessed, whose it is."),
    LineState.NEW: lambda: _("All lines have been looked at."),
}
