"""The clock of a sandbox: moved forward, with everything that falls due on the way done."""

from __future__ import annotations

import pathlib
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import connections
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods

from prabayar import wiring
from prabayar.domain.errors import Refusal
from prabayar.domain.period import instant_of, local_date
from prabayar.domain.ports import Payers
from prabayar.entrypoints.console.system.views import tabs
from prabayar.entrypoints.web.forms import DayField, Form
from prabayar.entrypoints.web.visiting import Asked
from prabayar.entrypoints.worker.drive import Driven, drive
from prabayar.store.clock import read_sandbox
from prabayar.store.errors import AccountBusy, NotFound
from prabayar.store.queries.due import next_due
from prabayar.store.queries.sandbox import Happened, happened_since, newest_fact
from prabayar.store.terms import load_terms

MOST_DAYS = 31
# What a day is told by: a word, and the facts that it counts.
COUNTED: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (later("Issued"), ("invoice_issued",)),
    (later("Settled"), ("invoice_settled",)),
    (later("Reminders"), ("reminder_due",)),
    (later("Grace"), ("grace_began",)),
    (later("Suspended"), ("suspended",)),
    (later("Restored"), ("restored",)),
    (later("Trials"), ("trial_ending_announced", "trial_ended", "plan_chosen")),
    (later("Promotions"), ("promotion_ending_announced", "promotion_ended")),
    (later("Ended"), ("subscription_ended",)),
    (later("Payments"), ("payment_received",)),
)
_MONEY = "payment_received"


@dataclass(frozen=True, slots=True)
class Day:
    """What was recorded and how often, and the money that came in by currency."""

    on: date
    counts: tuple[tuple[Promise, int], ...]
    money: tuple[tuple[str, int], ...]


class ClockForm(Form):
    step = forms.ChoiceField(
        label=later("How far"),
        choices=[
            ("day", later("One day")),
            ("week", later("One week")),
            ("date", later("To this day:")),
        ],
        widget=forms.RadioSelect,
        initial="day",
    )
    day = DayField(label=later("Day"), required=False)
    payers = forms.BooleanField(
        label=later("Let the made-up customers pay"),
        required=False,
        initial=True,
        help_text=later("Each as its habit is: early, late, too little, too much, or never."),
    )

    def __init__(self, *args: Any, today: date, with_payers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        last = today + timedelta(days=MOST_DAYS)
        self.fields["day"].widget.attrs |= {"min": today.isoformat(), "max": last.isoformat()}
        if not with_payers:
            del self.fields["payers"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        steps = {"day": 1, "week": 7}
        step = given.get("step", "")
        if step in steps:
            given["to"] = self.today + timedelta(days=steps[step])
        elif step == "date":
            day = given.get("day")
            days = None if day is None else (day - self.today).days
            if days is None or not 0 <= days <= MOST_DAYS:
                said = _("Give a day from today on, at most %(days)d days ahead.")
                self.add_error("day", said % {"days": MOST_DAYS})
            given["to"] = day
        return given


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Asked) -> HttpResponse:
    """Does not exist outside a sandbox."""
    sandbox = read_sandbox()
    if sandbox is None:
        raise NotFound("The clock is moved by hand only in a sandbox.")
    zone = load_terms().terms.policy.issuer_zone
    today = local_date(sandbox.now_at, zone)
    path = _payers_file()
    form = ClockForm(request.POST or None, today=today, with_payers=path is not None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            since = newest_fact()
            try:
                payers = None
                if path is not None and form.cleaned_data["payers"]:
                    payers = wiring.payers(path)
                _advance(request, instant_of(form.cleaned_data["to"], zone), payers)
            except AccountBusy:
                form.add_error(None, _busy())
                status = 503
            except Refusal as refusal:
                form.refuse(refusal)
                status = 409
            else:
                return HttpResponseRedirect(f"{reverse('console-clock')}?since={since}")
    days = _days(request.GET.get("since", ""), zone)
    context = {
        "tabs": tabs("console-clock", sandbox=True),
        "form": form,
        "now": sandbox.now_at,
        "seed": sandbox.seed,
        "due_at": next_due().first_at,
        "days": days,
        "zone": zone,
    }
    return render(request, "console/system/clock.html", context, status=status)


def _busy() -> str:
    return _(
        "Somebody else is moving the clock, or a worker holds what is due. What was done so far is"
        " kept: try again in a moment, it goes on where it was."
    )


def _payers_file() -> pathlib.Path | None:
    named = settings.PRABAYAR_PAYERS_FILE
    path = pathlib.Path(named) if named else None
    return path if path is not None and path.is_file() else None


def _advance(request: Asked, until: datetime, payers: Payers | None) -> None:
    """In a thread with a connection of its own, which commits as a sandbox may and then ends."""
    with ThreadPoolExecutor(1, "clock") as alone:
        driven = alone.submit(_drive, until, payers).result()
    passed = _("The clock stands at %(day)s now.")
    zone = load_terms().terms.policy.issuer_zone
    messages.success(request, passed % {"day": local_date(until, zone).isoformat()})
    for code, reason in driven.turn.parked:
        said = _("Account %(code)s is parked: %(reason)s")
        messages.error(request, said % {"code": code, "reason": reason})
    if driven.refused:
        said = _("What these customers wanted was refused: %(apps)s.")
        messages.warning(request, said % {"apps": ", ".join(driven.refused)})


def _drive(until: datetime, payers: Payers | None) -> Driven:
    try:
        return drive(until=until, outbox=wiring.outbox(), payers=payers)
    finally:
        connections.close_all()


def _days(since: str, zone: str) -> list[Day] | None:
    """What has happened since a fact, day by day; None if nothing was asked."""
    if not (since.isascii() and since.isdigit() and len(since) < 19):
        return None
    found: defaultdict[date, list[Happened]] = defaultdict(list)
    for one in happened_since(int(since), zone=zone):
        found[one.on].append(one)
    days = [_day(on, happened) for on, happened in sorted(found.items())]
    return [day for day in days if day.counts]


def _day(on: date, happened: list[Happened]) -> Day:
    counted = (
        (title, sum(one.count for one in happened if one.kind in kinds)) for title, kinds in COUNTED
    )
    counts = tuple((title, number) for title, number in counted if number)
    money = tuple(
        (one.currency, one.minor) for one in happened if one.kind == _MONEY and one.currency
    )
    return Day(on, counts, money)
