"""The made-up people of a sandbox, to be signed in as with one press; never real ones."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from prabayar import wiring
from prabayar.adapters.cipher import Unreadable
from prabayar.entrypoints.web import refusing
from prabayar.entrypoints.web.people import ROLE_NAMES, STAFF_NAMES
from prabayar.entrypoints.web.signin import known
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries.people import MadeUpRow, made_up_people


@require_safe
def page(request: Asked) -> HttpResponse:
    if not wiring.is_sandbox():
        return refusing.not_found(request)
    everybody = made_up_people()
    context = {
        "staff": [
            (one, STAFF_NAMES[one.staff_role], _code(one)) for one in everybody if one.staff_role
        ],
        "members": [
            (one, ROLE_NAMES[one.role] if one.role else "")
            for one in everybody
            if not one.staff_role
        ],
    }
    return render(request, "web/development/people.html", context)


@require_POST
def enter(request: Asked, member_id: int) -> HttpResponse:
    """As if they had typed everything, the code of the second step included."""
    if not wiring.is_sandbox() or member_id not in {one.member_id for one in made_up_people()}:
        return refusing.not_found(request)
    member: Any = get_user_model().objects.get(pk=member_id)
    get_adapter(request).login(request, member)
    record_authentication(request, member, "password", reauthenticated=True)
    response = redirect("console-today" if member.is_staff else "/")
    known.remember(request, response, member_id)
    return response


def _code(one: MadeUpRow) -> str:
    """What an app would show now; half a minute later it is another."""
    try:
        secret = wiring.second_steps().open(one.secret)
    except Unreadable:  # none was set up, or by another installation that this is a copy of
        return ""
    counters = list(yield_hotp_counters_from_time())
    code: str = format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))
    return code
