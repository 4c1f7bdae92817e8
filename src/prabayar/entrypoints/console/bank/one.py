"""One bank line: all that is known of it, what is suggested and would happen, whom it is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from prabayar.domain.bank_line import LineState, Part
from prabayar.domain.errors import Refusal
from prabayar.domain.ids import InvoiceId
from prabayar.entrypoints.console.acts.steps import Look
from prabayar.entrypoints.console.bank.evidence import rule_words, sentences
from prabayar.entrypoints.console.bank.wording import OPEN, line_state
from prabayar.entrypoints.console.money.foreseen import PARTS, look_at
from prabayar.entrypoints.web.formatting import amount
from prabayar.entrypoints.web.refusals import words_of
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries.bank_lines import (
    LineSeen,
    bank_line,
    named_accounts,
    named_invoices,
    next_line,
)
from prabayar.store.queries.bank_search import Payee, payees_called, payees_of_amount
from prabayar.store.queries.customers import Narrowed, customers, hits
from prabayar.store.queries.people import names_of
from prabayar.store.queries.recorded import holders_of
from prabayar.store.terms import load_terms
from prabayar.usecases.allocate_line import preview_line

_FOUND = 10  # accounts that a search shows


@dataclass(frozen=True, slots=True)
class NamedPart:
    """A part of a line with the names of what it is for."""

    minor: int
    account_code: str
    account_name: str
    numbers: tuple[str, ...]


@require_safe
def page(request: Asked, line_id: int) -> HttpResponse:
    one = bank_line(line_id)
    is_open = one.state in OPEN
    look, refused = _foreseen(one, now=request.now) if is_open else (None, "")
    typed = request.GET.get("find", "").strip()[:100]
    parts = tuple(_named((*one.parts, *one.proposed)))
    decided = one.state in (LineState.BOOKED, LineState.TO_DECIDE, LineState.CONFIRMED)
    context = {
        "line": one,
        "word": line_state(one.state),
        "is_open": is_open,
        "rule": rule_words(one.rule),
        "why": sentences(one.evidence, currency=one.currency),
        "suggested": parts[: len(one.parts)],
        "proposed": parts[len(one.parts) :],
        "look": look,
        "refused": refused,
        "typed": typed,
        "candidates": candidates(one, typed) if is_open and one.minor > 0 else (),
        "holders": holders_of(one.id) if decided and one.minor > 0 else (),
        "next_id": next_line(one.state, after=one.id) if is_open else None,
        "names": names_of(actor for actor in (one.looked_by, one.proposed_by) if actor),
        "own_proposal": one.proposed_by == request.visitor.actor,
        "zone": load_terms().terms.policy.issuer_zone,
    }
    return render(request, "console/bank/line.html", context)


def candidates(one: LineSeen, typed: str) -> tuple[Payee, ...]:
    """By what was typed; with nothing typed those of just this amount."""
    if not typed:
        return payees_of_amount(one.left_minor, one.currency)
    codes = [hit.account_code for hit in hits(typed) if hit.account_code]
    if not codes:
        # The day is asked of trials that end; a search by name looks at none.
        found = customers(Narrowed(search=typed), limit=_FOUND, today=date.min, trial_days=0)
        codes = [row.code for row in found.rows]
    return payees_called(dict.fromkeys(codes))


def _foreseen(one: LineSeen, *, now: datetime) -> tuple[Look | None, str]:
    """What agreeing or accepting would do, or why it cannot be done."""
    if not one.proposed and not one.parts:
        return None, ""
    parts = None if one.proposed else one.parts
    try:
        return look_at_line(one, parts, now=now), ""
    except Refusal as refusal:
        return None, words_of(refusal)


def look_at_line(
    one: LineSeen, parts: Sequence[Part] | None, *, now: datetime, pairs: bool = False
) -> Look:
    """Errors: whatever booking it would refuse."""
    found = preview_line(one.id, parts, now=now)
    given = one.proposed if parts is None else parts
    named = [InvoiceId(i) for part in given for i in part.invoice_ids]
    looks = [
        look_at(
            decision,
            expected="",
            named=[i for i in named if i in decision_invoices(given, decision.account)],
        )
        for decision in found.decisions
    ]
    context = dict(looks[0].context or {})
    context["postings"] = tuple(p for look in looks for p in (look.context or {})["postings"])
    if len(looks) > 1:
        context.pop("shown", None)
    warnings = []
    if found.second:
        warnings.append(
            _("It is above your limit for one person: it is done when somebody else agrees.")
        )
    if found.left.minor:
        rest = {"rest": amount(found.left.minor, found.left.currency)}
        warnings.append(_("%(rest)s of the line are still to be decided then.") % rest)
    return Look(
        expected=found.expected,
        sentences=tuple(said for look in looks for said in look.sentences),
        warnings=tuple(warnings),
        pairs=_looked_by(one) if pairs else (),
        parts=PARTS,
        context=context,
    )


def decision_invoices(parts: Iterable[Part], account: object) -> set[int]:
    """The invoices that parts name of one account."""
    account_id = getattr(account, "id", None)
    return {i for part in parts if part.account_id == account_id for i in part.invoice_ids}


def _looked_by(one: LineSeen) -> tuple[tuple[str, str], ...]:
    pairs = [
        (_("Line"), f"{one.bank} · {one.payer_name or one.text[:60]}"),
        (_("Amount"), amount(one.minor, one.currency)),
    ]
    if one.looked_by.startswith("staff:"):
        pairs.append((_("Last looked at by"), names_of([one.looked_by])[one.looked_by]))
    return tuple(pairs)


def _named(parts: Sequence[Part]) -> Iterator[NamedPart]:
    if not parts:
        return
    accounts = named_accounts({part.account_id for part in parts})
    invoices = named_invoices({i for part in parts for i in part.invoice_ids})
    for part in parts:
        account = accounts[part.account_id]
        numbers = tuple(invoices[i].number for i in part.invoice_ids if i in invoices)
        yield NamedPart(part.minor, account.code, account.name, numbers)
