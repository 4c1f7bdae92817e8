"""Every component on one page, in every state."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from prabayar.entrypoints.web.visiting import Asked


def components(request: Asked) -> HttpResponse:
    return render(request, "web/development/gallery.html")
