"""One's own settings. Address, password and second step have pages of their own."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from prabayar.entrypoints.dashboard.settings.forms import ProfileForm, SessionsForm
from prabayar.entrypoints.web import refusing
from prabayar.entrypoints.web.choosing import keep_language
from prabayar.entrypoints.web.people import ROLE_NAMES
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.people import describe_member


@require_safe
def page(request: Asked) -> HttpResponse:
    return _page(request)


def _page(
    request: Asked,
    *,
    profile: ProfileForm | None = None,
    sessions: SessionsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    visitor = request.visitor
    initial = {"name": visitor.name, "locale": visitor.locale}
    context = {
        "profile": profile or ProfileForm(initial=initial),
        "sessions": sessions or SessionsForm(member=request.user),
        "second_step": is_mfa_enabled(request.user),
        "accounts": [(one, ROLE_NAMES[one.role]) for one in visitor.accounts],
        "changes_account": visitor.may(Right.CHANGE_BILLING),
    }
    return render(request, "dashboard/settings/page.html", context, status=status)


@require_POST
def change_profile(request: Asked) -> HttpResponse:
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _page(request, profile=form, status=422)
    locale = form.cleaned_data["locale"]
    describe_member(request.visitor.member_id, name=form.cleaned_data["name"], locale=locale)
    response = redirect("dashboard-settings")
    keep_language(response, locale)
    with override(locale):
        messages.success(request, _("Your settings are saved."))
    return response


@require_POST
@sensitive_post_parameters("password")
def end_sessions(request: Asked) -> HttpResponse:
    """Sessions are good for one hash of the password: the same password gets another."""
    if not ratelimit.consume(
        request, app="allauth.account", action="reauthenticate", user=request.user
    ):
        return refusing.too_many(request)
    form = SessionsForm(request.POST, member=request.user)
    if not form.is_valid():
        return _page(request, sessions=form, status=422)
    get_adapter(request).set_password(request.user, form.cleaned_data["password"])
    update_session_auth_hash(request, request.user)  # type: ignore[arg-type] # signed in, or not here
    messages.success(request, _("Every other session was signed out."))
    return redirect("dashboard-settings")
