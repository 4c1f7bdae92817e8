"""What a visitor chooses for every page: light or dark, the language, the account to work in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_GET, require_POST

from prabayar.entrypoints.web import refusing
from prabayar.entrypoints.web.frame import THEMES
from prabayar.entrypoints.web.guard import SESSION_ACCOUNT
from prabayar.entrypoints.web.visiting import Asked

_YEAR = 365 * 24 * 3600


def back(request: Asked, *, otherwise: str = "/") -> HttpResponseRedirect:
    """To where the form says that it came from, if that is an address of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(wanted if ours else otherwise)


@require_POST
def choose_theme(request: Asked) -> HttpResponse:
    response = back(request)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            "theme",
            theme,
            max_age=_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@require_POST
def choose_language(request: Asked) -> HttpResponse:
    response = back(request)
    keep_language(response, request.POST.get("language", ""))
    return response


def keep_language(response: HttpResponse, language: str) -> None:
    """Show pages in this language from now on; one that there is not changes nothing."""
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


@require_POST
def choose_account(request: Asked) -> HttpResponse:
    """Another account of theirs. One that is not is as one that there is not."""
    code = request.POST.get("account", "")
    if code not in {one.code for one in request.visitor.accounts}:
        return refusing.not_found(request)
    request.session[SESSION_ACCOUNT] = code
    return HttpResponseRedirect("/")


@require_GET
def health(request: Asked) -> HttpResponse:
    """For a load balancer: the process answers, and it has read the database to get here."""
    return HttpResponse("ok\n", content_type="text/plain")
