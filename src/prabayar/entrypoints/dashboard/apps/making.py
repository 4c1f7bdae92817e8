"""Making an app: what starts is said before, and the App ID may be made of the name."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from prabayar.domain.errors import Refusal, TrialRefused
from prabayar.domain.period import add_months
from prabayar.domain.state import Terms
from prabayar.entrypoints.dashboard.apps.forms import NewApp, made_of
from prabayar.entrypoints.web import formatting
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries import apps as queries
from prabayar.store.terms import load_terms
from prabayar.usecases.make_app import make_app

_MOST_TRIES = 20  # of App IDs that are made of a name that others have as well


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    form = NewApp(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                app_id = _make(request, form.cleaned_data["name"], form.cleaned_data["app_id"])
            except Refusal as refusal:
                form.refuse(refusal, field="app_id" if "app" in refusal.params else None)
                status = 409
            else:
                messages.success(request, _("The app is made, and its free month has begun."))
                return redirect("dashboard-app", app_id)
    shown = {"form": form, **_what_starts(request, load_terms().terms)}
    return render(request, "dashboard/apps/new.html", shown, status=status)


def _make(request: Asked, name: str, app_id: str) -> str:
    """The App ID that it got. One that was typed is tried as it is, and no other."""
    wanted = [app_id] if app_id else _tries(made_of(name))
    for one in wanted:
        try:
            make_app(
                request.account.code,
                app_id=one,
                name=name,
                now=request.now,
                actor=request.visitor.actor,
            )
        except TrialRefused as refusal:
            if "app" not in refusal.params or one == wanted[-1]:
                raise
        else:
            return one
    raise AssertionError("one of the tries was the last")


def _tries(made: str) -> list[str]:
    return [made, *(f"{made}-{number}" for number in range(2, _MOST_TRIES + 1))]


def _what_starts(request: Asked, terms: Terms) -> dict[str, Any]:
    plan = terms.catalog.plan(terms.catalog.trial_plan)
    totals = queries.totals(request.account.account_id)
    most = terms.policy.max_trials_per_account
    return {
        "last_day": add_months(request.today, 1),
        "plan": plan,
        "quota": formatting.count(plan.quota_mau),
        "trials_made": totals.trials_made,
        "trials_left": max(most - totals.trials_made, 0),
        "most_trials": most,
    }
