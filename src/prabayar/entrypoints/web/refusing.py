"""Refusals as pages: without a session's forms, so that two of one kind are equal to the byte."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from prabayar.domain.errors import Refusal
from prabayar.entrypoints.web.refusals import words_of


def page(request: HttpRequest, *, status: int, title: str, text: str) -> HttpResponse:
    """A refusal that says what to do; a part of a page gets it as a notice."""
    template = "web/refused.html"
    return render(request, template, {"title": title, "text": text}, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        status=404,
        title=_("There is nothing here"),
        text=_("The address is wrong, or what was here is not for you. Go back, or to the start."),
    )


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        status=403,
        title=_("Your role does not allow this"),
        text=_("Ask an owner of the account for another role, or to do it for you."),
    )


def only_looking(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        status=403,
        title=_("You are only looking"),
        text=_("You see the account as its members do. Nothing was changed: act in the console."),
    )


def signed_out(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        status=403,
        title=_("You are not signed in"),
        text=_("Nothing was changed. Sign in, then do it again."),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(
        request,
        status=403,
        title=_("This form is too old"),
        text=_("Nothing was changed. Go back, load the page again, and send it once more."),
    )


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        status=429,
        title=_("That was too often"),
        text=_("Nothing was done. Please wait some minutes, then try again."),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        status=413,
        title=_("This file is too large"),
        text=_("Nothing was kept. Go back and choose a file of up to 5 MB."),
    )


def busy(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        status=503,
        title=_("Busy, try again"),
        text=_("Something else is being done to this account just now. Nothing was changed."),
    )


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return page(request, status=409, title=_("This cannot be done"), text=words_of(refusal))


def failed(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        status=500,
        title=_("Something went wrong here"),
        text=_("It is not your fault, and it has been noted. Please try again in a moment."),
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        status=400,
        title=_("This request cannot be read"),
        text=_("Go back, load the page again, and send it once more."),
    )
