"""A PDF as an answer: shown by the browser, named safely; what may keep it is the guard's rule."""

from __future__ import annotations

import re

from django.http import HttpResponse

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def pdf(made: bytes, *, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{safe(name)}.pdf"'
    return response


def safe(name: str) -> str:
    """A file name of letters, figures, points and dashes only."""
    return _UNSAFE.sub("-", name).strip(".-")[:80] or "document"
