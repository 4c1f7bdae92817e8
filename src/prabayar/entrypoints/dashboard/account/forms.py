"""The forms of an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prabayar.entrypoints.web import countries
from prabayar.entrypoints.web.forms import Form
from prabayar.entrypoints.web.signin.forms import (
    add_account_fields,
    country_typed,
    text_field,
    wanted,
)


class OpenForm(Form):
    """What an account is opened with, for somebody who is signed in and has none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_account_fields(self, country=country_typed(self.data))

    def wanted_account(self, *, locale: str) -> dict[str, str]:
        return wanted(self.cleaned_data, locale=locale)


class PartyForm(Form):
    name = text_field(_("Company name"), autocomplete="organization")
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        help_text=_("As on an envelope, line by line."),
    )
    country = forms.ChoiceField(
        label=_("Country"), widget=forms.Select(attrs={"autocomplete": "country"})
    )
    tax_id = text_field(
        _("Tax id"), autocomplete="off", required=False, help_text=_("In Indonesia the NPWP.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = countries.country_choices()  # type: ignore[attr-defined] # a choice

    def clean_address(self) -> str:
        lines = (line.strip() for line in self.cleaned_data["address"].splitlines())
        return "\n".join(line for line in lines if line)


class ZoneForm(Form):
    def __init__(self, data: Any = None, *, country: str, now_in: str) -> None:
        super().__init__(data, initial={"zone": now_in})
        choices = countries.zone_choices(country)
        if now_in not in {zone for _name, group in choices for zone, _shown in group}:
            choices = [("", [(now_in, now_in)]), *choices]  # an older name of a zone
        self.fields["zone"] = forms.ChoiceField(label=_("Time zone"), choices=choices)


class BalanceForm(Form):
    use_balance = forms.BooleanField(
        required=False,
        label=_("Pay open invoices from the balance by itself"),
        help_text=_("The oldest due date first. Switched off, the balance waits for you."),
    )
