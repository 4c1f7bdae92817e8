"""The list of notices, one of them with its text, and sending one again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST, require_safe

from prabayar.domain.errors import ChangeRefused
from prabayar.domain.notices import NoticeKind
from prabayar.domain.values import replace
from prabayar.entrypoints.console.acts.accounts import AccountField
from prabayar.entrypoints.documents.letters.kinds import kind_names
from prabayar.entrypoints.documents.letters.writing import write_letter
from prabayar.entrypoints.web.csv import csv_response
from prabayar.entrypoints.web.forms import Form, offer
from prabayar.entrypoints.web.paging import SIZE, Page
from prabayar.entrypoints.web.telling import told as in_words
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries.letters import occasions
from prabayar.store.queries.notices_sent import (
    NoticeState,
    Sent,
    SentPage,
    Wanted,
    notice,
    notices_sent,
)
from prabayar.store.queries.people import names_of
from prabayar.store.terms import load_terms
from prabayar.usecases.send_again import send_again

STATES: dict[NoticeState, tuple[Promise, str]] = {
    NoticeState.DUE: (later("Waiting"), "accent"),
    NoticeState.DELIVERED: (later("Delivered"), "ok"),
    NoticeState.DROPPED: (later("Dropped"), ""),
    NoticeState.GAVE_UP: (later("Given up"), "bad"),
}
_MOST = 100_000  # lines of a CSV


class NoticesForm(Form):
    recipient = forms.CharField(label=later("Address"), required=False, max_length=254)
    account = AccountField(label=later("Account"), required=False, help_text="")
    state = forms.ChoiceField(label=later("State"), required=False)
    kind = forms.ChoiceField(label=later("Kind"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states: list[Any] = [
            ("", _("All")),
            *((str(s), title) for s, (title, _t) in STATES.items()),
        ]
        offer(self.fields["state"], states)
        kinds: list[Any] = [("", _("All")), *((str(k), name) for k, name in kind_names().items())]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined] # the same

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        given = self.cleaned_data
        return Wanted(
            state=NoticeState(given["state"]) if given.get("state") else None,
            kind=NoticeKind(given["kind"]) if given.get("kind") else None,
            recipient=given.get("recipient", ""),
            account_code=given.get("account", ""),
        )


@require_safe
def page(request: Asked) -> HttpResponse:
    form = NoticesForm(request.GET)
    wanted = form.wanted
    after = request.GET.get("after", "")
    # A filter that cannot be read finds nothing, rather than everything.
    found = SentPage((), "") if form.errors else notices_sent(wanted, after=after, limit=SIZE)
    query = request.GET.copy()
    query.pop("after", None)
    back, onwards = f"?{query.urlencode()}", ""
    if found.after:
        query["after"] = found.after
        onwards = f"?{query.urlencode()}"
    context = {
        "form": form,
        "page": Page(found.rows, previous_url=back if after else "", next_url=onwards),
        "looked": found.looked,
        "narrowed": wanted != Wanted() or bool(form.errors),
        "states": STATES,
        "csv": f"{reverse('console-notices-csv')}?{request.GET.urlencode()}",
        "zone": load_terms().terms.policy.issuer_zone,
    }
    return render(request, "console/notices/page.html", context)


@require_safe
def table(request: Asked) -> HttpResponseBase:
    form = NoticesForm(request.GET)
    wanted, names = form.wanted, kind_names()

    def every() -> Iterator[Sent]:
        after, left = "", 0 if form.errors else _MOST
        while left > 0:
            found = notices_sent(wanted, after=after, limit=1_000)
            yield from found.rows
            left -= max(len(found.rows), 1)
            if not found.after:
                return
            after = found.after

    head = ("Due first", "Kind", "To", "Account", "Name", "State", "Why not", "Tries", "Closed")
    lines = (
        (
            *(one.send_at, names[NoticeKind(one.kind)], one.recipient, one.account_code),
            *(one.account_name, str(STATES[one.state][0]), one.reason, one.tries, one.closed_at),
        )
        for one in every()
    )
    return csv_response(f"notices-{request.today}", head, lines)


@require_safe
def one_page(request: Asked, notice_id: int) -> HttpResponse:
    told = notice(notice_id)
    occasion = occasions([told.due]).get(notice_id)
    terms = load_terms().terms
    letter = None
    if occasion is not None:
        # The way to end such letters is its recipient's alone.
        occasion = replace(occasion, may_switch_off=False)
        letter = write_letter(told.due.kind, occasion, terms=terms)
    context = {
        "told": told,
        "one": told.sent,
        "state": STATES[told.sent.state],
        "kind": kind_names()[told.due.kind],
        "letter": letter,
        "cause": in_words(told.cause, currency=told.currency, staff=True),
        "names": names_of([told.cause.actor]),
        "zone": terms.policy.issuer_zone,
    }
    return render(request, "console/notices/one.html", context)


@require_POST
def again(request: Asked, notice_id: int) -> HttpResponse:
    notice(notice_id)
    try:
        send_again(notice_id, now=request.now, actor=request.visitor.actor)
    except ChangeRefused:
        messages.warning(request, _("It is not given up any more: nothing was changed."))
    else:
        messages.success(request, _("It is on its way again, if it is still true."))
    return redirect("console-notice", notice_id=notice_id)
