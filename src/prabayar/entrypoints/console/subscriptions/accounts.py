"""Acts on an account: make an app for it, release it after somebody has looked at it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods

from prabayar.domain.errors import PreviewChanged, TrialRefused, Undecidable
from prabayar.domain.state import Decision
from prabayar.entrypoints.console.acts.steps import Look, Page, act
from prabayar.entrypoints.dashboard.apps.forms import NewApp, made_of
from prabayar.entrypoints.web.forms import Form
from prabayar.entrypoints.web.previewing import shown
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.errors import NotFound
from prabayar.store.queries import apps as of_apps
from prabayar.store.queries.customer import Customer, customer
from prabayar.store.queries.finding import account_of_app
from prabayar.store.terms import load_terms
from prabayar.usecases.make_app import make_app
from prabayar.usecases.preview_app import preview_app
from prabayar.usecases.preview_unparking import preview_unparking
from prabayar.usecases.unpark_account import unpark_account

_PARTS = "console/subscriptions/at_once.html"


class NewAppForm(NewApp):
    approved = forms.BooleanField(
        label=later("One more trial than an account gets"), required=False
    )

    def __init__(self, *args: Any, made: int, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("%(made)s of %(most)s trials have been made. Beyond that staff approve each.")
        self.fields["approved"].help_text = hint % {"made": made, "most": most}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("name") and not given.get("app_id") and "app_id" not in self.errors:
            given["app_id"] = made_of(given["name"])
        return given


@require_http_methods(["GET", "HEAD", "POST"])
def new_app(request: Asked, code: str) -> HttpResponse:
    found = customer(code)
    totals = of_apps.totals(found.account_id)
    most = load_terms().terms.policy.max_trials_per_account
    given = request.POST if request.method == "POST" else None
    form = NewAppForm(given, made=totals.trials_made, most=most)

    def look() -> Look:
        named = form.cleaned_data
        _check_free(named["app_id"])
        preview = preview_app(
            code,
            app_id=named["app_id"],
            name=named["name"],
            approved=named["approved"],
            now=request.now,
        )
        pairs = ((_("App ID"), named["app_id"]), (_("Name"), named["name"]))
        return _look(found, preview.decision, expected=preview.fingerprint, pairs=pairs)

    def do(expected: str) -> str:
        named = form.cleaned_data
        make_app(
            code,
            app_id=named["app_id"],
            name=named["name"],
            approved=named["approved"],
            now=request.now,
            actor=request.visitor.actor,
        )
        messages.success(request, _("The app is made, and its trial has begun."))
        return reverse("console-app", args=[named["app_id"]])

    page = Page(
        title=_("Make an app"),
        lead=_("Its trial starts at once, on the plan of trials, without a payment method."),
        look=_("Show what it would do"),
        do=_("Make the app"),
        crumbs=_crumbs(found),
        back=reverse("console-customer", args=[code]),
    )
    return act(request, form, page, look=look, do=do)


def _check_free(app_id: str) -> None:
    try:
        account_of_app(app_id)
    except NotFound:
        return
    taken = _("There is an app %(app)s already: an App ID is given once.") % {"app": app_id}
    raise TrialRefused(taken, app=app_id, field="app_id")


class ReleaseForm(Form):
    """Nothing is typed: who releases an account has looked at it."""


@require_http_methods(["GET", "HEAD", "POST"])
def unpark(request: Asked, code: str) -> HttpResponse:
    """What was found stands in the reason; what would be decided at once is shown."""
    found = customer(code)
    form = ReleaseForm({})

    def look() -> Look:
        return _look_at_release(found, now=request.now)

    def do(expected: str) -> str:
        if expected != _mark(found):
            raise PreviewChanged(_("The account is parked for another reason now."))
        unpark_account(code, now=request.now, actor=request.visitor.actor)
        messages.success(request, _("The account is decided again."))
        return reverse("console-customer", args=[code])

    page = Page(
        title=_("Release the account"),
        lead=found.parked_reason or _("It is not parked."),
        look=_("Show what would be decided at once"),
        do=_("Release it"),
        crumbs=_crumbs(found),
        back=reverse("console-customer", args=[code]),
    )
    return act(request, form, page, look=look, do=do)


def _look_at_release(found: Customer, *, now: datetime) -> Look:
    pairs = ((_("Parked for"), found.parked_reason or _("It is not parked.")),)
    try:
        preview = preview_unparking(found.code, now=now)
    except Undecidable as error:
        said = _("It contradicts itself still, and would be parked again: %(error)s")
        return Look(expected=_mark(found), pairs=pairs, warnings=(said % {"error": error},))
    return _look(found, preview.decision, expected=_mark(found), pairs=pairs)


def _look(
    found: Customer, decision: Decision, *, expected: str, pairs: tuple[tuple[str, str], ...]
) -> Look:
    at_once = shown(
        decision, currency=found.currency, terms=load_terms().terms, app_id="", staff=True
    )
    return Look(expected=expected, pairs=pairs, parts=_PARTS, context={"at_once": at_once})


def _mark(found: Customer) -> str:
    """What staff have looked at: the reason that the account is parked for."""
    return hashlib.sha256(found.parked_reason.encode()).hexdigest()[:32]


def _crumbs(found: Customer) -> tuple[tuple[str, str], ...]:
    return (
        (_("Customers"), reverse("console-customers")),
        (found.name, reverse("console-customer", args=[found.code])),
    )
