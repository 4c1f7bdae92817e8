"""Verify, what is due and how late, versions; and whether this is a sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from prabayar.entrypoints.console.system.invariants import meaning
from prabayar.entrypoints.web.formatting import count
from prabayar.entrypoints.web.paging import Tab
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store import reckonings
from prabayar.store.clock import read_sandbox
from prabayar.store.queries.checked import findings_of, plain_findings
from prabayar.store.queries.due import next_due
from prabayar.store.queries.figures import ledger_is_small
from prabayar.store.queries.installation import MOST, installation
from prabayar.store.queries.notices_sent import waiting
from prabayar.store.queries.people import names_of
from prabayar.store.queries.verify import Finding
from prabayar.store.reckonings import Subject
from prabayar.store.terms import load_terms
from prabayar.usecases.ask_reckoning import ask_reckoning
from prabayar.usecases.keep_reckoning import keep_reckoning
from prabayar.usecases.verify import verify

LATE = timedelta(minutes=15)  # work is done within moments; what waits longer has no worker
_MOST_WAITING = 10_000


@dataclass(frozen=True, slots=True)
class Due:
    """One kind of the worker's work; `late` says that nobody does it."""

    title: str
    at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Found:
    finding: Finding
    means: str
    todo: str


def tabs(here: str, *, sandbox: bool) -> list[Tab]:
    named = [(_("State"), "console-system"), (_("Audit log"), "console-audit")]
    if sandbox:
        named.append((_("Sandbox clock"), "console-clock"))
    return [Tab(title, reverse(name), here=name == here) for title, name in named]


@require_safe
def page(request: Asked) -> HttpResponse:
    sandbox = read_sandbox()
    due, state = next_due(), installation()
    letters, _since = waiting(most=_MOST_WAITING)
    checked = reckonings.read(Subject.VERIFY)
    found, counts = ((), {}) if checked.came_of_it is None else findings_of(checked.came_of_it)
    context = {
        "tabs": tabs("console-system", sandbox=sandbox is not None),
        "sandbox": sandbox,
        "checked": checked,
        "found": [Found(one, *meaning(one.invariant)) for one in found],
        "total": sum(counts.values()),
        "names": names_of([checked.asked_by]),
        "due": [
            _due(_("Accounts to decide"), due.accounts_at, request.now),
            _due(_("Revenue to earn"), due.deferrals_at, request.now),
            _due(_("Notices to send"), due.notices_at, request.now),
        ],
        "waiting": _up_to(letters, _MOST_WAITING),
        "parked": _up_to(state.parked, MOST),
        "given_up": _up_to(state.given_up, MOST),
        "state": state,
        "program": version("prabayar"),
        "zone": load_terms().terms.policy.issuer_zone,
    }
    return render(request, "console/system/page.html", context)


def _due(title: str, at: datetime | None, now: datetime) -> Due:
    return Due(title, at, late=at is not None and now - at > LATE)


def _up_to(number: int, most: int) -> str:
    return _("%(count)s and more") % {"count": count(most)} if number >= most else count(number)


@require_POST
def check(request: Asked) -> HttpResponse:
    """At once where it takes a moment; else the worker does it."""
    if not ledger_is_small():
        ask_reckoning(Subject.VERIFY, now=request.now, actor=request.visitor.actor)
        messages.info(request, _("The worker checks the books now. What it finds appears here."))
        return redirect("console-system")
    found = verify(now=request.now, park=False).findings
    keep_reckoning(
        Subject.VERIFY, plain_findings(found), as_of=request.now, actor=request.visitor.actor
    )
    return redirect("console-system")
