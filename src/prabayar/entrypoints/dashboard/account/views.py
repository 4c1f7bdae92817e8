"""The account's settings, each a form of its own; and opening an account."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prabayar.domain.errors import Refusal
from prabayar.entrypoints.dashboard.account.forms import (
    BalanceForm,
    OpenForm,
    PartyForm,
    ZoneForm,
)
from prabayar.entrypoints.web import refusing
from prabayar.entrypoints.web.guard import SESSION_ACCOUNT
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.people import want_account
from prabayar.store.queries.people import AccountSettingsRow, account_settings
from prabayar.usecases import change_account
from prabayar.usecases.sign_up import sign_up


@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: Asked) -> HttpResponse:
    """For somebody whose address is confirmed already, and who is a member of no account."""
    if request.visitor.staff_role is not None:
        return refusing.not_allowed(request)
    form = OpenForm(request.POST or None)
    if request.method != "POST":
        return render(request, "dashboard/account/open.html", {"form": form})
    if not form.is_valid():
        return render(request, "dashboard/account/open.html", {"form": form}, status=422)
    if not ratelimit.consume(
        request, app="allauth.account", action="open_account", user=request.user
    ):
        return refusing.too_many(request)
    visitor = request.visitor
    want_account(visitor.member_id, form.wanted_account(locale=visitor.locale))
    account = sign_up(visitor.member_id, now=request.now, actor=visitor.actor)
    if account is not None:
        request.session[SESSION_ACCOUNT] = account.code
    return redirect("/")


@require_safe
def page(request: Asked) -> HttpResponse:
    return _page(request)


def _page(
    request: Asked,
    *,
    party: PartyForm | None = None,
    zone: ZoneForm | None = None,
    balance: BalanceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    kept = account_settings(request.account.account_id)
    context = {
        "kept": kept,
        "party": party or PartyForm(initial=_party(kept)),
        "zone": zone or ZoneForm(country=kept.country, now_in=kept.zone),
        "balance": balance or BalanceForm(initial={"use_balance": kept.use_balance}),
    }
    return render(request, "dashboard/account/page.html", context, status=status)


def _party(kept: AccountSettingsRow) -> dict[str, str]:
    return {
        "name": kept.party_name,
        "address": kept.party_address,
        "tax_id": kept.party_tax_id,
        "country": kept.party_country,
    }


@require_POST
def change_party(request: Asked) -> HttpResponse:
    form = PartyForm(request.POST)
    if not form.is_valid():
        return _page(request, party=form, status=422)
    if form.cleaned_data == _party(account_settings(request.account.account_id)):
        return redirect("dashboard-account")
    wish = change_account.party(**form.cleaned_data)
    change_account.change_account(
        request.account.code, wish, now=request.now, actor=request.visitor.actor
    )
    messages.success(request, _("Documents from now on show the new name and address."))
    return redirect("dashboard-account")


@require_POST
def change_zone(request: Asked) -> HttpResponse:
    kept = account_settings(request.account.account_id)
    form = ZoneForm(request.POST, country=kept.country, now_in=kept.zone)
    if not form.is_valid():
        return _page(request, zone=form, status=422)
    if form.cleaned_data["zone"] == kept.zone:
        return redirect("dashboard-account")
    try:
        change_account.change_account(
            request.account.code,
            change_account.zone(form.cleaned_data["zone"]),
            now=request.now,
            actor=request.visitor.actor,
        )
    except Refusal as refusal:
        form.refuse(refusal, field="zone")
        return _page(request, zone=form, status=409)
    messages.success(request, _("The new time zone holds from the next period of each app."))
    return redirect("dashboard-account")


@require_POST
def change_balance(request: Asked) -> HttpResponse:
    form = BalanceForm(request.POST)
    form.is_valid()  # one box: ticked or not
    use = form.cleaned_data["use_balance"]
    if use != account_settings(request.account.account_id).use_balance:
        change_account.change_account(
            request.account.code,
            change_account.use_balance(use),
            now=request.now,
            actor=request.visitor.actor,
        )
        said = _("The balance pays by itself.") if use else _("The balance waits for you.")
        messages.success(request, said)
    return redirect("dashboard-account")
