""" "I have paid": the customer says so, with a proof, sees what became of it, takes it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prabayar import wiring
from prabayar.adapters.files.proof import LARGEST, read_proof
from prabayar.domain.claim import Proof, Said
from prabayar.domain.errors import ClaimRefused
from prabayar.domain.money import Money, decimal_text
from prabayar.entrypoints.web.forms import DayField, Form, LineField, MoneyField
from prabayar.entrypoints.web.proofs import sent
from prabayar.entrypoints.web.refusals import words_of
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries import claims, requests
from prabayar.usecases.close_claim import withdraw_claim
from prabayar.usecases.make_claim import make_claim


class ClaimForm(Form):
    booked_on = DayField(label=later("Day of the transfer"))
    bank = LineField(
        label=later("Your bank"), max_length=80, help_text=later("The bank it was sent from.")
    )
    sender = LineField(
        label=later("Sender"),
        max_length=120,
        help_text=later("The name on the account it was sent from."),
    )
    proof = forms.FileField(
        label=later("Proof of the transfer"),
        required=False,
        allow_empty_file=True,
        help_text=later("A picture or a PDF of it, up to 5 MB: it makes us faster."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )
    note = forms.CharField(
        label=later("Anything else"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("amount", "booked_on", "bank", "sender", "proof", "note")

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = MoneyField(label=_("Amount"), currency=currency)
        self.order_fields(self.field_order)

    def clean_proof(self) -> Proof | None:
        file: UploadedFile[bytes] | None = self.cleaned_data["proof"]
        if file is None:
            return None
        # One byte more than is taken says that it is too large, whatever comes after it.
        try:
            return read_proof(file.read(LARGEST + 1), name=file.name or "")
        except ClaimRefused as refusal:
            raise forms.ValidationError(words_of(refusal)) from None

    @property
    def said(self) -> Said:
        given = self.cleaned_data
        return Said(
            amount=given["amount"],
            booked_on=given["booked_on"],
            bank=given["bank"],
            sender=given["sender"],
            note=given["note"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: Asked, reference: str) -> HttpResponse:
    found = requests.request(request.account.account_id, reference)
    usual = {
        "amount": decimal_text(Money(found.asked_minor, found.currency)),
        "booked_on": request.today,
        "sender": request.account.name,
    }
    posted = request.method == "POST"
    form = ClaimForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial=usual,
        currency=found.currency,
    )
    status = 200
    if posted:
        if form.is_valid():
            try:
                _make(request, form, found.reference)
            except ClaimRefused as refusal:
                field = str(refusal.params.get("field", ""))
                form.refuse(refusal, field=field or None)
                status = 422 if field else 409
            else:
                messages.success(request, _("Thank you. We look for it and tell you."))
                return redirect("dashboard-request", found.reference)
        else:
            status = 422
    context = {"asked": found, "form": form}
    return render(request, "dashboard/invoices/claim.html", context, status=status)


def _make(request: Asked, form: ClaimForm, reference: str) -> None:
    make_claim(
        request.account.code,
        reference,
        form.said,
        proof=form.cleaned_data["proof"],
        files=wiring.files(),
        now=request.now,
        actor=request.visitor.actor,
    )


@require_POST
def withdraw(request: Asked, claim_id: int) -> HttpResponse:
    one = claims.claim_of_account(request.account.account_id, claim_id)
    try:
        withdraw_claim(request.account.code, claim_id, now=request.now, actor=request.visitor.actor)
    except ClaimRefused as refusal:
        messages.error(request, words_of(refusal))
    else:
        messages.success(request, _("Taken back. You can tell us again at any time."))
    return redirect("dashboard-request", one.reference)


@require_safe
def proof(request: Asked, claim_id: int) -> HttpResponse:
    return sent(claims.claim_of_account(request.account.account_id, claim_id))
