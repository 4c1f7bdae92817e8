"""Statements that were imported, the newest first, and one with the lines that it brought."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from prabayar.entrypoints.console.acts.reading import number_after
from prabayar.entrypoints.console.bank.tabs import tabs
from prabayar.entrypoints.console.bank.wording import caution, line_state
from prabayar.entrypoints.web.paging import SIZE, page_of
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries.bank_lines import lines_of_statement
from prabayar.store.queries.bank_statements import (
    bank_statement,
    bank_statements,
    states_of_statement,
)
from prabayar.store.queries.people import names_of
from prabayar.store.terms import load_terms


@require_safe
def statements(request: Asked) -> HttpResponse:
    policy = load_terms().terms.policy
    known = policy.bank_accounts
    asked = request.GET.get("bank", "")
    bank = asked if asked in {one.code for one in known} else ""
    found = bank_statements(bank=bank, before=number_after(request), limit=SIZE + 1)
    page = page_of(request, found, key=str(found[:SIZE][-1].id) if found else "")
    context = {
        "page": page,
        "names": names_of(one.actor for one in page.rows),
        "accounts": known,
        "bank": bank,
        "zone": policy.issuer_zone,
        "tabs": tabs("console-bank-statements"),
    }
    return render(request, "console/bank/statements.html", context)


@require_safe
def statement(request: Asked, statement_id: int) -> HttpResponse:
    one = bank_statement(statement_id)
    after = number_after(request) or 0
    lines = lines_of_statement(statement_id, after=after, limit=SIZE + 1)
    page = page_of(request, lines, key=str(lines[:SIZE][-1].id) if lines else "")
    context = {
        "statement": one,
        "page": page,
        "rows": [(line, line_state(line.state)) for line in page.rows],
        "states": [(line_state(s), n) for s, n in sorted(states_of_statement(one.id).items())],
        "warnings": [caution(w, currency=one.currency) for w in one.warnings],
        "names": names_of([one.actor]),
        "zone": load_terms().terms.policy.issuer_zone,
    }
    return render(request, "console/bank/statement.html", context)
