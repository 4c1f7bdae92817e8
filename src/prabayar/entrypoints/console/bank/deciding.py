"""What a person does with one bank line: accept, split, agree, put aside, return, open again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from prabayar.domain.bank_line import LineState
from prabayar.domain.errors import PreviewChanged, Refusal, StatementRefused
from prabayar.entrypoints.console.acts.reading import number_in
from prabayar.entrypoints.console.acts.steps import Look, Page, act
from prabayar.entrypoints.console.bank.one import candidates, look_at_line
from prabayar.entrypoints.console.bank.split_forms import ROWS, SplitForm
from prabayar.entrypoints.console.bank.tabs import crumbs
from prabayar.entrypoints.web.formatting import amount
from prabayar.entrypoints.web.forms import Form
from prabayar.entrypoints.web.refusals import words_of
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.errors import NotFound
from prabayar.store.queries.bank_lines import LineSeen, bank_line, next_line
from prabayar.usecases.allocate_line import agree_line, allocate_line
from prabayar.usecases.close_line import mark_not_ours, reopen_line, return_line


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: Asked, line_id: int) -> HttpResponse:
    """Just what the rules suggest; `?teach=1` remembers the payer."""
    one = bank_line(line_id)
    page = _page(one, title=_("Accept the suggestion"), do=_("Accept it"))

    def look() -> Look:
        return look_at_line(one, _suggested(one), now=request.now, pairs=True)

    def do(expected: str) -> str:
        done = allocate_line(
            one.id,
            _suggested(one),
            teach="teach" in request.GET,
            now=request.now,
            actor=request.visitor.actor,
            expected=expected,
        )
        return _decided(request, one, booked=done)

    return act(request, Form(request.POST), page, look=look, do=do)


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: Asked, line_id: int) -> HttpResponse:
    """Just what a first person has proposed."""
    one = bank_line(line_id)
    page = _page(one, title=_("Agree to the proposal"), do=_("Agree, and book it"))

    def look() -> Look:
        if one.proposed_by == request.visitor.actor:
            raise StatementRefused("You proposed it yourself: somebody else has to agree.")
        return look_at_line(one, None, now=request.now, pairs=True)

    def do(expected: str) -> str:
        agree_line(one.id, now=request.now, actor=request.visitor.actor, expected=expected)
        return _decided(request, one, booked=True)

    return act(request, Form(request.POST), page, look=look, do=do)


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: Asked, line_id: int) -> HttpResponse:
    """Over invoices and accounts that somebody names; `?to=…` are named already."""
    one = bank_line(line_id)
    named = [name[:60] for name in request.GET.getlist("to")][:ROWS]
    form = SplitForm(request.POST or None, line=one, named=named)
    typed = request.GET.get("find", "").strip()[:100]
    page = _page(
        one,
        title=_("Say whose it is"),
        do=_("Book it"),
        typing="console/bank/split.html",
        context={
            "line": one,
            "typed": typed,
            "named": named,
            "candidates": candidates(one, typed) if request.method != "POST" else (),
        },
    )

    def look() -> Look:
        return look_at_line(one, form.parts, now=request.now, pairs=True)

    def do(expected: str) -> str:
        done = allocate_line(
            one.id,
            form.parts,
            teach=form.teaches,
            now=request.now,
            actor=request.visitor.actor,
            expected=expected,
        )
        return _decided(request, one, booked=done)

    return act(request, form, page, look=look, do=do)


@require_POST
def not_ours(request: Asked, line_id: int) -> HttpResponse:
    def do(version: int) -> str:
        mark_not_ours(line_id, version=version, now=request.now, actor=request.visitor.actor)
        return _("Put aside as not ours.")

    return _at_once(request, line_id, do)


@require_POST
def give_back(request: Asked, line_id: int) -> HttpResponse:
    def do(version: int) -> str:
        left = return_line(line_id, version=version, now=request.now, actor=request.visitor.actor)
        said = _("%(amount)s go back to the sender. Order the transfer at the bank as well.")
        return said % {"amount": amount(left.minor, left.currency)}

    return _at_once(request, line_id, do)


@require_POST
def reopen(request: Asked, line_id: int) -> HttpResponse:
    def do(version: int) -> str:
        reopen_line(line_id, version=version, now=request.now, actor=request.visitor.actor)
        return _("The line is to be decided again.")

    return _at_once(request, line_id, do)


def _suggested(one: LineSeen) -> Any:
    if not one.parts and one.state is not LineState.BOOKED:
        raise StatementRefused("Nothing is suggested for this line: say whose it is.")
    return one.parts


def _page(one: LineSeen, *, title: str, do: str, typing: str = "", context: Any = None) -> Page:
    here = reverse("console-bank-line", args=[one.id])
    more: dict[str, Any] = {"typing": typing} if typing else {}
    return Page(
        title=title,
        look=_("Show what it would do"),
        do=do,
        crumbs=crumbs((_("Line"), here)),
        back=here,
        context=context,
        **more,
    )


def _decided(request: Asked, one: LineSeen, *, booked: bool) -> str:
    """To the next line of the queue, or to the queue."""
    if booked:
        messages.success(request, _("Booked."))
    else:
        messages.success(request, _("Proposed. It is booked when somebody else agrees."))
    return _next(one)


def _next(one: LineSeen) -> str:
    after = next_line(one.state, after=one.id)
    if after is None:
        return f"{reverse('console-bank')}?state={one.state}"
    return reverse("console-bank-line", args=[after])


def _at_once(request: Asked, line_id: int, do: Callable[[int], str]) -> HttpResponse:
    """What needs no preview: it is confirmed in a dialog, for the version that was shown."""
    version = number_in(request.POST.get("version", ""))
    try:
        messages.success(request, do(-1 if version is None else version))
    except NotFound:
        raise
    except PreviewChanged as changed:
        messages.error(request, str(changed))
    except Refusal as refusal:
        messages.error(request, words_of(refusal))
    return redirect("console-bank-line", line_id=line_id)
