"""Refunds by bank transfer: to whom, in a file for the bank, and seen on the statement as paid."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prabayar.adapters.payout_files.pain001 import pain001
from prabayar.domain.errors import Refusal
from prabayar.domain.payout import Payee, check_payee
from prabayar.entrypoints.console.acts.steps import Look, Page, act
from prabayar.entrypoints.console.money.forms import PaidForm, PayeeForm, PayoutsForm
from prabayar.entrypoints.console.money.recording import crumbs
from prabayar.entrypoints.web.csv import csv_response
from prabayar.entrypoints.web.formatting import amount, day
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store import payouts as kept
from prabayar.store.queries.accounts import account
from prabayar.store.queries.people import names_of
from prabayar.store.terms import load_terms
from prabayar.usecases.export_payouts import (
    MOST,
    export_payouts,
    exportable,
    reopen_payout,
    shown_as,
)
from prabayar.usecases.keep_payee import keep_payee
from prabayar.usecases.pay_payout import pay_payout

_FILES = 20


@require_safe
def page(request: Asked) -> HttpResponse:
    files = kept.files(limit=_FILES)
    policy = load_terms().terms.policy
    context = {
        "owed": kept.owed(limit=MOST),
        "files": files,
        "names": names_of(one.actor for one in files),
        "zone": policy.issuer_zone,
        "banks": policy.bank_accounts,
    }
    return render(request, "console/money/payouts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: Asked) -> HttpResponse:
    banks = load_terms().terms.policy.bank_accounts
    form = PayoutsForm(request.POST or None, banks=banks)
    page = Page(
        title=_("Make a file for the bank"),
        lead=_("It holds every refund that is owed in the currency and whose payee is known."),
        look=_("Show what it holds"),
        do=_("Make the file"),
        crumbs=_crumbs(),
        back=reverse("console-money-payouts"),
    )

    def look() -> Look:
        bank, wanted = exportable(form.cleaned_data["bank"])
        total = amount(sum(one.amount.minor for one in wanted), bank.currency)
        pairs = tuple(
            (f"{one.account_name} ({one.account_code})", amount(one.amount.minor, bank.currency))
            for one in wanted[:100]
        )
        said = _("%(count)d transfers, %(total)s in all.") % {
            "count": len(wanted),
            "total": total,
        }
        nothing = _("There is nothing to pay from this bank account.")
        sentence = (said, "") if wanted else (nothing, "warn")
        return Look(expected=shown_as(wanted), sentences=(sentence,), pairs=pairs)

    def do(expected: str) -> str:
        made = export_payouts(
            form.cleaned_data["bank"],
            expected=expected,
            now=request.now,
            actor=request.visitor.actor,
        )
        said = _("The file is made: download it below and give it to the bank.")
        messages.success(request, said if made.payments else "")
        return reverse("console-money-payouts")

    return act(request, form, page, look=look, do=do)


@require_safe
def as_xml(request: Asked, file_id: int) -> HttpResponse:
    made = kept.file_named(file_id)
    policy = load_terms().terms.policy
    bank = next((one for one in policy.bank_accounts if one.code == made.bank), None)
    transfers = kept.transfers_of(made.id)
    if bank is None or not transfers:
        messages.error(request, _("Nothing of this file is still to be paid."))
        return redirect("console-money-payouts")
    written = pain001(
        transfers,
        name=made.name,
        payer=policy.seller_name or bank.holder,
        bank=bank,
        made_at=made.made_at,
        on=request.today,
    )
    response = HttpResponse(written, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{made.name}.xml"'
    return response


@require_safe
def as_csv(request: Asked, file_id: int) -> HttpResponseBase:
    made = kept.file_named(file_id)
    head = ("End-to-end id", "Amount", "Currency", "Holder", "Number", "Bank", "BIC", "Text")
    lines = (
        (
            *(one.end_to_end, one.amount, one.amount.currency, one.payee.holder),
            *(one.payee.number, one.payee.bank, one.payee.bic, one.text),
        )
        for one in kept.transfers_of(made.id)
    )
    return csv_response(made.name, head, lines)


@require_http_methods(["GET", "HEAD", "POST"])
def payee(request: Asked, code: str) -> HttpResponse:
    found = account(code)
    before = kept.payee_named(found.code)
    initial = {} if before is None else {n: getattr(before, n) for n in Payee.__slots__}
    form = PayeeForm(request.POST or None, initial=initial)
    page = Page(
        title=_("Where refunds of %(account)s go") % {"account": found.name},
        lead=_("Ask the customer, and compare it with what they wrote: nobody else can."),
        look=_("Show it"),
        do=_("Keep it"),
        crumbs=_crumbs(),
        back=reverse("console-money-payouts"),
    )

    def given() -> Payee:
        return Payee(**{name: form.cleaned_data[name] for name in Payee.__slots__})

    def look() -> Look:
        one = given()
        check_payee(one)
        pairs = (
            (_("Account holder"), one.holder),
            (_("Number or IBAN"), one.number),
            (_("Bank"), one.bank),
            (_("BIC"), one.bic or "–"),
        )
        return Look(expected=repr(before), pairs=pairs)

    def do(expected: str) -> str:
        keep_payee(found.code, given(), now=request.now, actor=request.visitor.actor)
        messages.success(request, _("Kept. Files from now on pay to it."))
        return reverse("console-money-payouts")

    return act(request, form, page, look=look, do=do)


@require_http_methods(["GET", "HEAD", "POST"])
def paid(request: Asked, payout_id: int) -> HttpResponse:
    payout = kept.find_payout(payout_id)
    seen = kept.seen_for(payout)
    named = [(str(one.line_id), f"{day(one.booked_on)} · {one.bank} · {one.text}") for one in seen]
    form = PaidForm(request.POST or None, seen=named)
    if seen and seen[0].sure:
        form.fields["line"].initial = str(seen[0].line_id)
    page = Page(
        title=_("A refund was paid"),
        lead=_("Choose the debit by which the bank paid it; one that carries its id comes first.")
        if seen
        else _("No open debit of just this amount is on a statement yet."),
        look=_("Show it"),
        do=_("Mark it as paid"),
        crumbs=_crumbs(),
        back=reverse("console-money-payouts"),
    )

    def look() -> Look:
        line = form.cleaned_data["line"]
        pairs = (
            (_("Account"), payout.account_code),
            (_("Amount"), amount(payout.minor, payout.currency)),
            (_("Debit of the statement"), dict(named)[line]),
        )
        return Look(expected=line, pairs=pairs)

    def do(expected: str) -> str:
        line_id = int(form.cleaned_data["line"])
        pay_payout(payout.id, line_id, now=request.now, actor=request.visitor.actor)
        messages.success(request, _("Marked as paid."))
        return reverse("console-money-payouts")

    return act(request, form, page, look=look, do=do)


@require_POST
def reopen(request: Asked, payout_id: int) -> HttpResponse:
    payout = kept.find_payout(payout_id)
    try:
        reopen_payout(payout.id)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It is to be ordered again: the next file holds it."))
    return redirect("console-money-payouts")


def _crumbs() -> tuple[tuple[str, str], ...]:
    return crumbs(
        (_("Refunds"), reverse("console-money-refunds")),
        (_("By transfer"), reverse("console-money-payouts")),
    )
