"""The audit log as a page and as CSV."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_safe

from prabayar.domain.facts import FactKind
from prabayar.domain.period import instant_of
from prabayar.entrypoints.console.acts.reading import every, number_after
from prabayar.entrypoints.console.system.views import tabs
from prabayar.entrypoints.web.csv import csv_response
from prabayar.entrypoints.web.forms import DayField, Form, offer
from prabayar.entrypoints.web.kinds_of_facts import WORDS
from prabayar.entrypoints.web.paging import SIZE, page_of
from prabayar.entrypoints.web.telling import told
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.clock import read_sandbox
from prabayar.store.queries.audit import Audited, Part, Wanted, audited
from prabayar.store.queries.people import names_of, staff
from prabayar.store.terms import load_terms

_PARTS = [
    (str(Part.STAFF), later("What staff did")),
    (str(Part.OPERATOR), later("Policy, catalogue, staff, money of nobody")),
]


class AuditForm(Form):
    part = forms.ChoiceField(label=later("Show"), choices=_PARTS, required=False)
    actor = forms.ChoiceField(label=later("By"), required=False)
    kind = forms.ChoiceField(label=later("What"), required=False)
    until = DayField(label=later("Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(f"staff:{one.member_id}", one.name or one.email) for one in staff()]
        offer(self.fields["actor"], [("", _("Everybody")), *people])
        kinds = sorted((_kind_name(kind), str(kind)) for kind in FactKind)
        named = [("", _("Everything")), *((kind, name) for name, kind in kinds)]
        self.fields["kind"].choices = named  # type: ignore[attr-defined] # the same

    def wanted(self, zone: str) -> Wanted:
        self.is_valid()
        given = self.cleaned_data
        day = given.get("until")
        return Wanted(
            part=Part(given.get("part") or Part.STAFF),
            actor=given.get("actor", ""),
            kind=FactKind(given["kind"]) if given.get("kind") else None,
            until=None if day is None else instant_of(day + timedelta(days=1), zone),
        )


def _kind_name(kind: FactKind) -> str:
    """What it is called without saying more of it; kinds whose words depend on it by their code."""
    what = WORDS[kind].what
    return str(kind).replace("_", " ").capitalize() if callable(what) else str(what)


@require_safe
def page(request: Asked) -> HttpResponse:
    form, zone = AuditForm(request.GET), load_terms().terms.policy.issuer_zone
    wanted = form.wanted(zone)
    # A filter that cannot be read finds nothing, rather than everything.
    found = () if form.errors else audited(wanted, after=number_after(request), limit=SIZE + 1)
    shown = page_of(request, found, key=str(found[:SIZE][-1].id) if found else "", size=SIZE)
    context = {
        "tabs": tabs("console-audit", sandbox=read_sandbox() is not None),
        "form": form,
        "page": shown,
        "told": [
            (one, told(one.happened, currency=one.currency, staff=True)) for one in shown.rows
        ],
        "names": names_of(one.happened.actor for one in shown.rows),
        "csv": f"{reverse('console-audit-csv')}?{request.GET.urlencode()}",
        "zone": zone,
    }
    return render(request, "console/system/audit.html", context)


@require_safe
def table(request: Asked) -> HttpResponseBase:
    zone = load_terms().terms.policy.issuer_zone
    form = AuditForm(request.GET)
    wanted = form.wanted(zone)

    def read(last: Audited | None) -> Sequence[Audited]:
        if form.errors:
            return ()
        return audited(wanted, after=None if last is None else last.id, limit=1_000)

    head = ("At", "What", "By", "Account", "App", "Invoice", "Details")
    lines = (
        (
            *(one.happened.recorded_at, str(one.happened.kind), one.happened.actor),
            *(one.account_code, one.happened.app_id, one.happened.invoice_number),
            json.dumps(dict(one.happened.figures), ensure_ascii=False),
        )
        for one in every(read)
    )
    return csv_response(f"audit-{request.today}", head, lines)
