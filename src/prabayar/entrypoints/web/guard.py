"""Lets a request through to its view, or refuses it: by the role table, before anything is read.

What an account has not, and what is another account's, are one refusal, equal to the byte. The
console does not exist for those who are not staff.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import structlog
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from prabayar import wiring
from prabayar.domain.errors import Refusal
from prabayar.domain.people import StaffRole
from prabayar.domain.period import local_date
from prabayar.entrypoints.web import refusing, roles
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import Asked, Visitor
from prabayar.store.errors import AccountBusy, NotFound
from prabayar.store.queries.people import MembershipRow, looked_at, memberships_of
from prabayar.store.terms import load_terms

SESSION_ACCOUNT = "account"  # the code of the account that is worked in
SESSION_ONE_STEP = "one_step"  # signed in when there was no second step to ask for
SESSION_SEEN = "seen"  # the code of the account that staff look at as its members do
MOST_SENT = 6 * 1024 * 1024  # bytes of a form with its file
_SAFE = ("GET", "HEAD", "OPTIONS")
_log = structlog.get_logger()


class GuardMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Before anything of it is read: what is sent to the console comes from staff.
        large = is_too_large(request)
        response = refusing.too_large(request) if large else self.get_response(request)
        # What a signed-in person saw is not shown to the next one at the same machine.
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        # Also where no session was read: a refusal does not tell what was looked at.
        patch_vary_headers(response, ("Cookie",))
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        right = right_of(request, view)
        if not can_be_kept(request):
            return refusing.bad_request(request)
        asked = cast("Asked", request)
        asked.now = wiring.clock().now()
        asked.visitor = visitor_of(request)
        if asked.visitor.account is not None:
            asked.account = asked.visitor.account
        asked.today = local_date(asked.now, _zone(asked.visitor, right))
        return changes_as_customer(asked, right) or refusal(asked, right)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """What no view has caught, in words."""
        match exception:
            case NotFound():
                return refusing.not_found(request)
            case AccountBusy():
                return refusing.busy(request)
            case Refusal():
                return refusing.refused(request, exception)
            case _:
                return None


def is_too_large(request: HttpRequest) -> bool:
    """Whether a form with a file is larger than a customer's may be."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.content_type != "multipart/form-data" or not length.isdigit():
        return False
    return int(length) > MOST_SENT and not request.path_info.startswith("/console/")


def can_be_kept(request: HttpRequest) -> bool:
    """Whether the database has a place for each text: it keeps no NUL, and no browser sends one."""
    typed = (
        text
        for fields in (request.GET, request.POST)
        for name, texts in fields.lists()
        for text in (name, *texts)
    )
    return not any("\x00" in text for text in (request.path_info, *typed))


def right_of(request: HttpRequest, view: Any) -> Right:
    """The right that a route declares. One that declares none is a bug, and answers nobody."""
    name = request.resolver_match.url_name if request.resolver_match else None
    right = getattr(view, "right", None) or roles.LIBRARY.get(name or "")
    if right is None:
        raise ImproperlyConfigured(f"The route {name or request.path} declares no right.")
    return Right(right)


def changes_as_customer(request: Asked, right: Right) -> HttpResponseBase | None:
    """Staff who see an account as its members do change nothing but how pages look.

    Every page that they see is logged with both names.
    """
    visitor = request.visitor
    if not visitor.looks_only or right in roles.OF_CONSOLE:
        return None
    if right in roles.OF_DASHBOARD:
        _log.info("seen_as_customer", staff=visitor.actor, account=request.account.code)
    name = (request.resolver_match.url_name if request.resolver_match else None) or ""
    if request.method in _SAFE or name in roles.LIBRARY or name.startswith("web-"):
        return None
    return refusing.only_looking(request)


def refusal(request: Asked, right: Right) -> HttpResponseBase | None:
    """Why the visitor does not come through, as a page; None lets them in."""
    if right is Right.ANYONE:
        return None
    if right is Right.DEVELOPMENT:
        return None if settings.PRABAYAR_DEVELOPMENT else refusing.not_found(request)
    visitor = request.visitor
    if not visitor.member_id:
        return _sign_in_first(request)
    if right in roles.OF_CONSOLE:
        return _from_console(request, right)
    if right in roles.OF_DASHBOARD and visitor.account is None:
        if visitor.staff_role is not None:
            return redirect("console-today")
        return redirect("dashboard-no-account")
    if not visitor.may(right):
        return refusing.not_allowed(request)
    return None


def _sign_in_first(request: Asked) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD"):
        return refusing.signed_out(request)
    return redirect_to_login(request.get_full_path())


def _from_console(request: Asked, right: Right) -> HttpResponseBase | None:
    visitor = request.visitor
    if visitor.staff_role is None:
        return refusing.not_found(request)
    if visitor.steps_missing and is_mfa_enabled(request.user):
        # It was set up elsewhere meanwhile: maybe by another than who is in this session.
        logout(request)
        return _sign_in_first(request)
    if visitor.steps_missing:
        messages.info(request, _("Staff sign in with a second step. Set it up to go on."))
        return redirect("mfa_activate_totp")
    return None if visitor.may(right) else refusing.not_allowed(request)


def visitor_of(request: HttpRequest) -> Visitor:
    """One statement for a member, besides those of the session."""
    member = request.user
    if not member.is_authenticated:
        return Visitor()
    staff_role = StaffRole(member.staff_role) if member.is_staff else None
    accounts = memberships_of(member.pk)
    code = request.session.get(SESSION_ACCOUNT)
    account = next((one for one in accounts if one.code == code), accounts[0] if accounts else None)
    rights = roles.OPEN | {Right.SIGNED_IN}
    steps_missing = staff_role is not None and (
        SESSION_ONE_STEP in request.session or not is_mfa_enabled(member)
    )
    seen = None
    if staff_role is not None and not steps_missing:
        rights |= roles.STAFF[staff_role]
        seen = _seen(request)
    if seen is not None:
        accounts, account = (), seen
    if account is not None:
        rights |= roles.MEMBERS[account.role]
    return Visitor(
        member_id=member.pk,
        email=member.email,
        name=member.name,
        locale=member.locale,
        staff_role=staff_role,
        accounts=accounts,
        account=account,
        rights=rights,
        steps_missing=steps_missing,
        looks_only=seen is not None,
    )


def _seen(request: HttpRequest) -> MembershipRow | None:
    """The account that staff look at, as a member sees it who may look at everything."""
    code = request.session.get(SESSION_SEEN)
    return None if code is None else looked_at(code)


def _zone(visitor: Visitor, right: Right) -> str:
    """The zone of the account; in the console the operator's."""
    if visitor.account is None or right in roles.OF_CONSOLE:
        return load_terms().terms.policy.issuer_zone
    return visitor.account.zone
