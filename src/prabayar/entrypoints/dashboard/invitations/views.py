"""An invitation: who invites to what, and accepting it.

The secret of the letter is in the address once: it is exchanged for a hash in the session, so
that no page, no form, no next address and no log has it. Whatever is wrong with an invitation is
told in the same words.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prabayar.domain.errors import PeopleRefused
from prabayar.entrypoints.web.guard import SESSION_ACCOUNT
from prabayar.entrypoints.web.people import ROLE_HINTS, ROLE_NAMES
from prabayar.entrypoints.web.refusals import words_of
from prabayar.entrypoints.web.signin import invited
from prabayar.entrypoints.web.visiting import Asked
from prabayar.usecases.accept_invitation import accept_invitation


@require_safe
def take(request: Asked, secret: str) -> HttpResponse:
    invited.take(request, secret)
    response = redirect("invitation")
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Asked) -> HttpResponse:
    if request.method == "POST":
        return _accept(request)
    return _page(request)


@require_POST
def sign_out(request: Asked) -> HttpResponse:
    invited.sign_out(request)
    return redirect("invitation")


def _page(request: Asked, *, refused: str = "", status: int = 200) -> HttpResponse:
    invitation = invited.in_hand(request)
    context: dict[str, object] = {"invitation": invitation, "refused": refused}
    if invitation is None:
        return render(request, "dashboard/invitations/page.html", context, status=status)
    visitor = request.visitor
    context |= {
        "role": ROLE_NAMES[invitation.role],
        "role_hint": ROLE_HINTS[invitation.role],
        "theirs": visitor.email.casefold() == invitation.email.casefold(),
    }
    return render(request, "dashboard/invitations/page.html", context, status=status)


def _accept(request: Asked) -> HttpResponse:
    visitor = request.visitor
    if not visitor.member_id:
        return redirect("invitation")
    try:
        account = accept_invitation(
            invited.hash_in_hand(request),
            member_id=visitor.member_id,
            email=visitor.email,
            now=request.now,
            actor=visitor.actor,
        )
    except PeopleRefused as refused:
        return _page(request, refused=words_of(refused), status=409)
    invited.let_go(request)
    request.session[SESSION_ACCOUNT] = account.code
    messages.success(request, _("Welcome to %(account)s.") % {"account": account.name})
    return redirect("/")
