"""The billing e-mails of the account: who gets invoices and notices beside its members."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from prabayar.domain.errors import ChangeRefused
from prabayar.domain.people import is_email
from prabayar.entrypoints.web.forms import Form
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries.notices import recipients
from prabayar.store.terms import load_terms
from prabayar.usecases.set_billing_emails import set_billing_emails


class Addresses(Form):
    """As many fields as there may be addresses; an empty one is none."""

    def __init__(self, *given: Any, most: int, before: list[str], **more: Any) -> None:
        super().__init__(*given, **more)
        for no in range(max(most, len(before))):
            self.fields[f"email_{no}"] = forms.CharField(
                required=False,
                max_length=254,
                label=_("Billing e-mail %(no)d") % {"no": no + 1},
                initial=before[no] if no < len(before) else "",
                widget=forms.EmailInput(attrs={"autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        seen: set[str] = set()
        for name in self.fields:
            email = self.cleaned_data.get(name, "").strip()
            if email and not is_email(email):
                self.add_error(
                    name, _("This is no e-mail address: write one like billing@company.example.")
                )
            elif email.lower() in seen:
                self.add_error(name, _("This one is there already."))
            elif email:
                seen.add(email.lower())
        return self.cleaned_data

    @property
    def emails(self) -> list[str]:
        written = (self.cleaned_data.get(name, "").strip() for name in self.fields)
        return [email for email in written if email]


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Asked) -> HttpResponse:
    most = load_terms().terms.policy.max_billing_emails
    found = recipients(request.account.account_id)
    before = [one.email for one in found if one.is_billing]
    sent = request.POST if request.method == "POST" else None
    form = Addresses(sent, most=most, before=before)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                set_billing_emails(
                    request.account.code,
                    form.emails,
                    now=request.now,
                    actor=request.visitor.actor,
                )
            except ChangeRefused as refusal:
                form.refuse(refusal)
                status = 409
            else:
                messages.success(request, _("The billing e-mails are kept."))
                return redirect("dashboard-billing-emails")
    members = [one for one in found if one.role is not None]
    shown = {"form": form, "most": most, "members": members}
    return render(request, "dashboard/notices/addresses.html", shown, status=status)
