"""What was sent, for those who develop: the letters in the outbox, as readers get them.

The HTML of a letter is shown in a frame of its own, where nothing but its styles works.
"""

from __future__ import annotations

from urllib.parse import urlencode

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from prabayar import wiring
from prabayar.entrypoints.web import refusing
from prabayar.entrypoints.web.paging import Page
from prabayar.entrypoints.web.visiting import Asked

SIZE = 50
_LOCKED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


@require_safe
def sent(request: Asked) -> HttpResponse:
    """The newest first, by recipient."""
    recipient = request.GET.get("recipient", "")[:254]
    no = request.GET.get("page", "1")
    place = max(int(no), 1) if no.isdecimal() and len(no) < 6 else 1
    mail = wiring.sent_mail()
    found = mail.newest(recipient=recipient, skip=(place - 1) * SIZE, limit=SIZE + 1)
    page = Page(
        tuple(found[:SIZE]),
        previous_url=_page(recipient, place - 1) if place > 1 else "",
        next_url=_page(recipient, place + 1) if len(found) > SIZE else "",
        words=f"{mail.count(recipient=recipient)} letters",
    )
    context = {"page": page, "recipient": recipient, "folder": mail.folder, "smtp": _by_smtp()}
    return render(request, "web/development/mail.html", context)


def _page(recipient: str, place: int) -> str:
    return f"?{urlencode({'recipient': recipient, 'page': place})}"


def _by_smtp() -> bool:
    """Whether letters go to a mail server, so that none of them come here."""
    return bool(settings.PRABAYAR_SMTP) and not wiring.is_sandbox()


@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type] # the guard made an `Asked` of it
@require_safe
def letter(request: Asked, place: str, name: str) -> HttpResponse:
    found = wiring.sent_mail().find(place, name)
    if found is None:
        return refusing.not_found(request)
    return render(request, "web/development/letter.html", {"letter": found})


@require_safe
def html(request: Asked, place: str, name: str) -> HttpResponse:
    found = wiring.sent_mail().find(place, name)
    if found is None:
        return refusing.not_found(request)
    response = HttpResponse(found.html)
    response["Content-Security-Policy"] = _LOCKED
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
