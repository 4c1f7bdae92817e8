"""The first page: until when each app is paid, what comes next and when."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from prabayar.entrypoints.web.visiting import Asked


def page(request: Asked) -> HttpResponse:
    return render(request, "dashboard/overview/page.html")


def no_account(request: Asked) -> HttpResponse:
    return render(request, "dashboard/overview/no_account.html")
