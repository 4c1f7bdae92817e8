"""The three steps of an act: type it, look at what it would do, do exactly that.

One address and one form for all: a button says which step is next. Nothing is done that was not
shown: what has changed since is shown again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from prabayar.domain.errors import PreviewChanged, Refusal
from prabayar.entrypoints.web.forms import Form
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.errors import AccountBusy, NotFound

TYPING, SHOWING = "console/acts/typing.html", "console/acts/showing.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is around the form: `crumbs` are (title, address), `beside` is a template with more,
    `typing` one of its own for the form.
    """

    title: str
    lead: str = ""
    look: str
    do: str
    crumbs: tuple[tuple[str, str], ...]
    back: str
    beside: str = ""
    typing: str = TYPING
    context: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What an act would do; `expected` is what doing it is compared with.

    `sentences` are (text, tone); `parts` names a template that shows the rest of `context`.
    """

    expected: str
    sentences: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    parts: str = ""
    context: Mapping[str, Any] | None = None


def act(
    request: Asked,
    form: Form,
    page: Page,
    *,
    look: Callable[[], Look],
    do: Callable[[str], str],
) -> HttpResponse:
    """`do` gets what was expected and says where to go then.

    A form without fields is bound by the caller: what it would do is shown at once.
    """
    if request.method != "POST" and form.fields:
        return _typing(request, form, page)
    step = request.POST.get("step", "look")
    if step == "edit":
        return _typing(request, form, page)
    if not form.is_valid():
        return _typing(request, form, page, status=422)
    try:
        changed = False
        if step == "do":
            try:
                return redirect(do(request.POST.get("expected") or "unseen"))
            except PreviewChanged:
                changed = True
        found = look()
    except AccountBusy:
        busy = _("Something else is being done to this account just now. Try again in a moment.")
        form.add_error(None, busy)
        return _typing(request, form, page, status=503)
    except Refusal as refusal:
        field = str(refusal.params.get("field", ""))
        form.refuse(refusal, field=field if field in form.fields else None)
        status = 422 if isinstance(refusal, NotFound) else 409
        # Nothing was asked for by following a link: the page says why it cannot be done.
        return _typing(request, form, page, status=status if request.method == "POST" else 200)
    context = {"page": page, "form": form, "look": found, "changed": changed}
    shown = {**context, **(page.context or {}), **(found.context or {})}
    return render(request, SHOWING, shown, status=409 if changed else 200)


def _typing(request: Asked, form: Form, page: Page, *, status: int = 200) -> HttpResponse:
    context = {"page": page, "form": form, **(page.context or {})}
    return render(request, page.typing, context, status=status)
