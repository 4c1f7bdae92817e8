"""Money that goes back to customers: credit notes to their balance, refunds to their bank."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from prabayar.entrypoints.console.acts.steps import Look, Page, act
from prabayar.entrypoints.console.money.foreseen import look_at
from prabayar.entrypoints.console.money.forms import CreditForm, RefundForm, new_key
from prabayar.entrypoints.console.money.recording import crumbs
from prabayar.entrypoints.web.formatting import amount, days_between
from prabayar.entrypoints.web.visiting import Asked
from prabayar.usecases.credit_receipt import credit_receipt
from prabayar.usecases.preview_credit import preview_credit
from prabayar.usecases.preview_refund import preview_refund
from prabayar.usecases.refund_balance import refund_balance


@require_http_methods(["GET", "HEAD", "POST"])
def credit(request: Asked) -> HttpResponse:
    form = CreditForm(request.POST or None, initial={"receipt": request.GET.get("receipt", "")})
    page = Page(
        title=_("Make a credit note"),
        lead=_("It corrects a receipt: net and tax go to the customer's balance."),
        look=_("Show what it would do"),
        do=_("Make the credit note"),
        crumbs=crumbs(),
        back=reverse("console-money"),
        beside="console/money/beside_credit.html",
    )

    def look() -> Look:
        given, found = form.cleaned_data, form.found
        foreseen = preview_credit(
            found.number, given["minor"], reason=given["reason"], now=request.now
        )
        left = found.left_minor - given["minor"]
        return look_at(
            foreseen.decision,
            expected=foreseen.fingerprint,
            pairs=(
                (_("Receipt"), f"{found.number} · {found.app_id}"),
                (_("Account"), f"{found.account_code} · {found.account_name}"),
                (_("Its days"), days_between(found.starts_on, found.ends_on)),
                (_("Its net"), amount(found.net_minor, found.currency)),
                (_("Credited before"), amount(found.credited_net_minor, found.currency)),
                (_("Left afterwards, net"), amount(left, found.currency)),
                (_("Reason"), given["reason"]),
            ),
        )

    def do(expected: str) -> str:
        given, found = form.cleaned_data, form.found
        done = credit_receipt(
            found.number,
            given["minor"],
            reason=given["reason"],
            now=request.now,
            actor=request.visitor.actor,
            expected=expected,
        )
        number = max(done.saved.credit_notes.values())
        messages.success(request, _("Credit note %(number)s made.") % {"number": number})
        return reverse("console-credit-note", args=[number])

    return act(request, form, page, look=look, do=do)


@require_http_methods(["GET", "HEAD", "POST"])
def refund(request: Asked) -> HttpResponse:
    initial = {"account": request.GET.get("account", ""), "made_key": new_key()}
    form = RefundForm(request.POST or None, initial=initial)
    page = Page(
        title=_("Refund a balance"),
        lead=_("Money of the balance goes back to the customer by bank transfer."),
        look=_("Show what it would do"),
        do=_("Order the refund"),
        crumbs=crumbs((_("Refunds"), reverse("console-money-refunds"))),
        back=reverse("console-money-refunds"),
        beside="console/money/beside_refund.html",
    )

    def look() -> Look:
        given = form.cleaned_data
        code, name = given["account"], given["found"].name
        found = preview_refund(code, form.money.minor, reason=given["reason"], now=request.now)
        return look_at(
            found.decision,
            expected=found.fingerprint,
            pairs=(
                (_("Account"), f"{code} · {name}"),
                (_("Amount"), amount(form.money.minor, form.money.currency)),
                (_("Reason"), given["reason"]),
            ),
        )

    def do(expected: str) -> str:
        given = form.cleaned_data
        done = refund_balance(
            given["account"],
            form.money.minor,
            reason=given["reason"],
            key=given["made_key"],
            now=request.now,
            actor=request.visitor.actor,
            expected=expected,
        )
        sum_ = {"amount": amount(form.money.minor, form.money.currency)}
        if done is None:
            said = _("This refund of %(amount)s had been ordered before: nothing was changed.")
            messages.warning(request, said % sum_)
        else:
            messages.success(request, _("Refund of %(amount)s ordered.") % sum_)
        return reverse("console-money-refunds")

    return act(request, form, page, look=look, do=do)
