"""Ends letters of one kind to one address: asked for by a link, done by a button or one click.

Opening the link changes nothing: programs that read mail open links too. RFC 8058 has the mail
program POST without a cookie, so the link itself, which is signed, is what lets it through.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from prabayar.domain.errors import PeopleRefused
from prabayar.entrypoints.documents.letters.kinds import kind_names
from prabayar.entrypoints.documents.letters.switching_off import SwitchOff, read_token
from prabayar.entrypoints.web import refusing
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.errors import NotFound
from prabayar.usecases.mute_notices import mute_notices


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Asked, token: str) -> HttpResponse:
    try:
        wanted = read_token(token)
    except ValueError:
        return refusing.not_found(request)
    if request.method == "POST":
        return _off(request, wanted)
    return _page(request, wanted)


def _off(request: Asked, wanted: SwitchOff) -> HttpResponse:
    try:
        mute_notices(
            wanted.account_code,
            email=wanted.email,
            kinds=[wanted.kind],
            now=request.now,
            actor=f"recipient:{wanted.email}",
            also=True,
        )
    except PeopleRefused:
        return _page(request, wanted, kept=True, status=409)
    except NotFound:
        return refusing.not_found(request)
    return _page(request, wanted, done=True)


def _page(
    request: Asked,
    wanted: SwitchOff,
    *,
    done: bool = False,
    kept: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"wanted": wanted, "kind": kind_names()[wanted.kind], "done": done, "kept": kept}
    response = render(request, "dashboard/notices_off/page.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
