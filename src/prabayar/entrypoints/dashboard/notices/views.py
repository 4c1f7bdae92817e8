"""The notice centre, one notice with its letters, and how far a member has read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST, require_safe

from prabayar.entrypoints.dashboard.notices import kinds
from prabayar.entrypoints.documents.letters.kinds import kind_names
from prabayar.entrypoints.documents.letters.letter import Letter
from prabayar.entrypoints.documents.letters.writing import letter_of
from prabayar.entrypoints.web import telling
from prabayar.entrypoints.web.forms import Form
from prabayar.entrypoints.web.paging import SIZE, page_of
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries import notice_centre
from prabayar.store.queries.letters import occasions
from prabayar.store.queries.notice_centre import LetterRow, ToldRow
from prabayar.store.terms import load_terms
from prabayar.usecases.read_notices import read_notices


class Narrowing(Form):
    """What the centre is narrowed to, by its address."""

    app = forms.CharField(
        required=False,
        max_length=100,
        label=later("App ID"),
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(required=False, label=later("Kind"))

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked, auto_id="narrow-%s")
        self.fields["kind"].choices = kinds.choices()  # type: ignore[attr-defined] # a choice field


@require_safe
def page(request: Asked) -> HttpResponse:
    account = request.account
    kind = kinds.kind_of(request.GET.get("kind", ""))
    app_id = request.GET.get("app", "").strip()
    found = notice_centre.told(
        account.account_id, kind=kind, app_id=app_id, after=_after(request), limit=SIZE + 1
    )
    key = str(found[SIZE - 1].fact_id) if len(found) > SIZE else ""
    shown = page_of(request, found, key=key, size=SIZE)
    read_to = account.read_through_id
    whole = not (app_id or kind or _after(request))
    return render(
        request,
        "dashboard/notices/page.html",
        {
            "form": Narrowing(request.GET),
            "narrows": bool(app_id or kind),
            "page": shown,
            "rows": _rows(shown.rows, currency=account.currency, read_to=read_to),
            # Only the newest page shows all that is unread before what it shows.
            "newest": found[0].fact_id if whole and found else 0,
            "unread": account.unread,
        },
    )


def _rows(found: Sequence[ToldRow], *, currency: str, read_to: int) -> list[Mapping[str, object]]:
    names, plans = kind_names(), telling.plan_names()
    return [
        {
            "one": one,
            "title": names[one.kind],
            "told": telling.told(one.happened, currency=currency, plans=plans),
            "came": kinds.came_of(one),
            "new": one.fact_id > read_to,
        }
        for one in found
    ]


@require_POST
def read(request: Asked) -> HttpResponse:
    """All that was shown is read from now on. Asked for by the page itself, it answers nothing."""
    through = _number(request.POST.get("through", ""))
    read_notices(request.account.account_id, member_id=request.visitor.member_id, through=through)
    return HttpResponse(status=204) if request.htmx else redirect("dashboard-notices")


@require_safe
def notice(request: Asked, fact_id: int) -> HttpResponse:
    """What one notice says, and to whom it went."""
    account = request.account
    one = notice_centre.told_one(account.account_id, fact_id)
    sent = notice_centre.letters(account.account_id, fact_id)
    shown = {
        "one": one,
        "title": kind_names()[one.kind],
        "told": telling.told(one.happened, currency=account.currency, plans=telling.plan_names()),
        "letter": _letter(one, sent, mine=request.visitor.email),
        "letters": [(each, kinds.state_of(each), kinds.why(each)) for each in sent],
    }
    return render(request, "dashboard/notices/notice.html", shown)


def _letter(one: ToldRow, sent: Sequence[LetterRow], *, mine: str) -> Letter | None:
    """The letter, in the language of the page: that to the reader, or one like it."""
    if not sent:
        return None
    chosen = min(sent, key=lambda each: each.recipient.lower() != mine.lower())
    about = occasions([chosen])[chosen.id]
    return letter_of(one.kind, about, terms=load_terms().terms)


def _after(request: Asked) -> int:
    return _number(request.GET.get("after", ""))


def _number(text: str) -> int:
    """An id in an address; 0 where there is none that can be read."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
