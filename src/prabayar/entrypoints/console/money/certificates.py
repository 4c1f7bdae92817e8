"""What customers withhold for the state: what each declares, and the certificates they owe."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_safe

from prabayar.entrypoints.console.acts.steps import Look, Page, act
from prabayar.entrypoints.console.money.foreseen import look_at
from prabayar.entrypoints.console.money.recording import crumbs
from prabayar.entrypoints.console.money.tabs import tabs
from prabayar.entrypoints.web import formatting
from prabayar.entrypoints.web.forms import Form
from prabayar.entrypoints.web.paging import SIZE, page_of
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries.certificates import declared_by, one_certificate, open_certificates
from prabayar.usecases.change_account import (
    AccountWish,
    change_account,
    preview_account,
    withholding,
)
from prabayar.usecases.record_certificate import preview_certificate, record_certificate


class NumberForm(Form):
    number = forms.CharField(
        label=later("Number of the certificate"),
        max_length=60,
        help_text=later("As the tax office gave it."),
    )


class DeclareForm(Form):
    rate = forms.DecimalField(
        label=later("Withholding rate in percent"),
        min_value=Decimal(0),
        max_value=Decimal(50),
        decimal_places=2,
        help_text=later("Of the net of an invoice, like 2 for PPh 23. 0: nothing is withheld."),
    )
    collects_tax = forms.BooleanField(
        label=later("Pays the tax to the state itself"),
        required=False,
        help_text=later("Then a transfer without the tax settles an invoice as well."),
    )


@require_safe
def page(request: Asked) -> HttpResponse:
    """One statement."""
    found = open_certificates(after=request.GET.get("after", ""), limit=SIZE + 1)
    key = found[:SIZE][-1].key if found else ""
    context = {
        "page": page_of(request, found, key=key),
        "tabs": tabs("console-money-certificates"),
    }
    return render(request, "console/money/certificates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Asked, certificate_id: int) -> HttpResponse:
    one = one_certificate(certificate_id)
    form = NumberForm(request.POST or None)
    here = reverse("console-money-certificates")
    words = {
        "amount": formatting.amount(one.minor, one.currency),
        "invoice": one.invoice_number,
        "account": one.account_name,
    }
    shown = Page(
        title=_("Record a certificate"),
        lead=_("%(account)s withheld %(amount)s of %(invoice)s and shows that the state has it.")
        % words,
        look=_("Show what it would do"),
        do=_("Record it"),
        crumbs=crumbs((_("Certificates"), here)),
        back=here,
    )

    def look() -> Look:
        number = form.cleaned_data["number"]
        seen = preview_certificate(one.id, one.account_code, number=number, now=request.now)
        return look_at(seen.decision, expected=seen.fingerprint)

    def do(expected: str) -> str:
        record_certificate(
            one.id,
            one.account_code,
            number=form.cleaned_data["number"],
            now=request.now,
            actor=request.visitor.actor,
            expected=expected,
        )
        messages.success(request, _("The certificate is recorded."))
        return here

    return act(request, form, shown, look=look, do=do)


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: Asked, code: str) -> HttpResponse:
    """What an account may keep back from now on."""
    one = declared_by(code)
    rate = Decimal(one.withholding_bp) / 100
    initial = {"rate": rate.normalize() if rate else 0, "collects_tax": one.collects_tax}
    form = DeclareForm(request.POST or None, initial=initial)
    here = reverse("console-customer-money", args=[one.code])
    shown = Page(
        title=_("Withholding of %(account)s") % {"account": one.name},
        lead=_(
            "A transfer that is short by exactly this settles its invoice. What has arrived"
            " already counts too."
        ),
        look=_("Show what it would do"),
        do=_("Keep it"),
        crumbs=((_("Customers"), reverse("console-customers")), (one.name, here)),
        back=here,
    )

    def look() -> Look:
        seen = preview_account(one.code, _wish(form), now=request.now)
        return look_at(seen.decision, expected=seen.fingerprint)

    def do(expected: str) -> str:
        change_account(
            one.code,
            _wish(form),
            now=request.now,
            actor=request.visitor.actor,
            expected=expected,
        )
        messages.success(request, _("Kept."))
        return here

    return act(request, form, shown, look=look, do=do)


def _wish(form: DeclareForm) -> AccountWish:
    given = form.cleaned_data
    return withholding(withholding_bp=int(given["rate"] * 100), collects_tax=given["collects_tax"])
