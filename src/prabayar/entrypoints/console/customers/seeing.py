"""Seeing the dashboard as the members of an account do, without being able to change anything.

The guard does the rest: while the session names an account, every change is refused.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from prabayar.entrypoints.web.guard import SESSION_SEEN
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries.accounts import account


@require_POST
def begin(request: Asked, code: str) -> HttpResponse:
    request.session[SESSION_SEEN] = account(code).code
    return redirect("/")


@require_POST
def end(request: Asked) -> HttpResponse:
    """Back to the customer's page in the console."""
    code = request.session.pop(SESSION_SEEN, None)
    if code is None:
        return redirect("console-today")
    return redirect("console-customer", code=code)
