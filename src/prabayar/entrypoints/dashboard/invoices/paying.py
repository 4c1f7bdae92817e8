"""Paying by transfer: choose what to pay together, and where the money is to go."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from prabayar.domain.errors import PaymentRefused
from prabayar.domain.invoice import InvoiceKind
from prabayar.domain.money import Money, decimal_text
from prabayar.entrypoints.web.refusals import words_of
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries import invoices, requests
from prabayar.store.queries.claims import claims_of_request
from prabayar.store.queries.invoices import InvoiceRow, Wanted
from prabayar.usecases.bundle_invoices import bundle_invoices

MOST = 200  # invoices that are offered to be paid together: those that are due first


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Asked) -> HttpResponse:
    """Which open invoices are to be paid by one transfer; one alone has a reference already."""
    offered = invoices.open_invoices(request.account.account_id, Wanted(), limit=MOST + 1)
    if request.method != "POST":
        asked = request.GET.getlist("invoice")
        late = _waiting(offered)
        usual = [one.number for one in offered if one.number not in late]
        given = asked if "chosen" in request.GET or asked else usual
        return _choosing(request, offered, given)
    numbers = list(dict.fromkeys(request.POST.getlist("invoice")))
    if not numbers:
        wrong = _("Choose at least one invoice.")
        return _choosing(request, offered, numbers, wrong=wrong, status=422)
    own = {one.number: one.reference for one in offered}
    if len(numbers) == 1 and numbers[0] in own:
        return redirect("dashboard-request", own[numbers[0]])
    try:
        reference = bundle_invoices(request.account.code, numbers)
    except PaymentRefused as refusal:
        return _choosing(request, offered, numbers, wrong=words_of(refusal), status=409)
    return redirect("dashboard-request", reference)


def _choosing(
    request: Asked,
    offered: Sequence[InvoiceRow],
    numbers: Sequence[str],
    *,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = offered[:MOST]
    waiting = _waiting(offered)
    ticked = [one for one in shown if one.number in set(numbers)]
    upgraded = {one.app_id for one in ticked if one.kind is InvoiceKind.UPGRADE}
    chosen = [one for one in ticked if one.number not in waiting or one.app_id not in upgraded]
    found = {
        "offered": shown,
        "more": len(offered) > MOST,
        "most": MOST,
        "waiting": waiting,
        "left_out": len(ticked) - len(chosen),
        "chosen": {one.number for one in chosen},
        "sum_minor": sum(one.outstanding_minor for one in chosen),
        "wrong": wrong,
    }
    return render(request, "dashboard/invoices/choose.html", found, status=status)


def _waiting(offered: Sequence[InvoiceRow]) -> set[str]:
    """Those that are void and issued anew as soon as an upgrade of their app is paid."""
    upgraded = {one.app_id for one in offered if one.kind is InvoiceKind.UPGRADE}
    return {
        one.number
        for one in offered
        if one.kind is not InvoiceKind.UPGRADE and one.app_id in upgraded
    }


@require_safe
def page(request: Asked, reference: str) -> HttpResponse:
    """What a reference is for: the amount, where it goes, until when, and what it pays."""
    found = requests.request(request.account.account_id, reference)
    amount = Money(found.asked_minor, found.currency)
    told = claims_of_request(request.account.account_id, found.reference)
    shown = {"asked": found, "figures": decimal_text(amount), "claims": told}
    return render(request, "dashboard/invoices/request.html", shown)
