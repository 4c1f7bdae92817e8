"""Browsers that somebody has signed in with before: a signed cookie, kept for a year.

It opens nothing: it only decides whether a sign-in is worth a letter.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "known"
_AGE = 365 * 24 * 3600
_SALT = "prabayar.known"
_MOST = 20  # members who share one browser


def _members(request: HttpRequest) -> list[int]:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_AGE)
    except signing.BadSignature:
        return []
    return list(found)


def is_known(request: HttpRequest, member_id: int) -> bool:
    return member_id in _members(request)


def remember(request: HttpRequest, response: HttpResponse, member_id: int) -> None:
    others = [one for one in _members(request) if one != member_id]
    response.set_cookie(
        COOKIE,
        signing.dumps([member_id, *others][:_MOST], salt=_SALT),
        max_age=_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
