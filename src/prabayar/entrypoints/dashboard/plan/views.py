"""Compare the plans of an app, preview an act on it, carry it out as it was previewed.

A confirmation names the preview that it has seen: if that is no longer what would happen, the new
one is shown and nothing is done.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from prabayar.domain.catalog import Catalog
from prabayar.domain.decision import offers_of
from prabayar.domain.errors import PreviewChanged, Refusal
from prabayar.domain.period import local_date
from prabayar.domain.subscription import Phase, Subscription
from prabayar.entrypoints.dashboard.plan import beside, comparing, doing
from prabayar.entrypoints.dashboard.plan.forms import ConfirmForm
from prabayar.entrypoints.dashboard.plan.previews import Preview, preview_of
from prabayar.entrypoints.dashboard.plan.refusals import remedy
from prabayar.entrypoints.dashboard.plan.sayings import Saying
from prabayar.entrypoints.dashboard.plan.wanting import Act, Wanted, wanted_of
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.errors import AccountBusy
from prabayar.store.queries.apps import AppRow, app
from prabayar.store.queries.plans import OpenOffer, open_offers, paid_ahead
from prabayar.store.terms import load_terms
from prabayar.usecases.acting import Done
from prabayar.usecases.carry_out import carry_out

_LEAVES = frozenset({Act.CANCEL, Act.END})


@require_safe
def page(request: Asked, app_id: str) -> HttpResponse:
    """Three statements, one more with a change that waits while periods are paid ahead."""
    row = app(request.account.account_id, app_id)
    one, catalog = row.subscription, load_terms().terms.catalog
    today = local_date(request.now, one.zone)
    offers = open_offers(one)
    context = {
        "row": row,
        "one": one,
        "name": row.name or one.app_id,
        "plan": catalog.plan(one.price.plan_code),
        "last_served": beside.last_served(one),
        "off": comparing.off(one),
        "promotion": beside.promotion(one) if comparing.off(one) else "",
        "paid_through": beside.paid_through(one),
        "pending": _ordered(one, catalog, offers),
        "invoices": offers,
        "offers": comparing.offers(one, catalog, today=today),
        "steps": doing.steps(one, offers),
        "preview_url": reverse("dashboard-plan-preview", args=[app_id]),
    }
    return render(request, "dashboard/plan/page.html", context)


def _ordered(
    one: Subscription, catalog: Catalog, offers: tuple[OpenOffer, ...]
) -> doing.Ordered | None:
    if one.pending is None:
        return None
    return doing.ordered(one, catalog, offers, ahead=paid_ahead(one))


@require_safe
def preview(request: Asked, app_id: str) -> HttpResponse:
    row = app(request.account.account_id, app_id)
    wanted = wanted_of(request.GET.dict())
    if wanted is None:
        return redirect("dashboard-plan", app_id)
    try:
        found = preview_of(row, wanted, now=request.now)
    except Refusal as refusal:
        return _refused(request, row, wanted, refusal)
    return _shown(request, row, found, _form(found))


@require_http_methods(["GET", "POST"])
def carry(request: Asked, app_id: str) -> HttpResponse:
    """Carry out what the address wants, if it is what was shown."""
    row = app(request.account.account_id, app_id)
    wanted = wanted_of(request.GET.dict())
    if wanted is None:
        return redirect("dashboard-plan", app_id)
    if request.method != "POST":  # whoever loads the address of a form sees its preview
        return redirect(_address(app_id, wanted))
    try:
        found = preview_of(row, wanted, now=request.now)
        form = _form(found, request.POST.dict())
        if not _is_what_was_shown(form, found):
            return _changed(request, row, found)
        if not form.is_valid():
            form.focus_first_error()
            return _shown(request, row, found, form, status=422)
        done = carry_out(
            app_id,
            wanted.wish(reason=form.cleaned_data.get("reason", "")),
            now=request.now,
            actor=request.visitor.actor,
            expected=found.fingerprint,
        )
    except PreviewChanged:  # between our look and the lock
        return _changed(request, row, preview_of(row, wanted, now=request.now))
    except AccountBusy:
        raise
    except Refusal as refusal:
        return _refused(request, row, wanted, refusal)
    return _carried(request, row, found, done)


def _form(found: Preview, typed: dict[str, str] | None = None) -> ConfirmForm:
    first = {"fingerprint": found.fingerprint, "shown_on": found.shown_on.isoformat()}
    leaves = found.saying.wanted.act in _LEAVES
    return ConfirmForm(typed, losses=found.losses, leaves=leaves, initial=first)


def _is_what_was_shown(form: ConfirmForm, found: Preview) -> bool:
    """The same state, on the same day: amounts are counted by days."""
    shown = (form.data.get("fingerprint", ""), form.data.get("shown_on", ""))
    return shown == (found.fingerprint, found.shown_on.isoformat())


def _changed(request: Asked, row: AppRow, found: Preview) -> HttpResponse:
    """The preview as it is now; what was typed stays, and is to be confirmed once more."""
    form = _form(found)
    for name in ("reason", "loss"):
        if name in form.fields and name in request.POST:
            form.initial[name] = request.POST[name]
    return _shown(request, row, found, form, changed=True, status=409)


def _shown(
    request: Asked,
    row: AppRow,
    found: Preview,
    form: ConfirmForm,
    *,
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    wanted = found.saying.wanted
    act_url = reverse("dashboard-plan-carry", args=[row.app_id])
    context = {
        "row": row,
        "name": row.name or row.app_id,
        "preview": found,
        "saying": found.saying,
        "form": form,
        "changed": changed,
        "focus_heading": not changed and not form.errors,
        "danger": wanted.act in _LEAVES,
        "act_url": f"{act_url}?{wanted.query}",
        "plan_url": reverse("dashboard-plan", args=[row.app_id]),
    }
    return render(request, "dashboard/plan/preview.html", context, status=status)


def _refused(request: Asked, row: AppRow, wanted: Wanted, refusal: Refusal) -> HttpResponse:
    found = remedy(refusal, wanted, row.subscription, open_offers(row.subscription))
    if found.number:
        url = reverse("dashboard-invoice", args=[found.number])
    elif found.wanted is not None:
        url = _address(row.app_id, found.wanted)
    else:
        url = ""
    context: dict[str, Any] = {
        "row": row,
        "name": row.name or row.app_id,
        "remedy": found,
        "remedy_url": url,
        "plan_url": reverse("dashboard-plan", args=[row.app_id]),
    }
    return render(request, "dashboard/plan/refused.html", context, status=409)


def _carried(request: Asked, row: AppRow, found: Preview, done: Done) -> HttpResponse:
    """To the invoice that is to be paid, if there is one."""
    was = found.saying
    one = was.now
    offers = offers_of(done.decision, one.id)
    to_pay = offers[0] if offers else None
    then = _after(done, one)
    said = Saying(was.wanted, one, then, to_pay, was.catalog, was.name).done
    if then.phase is Phase.ENDED:
        messages.warning(request, said)
    else:
        messages.success(request, said)
    if to_pay is None:
        return redirect("dashboard-plan", row.app_id)
    return redirect("dashboard-invoice", done.saved.invoices[to_pay.id])


def _after(done: Done, one: Subscription) -> Subscription:
    changed = (*done.decision.subscriptions, *done.decision.rested)
    return next((s for s in changed if s.id == one.id), one)


def _address(app_id: str, wanted: Wanted) -> str:
    return f"{reverse('dashboard-plan-preview', args=[app_id])}?{wanted.query}"
