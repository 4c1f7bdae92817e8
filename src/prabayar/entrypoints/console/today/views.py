"""The console's first page: what needs a person now."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from prabayar.entrypoints.web.visiting import Asked


def page(request: Asked) -> HttpResponse:
    return render(request, "console/today/page.html")
