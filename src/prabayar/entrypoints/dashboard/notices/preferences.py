"""Which kinds of notice an address gets by e-mail: one's own, and the billing e-mails."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from prabayar.domain.errors import PeopleRefused
from prabayar.domain.notices import NoticeKind
from prabayar.entrypoints.dashboard.notices.kinds import GROUPS
from prabayar.entrypoints.documents.letters.kinds import kind_names
from prabayar.entrypoints.web import refusing
from prabayar.entrypoints.web.paging import Tab
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries.notices import RecipientRow, recipients
from prabayar.usecases.mute_notices import mute_notices


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Asked) -> HttpResponse:
    offered = _offered(request)
    asked = request.POST if request.method == "POST" else request.GET
    email = asked.get("email", "")
    chosen = next((one for one in offered if one.email.lower() == email.lower()), None)
    if chosen is None and not email and offered:
        chosen = offered[0]
    if chosen is None and email:
        return refusing.not_found(request)
    if request.method == "POST" and chosen is not None:
        return _keep(request, offered, chosen)
    return _page(request, offered, chosen)


def _offered(request: Asked) -> Sequence[RecipientRow]:
    """The addresses that the visitor may choose for, their own first."""
    own = request.visitor.email.lower()
    pays = request.visitor.may(Right.CHANGE_BILLING)
    found = recipients(request.account.account_id)
    mine = [one for one in found if one.email.lower() == own]
    others = [one for one in found if pays and one.is_billing and one.email.lower() != own]
    return mine + others


def _keep(request: Asked, offered: Sequence[RecipientRow], chosen: RecipientRow) -> HttpResponse:
    wanted = set(request.POST.getlist("kind"))
    muted = [kind for kind in NoticeKind if str(kind) not in wanted and chosen.may_switch_off(kind)]
    try:
        mute_notices(
            request.account.code,
            email=chosen.email,
            kinds=muted,
            now=request.now,
            actor=request.visitor.actor,
        )
    except PeopleRefused as refusal:
        return _page(request, offered, chosen, wrong=refusal.message, status=409)
    messages.success(request, _("Kept: %(email)s gets what is ticked.") % {"email": chosen.email})
    return redirect(_address(chosen.email))


def _page(
    request: Asked,
    offered: Sequence[RecipientRow],
    chosen: RecipientRow | None,
    *,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    tabs = [Tab(one.email, _address(one.email), here=one is chosen) for one in offered]
    names = kind_names()
    groups = [] if chosen is None else [
        (
            group.title,
            [
                {
                    "kind": kind,
                    "name": names[kind],
                    "gets": chosen.gets(kind),
                    "locked": not chosen.may_switch_off(kind),
                }
                for kind in group.kinds
            ],
        )
        for group in GROUPS
    ]  # fmt: skip
    shown = {"tabs": tabs, "chosen": chosen, "groups": groups, "wrong": wrong}
    return render(request, "dashboard/notices/preferences.html", shown, status=status)


def _address(email: str) -> str:
    return f"{reverse('dashboard-notice-preferences')}?{urlencode({'email': email})}"
