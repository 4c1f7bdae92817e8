"""Members of the account: invite, change, remove; leave it oneself.

The use cases ask again, under the account's lock, whether the one who asks may do it.
"""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prabayar.domain.errors import PeopleRefused
from prabayar.domain.people import Role
from prabayar.domain.period import local_date
from prabayar.entrypoints.dashboard.team.forms import InviteForm, RoleForm
from prabayar.entrypoints.dashboard.team.letter import send_invitation
from prabayar.entrypoints.documents.letters.direct import LetterNotSent
from prabayar.entrypoints.web import refusing
from prabayar.entrypoints.web.people import ROLE_NAMES
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.errors import NotFound
from prabayar.store.queries.people import (
    InvitationRow,
    MemberRow,
    members,
    open_invitations,
)
from prabayar.usecases.change_member import change_member
from prabayar.usecases.invite_member import invite_member
from prabayar.usecases.remove_member import remove_member
from prabayar.usecases.withdraw_invitation import withdraw_invitation


@require_safe
def page(request: Asked) -> HttpResponse:
    form = InviteForm(own=request.account.role)
    return _page(request, form)


def _page(request: Asked, form: InviteForm, *, status: int = 200) -> HttpResponse:
    account = request.account
    everybody = members(account.account_id)
    changes = request.visitor.may(Right.CHANGE_MEMBERS)
    invitations = open_invitations(account.account_id) if changes else ()
    context = {
        "form": form,
        "changes": changes,
        "rows": [_row(request, one) for one in everybody],
        "invitations": [_invitation(request, one) for one in invitations],
        "last_owner": account.role is Role.OWNER
        and sum(one.role is Role.OWNER for one in everybody) == 1,
        "zone": account.zone,
    }
    return render(request, "dashboard/team/page.html", context, status=status)


def _row(request: Asked, one: MemberRow) -> dict[str, object]:
    own = request.account.role
    mine = one.member_id == request.visitor.member_id
    reachable = own is Role.OWNER or (own is Role.ADMIN and one.role is not Role.OWNER)
    return {
        "member": one,
        "role": ROLE_NAMES[one.role],
        "mine": mine,
        "joined_on": local_date(one.joined_at, request.account.zone),
        "changeable": reachable and request.visitor.may(Right.CHANGE_MEMBERS),
    }


def _invitation(request: Asked, one: InvitationRow) -> dict[str, object]:
    return {
        "invitation": one,
        "role": ROLE_NAMES[one.role],
        "is_open": one.is_open(now=request.now),
        "changeable": request.account.role is Role.OWNER or one.role is not Role.OWNER,
    }


def _to_page() -> HttpResponseRedirect:
    return redirect("dashboard-team")


@require_POST
def invite(request: Asked) -> HttpResponse:
    form = InviteForm(request.POST, own=request.account.role)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        return _invite(request, form.cleaned_data["email"], form.cleaned_data["role"])
    except PeopleRefused as refused:
        form.refuse(refused, field="email")
        return _page(request, form, status=409)


@require_POST
def invite_again(request: Asked, invitation_id: int) -> HttpResponse:
    """The letter once more, with a new secret and a new end."""
    found = [i for i in open_invitations(request.account.account_id) if i.id == invitation_id]
    if not found:
        return refusing.not_found(request)
    return _invite(request, found[0].email, found[0].role)


def _invite(request: Asked, email: str, role: Role) -> HttpResponse:
    if not ratelimit.consume(request, app="allauth.account", action="invite", user=request.user):
        return refusing.too_many(request)
    visitor = request.visitor
    made = invite_member(
        request.account.code,
        email=email,
        role=role,
        by=visitor.member_id,
        now=request.now,
        actor=visitor.actor,
    )
    try:
        send_invitation(made, invited_by=visitor.name or visitor.email, now=request.now)
    except LetterNotSent as error:
        said = _("%(email)s is invited, but the e-mail is not out. %(why)s Then send it again.")
        messages.warning(request, said % {"email": made.email, "why": error.message})
    else:
        messages.success(request, _("We have sent an e-mail to %(email)s.") % {"email": made.email})
    return _to_page()


@require_POST
def withdraw(request: Asked, invitation_id: int) -> HttpResponse:
    email = withdraw_invitation(
        request.account.code,
        invitation_id,
        by=request.visitor.member_id,
        now=request.now,
        actor=request.visitor.actor,
    )
    messages.success(request, _("%(email)s is not invited any more.") % {"email": email})
    return _to_page()


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: Asked, member_id: int) -> HttpResponse:
    """One member's role; only of one's own account."""
    one = _member(request, member_id)
    form = RoleForm(request.POST or None, own=request.account.role, initial={"role": str(one.role)})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _change(request, one, form.cleaned_data["role"])
            except PeopleRefused as refused:
                form.refuse(refused)
                status = 409
    context = {
        "form": form,
        "member": one,
        "row": _row(request, one),
    }
    return render(request, "dashboard/team/member.html", context, status=status)


def _change(request: Asked, one: MemberRow, role: Role) -> HttpResponse:
    visitor = request.visitor
    change_member(
        request.account.code,
        one.member_id,
        role=role,
        by=visitor.member_id,
        now=request.now,
        actor=visitor.actor,
    )
    said = _("%(name)s has the role %(role)s now.")
    messages.success(request, said % {"name": one.name or one.email, "role": ROLE_NAMES[role]})
    return _to_page()


@require_POST
def remove(request: Asked, member_id: int) -> HttpResponse:
    one = _member(request, member_id)
    remove_member(
        request.account.code,
        member_id,
        by=request.visitor.member_id,
        now=request.now,
        actor=request.visitor.actor,
    )
    messages.success(
        request, _("%(name)s is no member any more.") % {"name": one.name or one.email}
    )
    return _to_page()


@require_POST
def leave(request: Asked) -> HttpResponse:
    account = request.account
    remove_member(
        account.code,
        request.visitor.member_id,
        by=request.visitor.member_id,
        now=request.now,
        actor=request.visitor.actor,
    )
    messages.success(request, _("You have left %(account)s.") % {"account": account.name})
    return redirect("/")


def _member(request: Asked, member_id: int) -> MemberRow:
    """One of the account's own. Errors: `NotFound`."""
    for one in members(request.account.account_id):
        if one.member_id == member_id:
            return one
    raise NotFound("There is no such member.")
