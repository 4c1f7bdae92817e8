"""Forms of the catalogue."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prabayar.domain.catalog import Interval, OverQuota, Plan
from prabayar.domain.money import Money
from prabayar.domain.tax import TaxRate
from prabayar.entrypoints.console.money.forms import currencies
from prabayar.entrypoints.web.countries import zones_by_country
from prabayar.entrypoints.web.forms import DayField, Form, offer, read_money

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)
_OVER = [
    (str(OverQuota.ALLOW), later("Let them in, and tell the customer")),
    (str(OverQuota.BLOCK_NEW), later("Refuse new users")),
]


class PriceForm(Form):
    currency = forms.ChoiceField(label=later("Currency"))
    interval = forms.ChoiceField(
        label=later("Interval"),
        choices=[
            (str(Interval.MONTH), later("per month")),
            (str(Interval.YEAR), later("per year")),
        ],
    )
    amount = forms.CharField(
        label=later("Price, before tax"),
        max_length=30,
        help_text=later("Without grouping, like 149.00 or 2100000."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["currency"], currencies())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("amount") and given.get("currency"):
            try:
                given["money"] = read_money(given["amount"], given["currency"])
            except forms.ValidationError as error:
                self.add_error("amount", error)
        return given

    @property
    def money(self) -> Money:
        money: Money = self.cleaned_data["money"]
        return money

    @property
    def each(self) -> Interval:
        return Interval(self.cleaned_data["interval"])


class PlanForm(Form):
    code = forms.CharField(
        label=later("Code"),
        max_length=40,
        help_text=later("Small letters, digits, hyphens. It never changes."),
    )
    name = forms.CharField(
        label=later("Name"), max_length=80, help_text=later("As customers read it.")
    )
    rank = forms.IntegerField(
        label=later("Rank"),
        min_value=1,
        max_value=1_000,
        help_text=later("Orders the plans: to a higher one is an upgrade, at once."),
    )
    quota_mau = forms.IntegerField(
        label=later("Quota"),
        min_value=1,
        max_value=10**12,
        help_text=later("Monthly active users that the plan includes."),
    )
    over_quota = forms.ChoiceField(label=later("When the quota is used up"), choices=_OVER)
    for_trials = forms.BooleanField(
        label=later("Trials run on this plan"),
        required=False,
        help_text=later("One plan is for trials: marking this one takes the mark from the other."),
    )

    def __init__(self, *args: Any, known: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        if known:
            del self.fields["code"]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not _CODE.fullmatch(code):
            raise forms.ValidationError(_("Small letters, digits, hyphens."))
        return code

    @property
    def plan(self) -> Plan:
        given = self.cleaned_data
        return Plan(
            self.known or given["code"],
            given["name"],
            given["rank"],
            given["quota_mau"],
            OverQuota(given["over_quota"]),
        )


class RateForm(Form):
    country = forms.CharField(
        label=later("Country"), max_length=2, help_text=later("Its two letters, like ID.")
    )
    name = forms.CharField(label=later("Name of the tax"), max_length=40, initial="PPN")
    starts_on = DayField(
        label=later("First day"),
        help_text=later("Invoices for periods that start before it keep the rate they have."),
    )
    percent = forms.CharField(
        label=later("Rate in percent"), max_length=6, help_text=later("Like 12 or 12.5.")
    )
    base_num = forms.IntegerField(label=later("Taxed part of the price"), initial=1, min_value=1)
    base_den = forms.IntegerField(
        label=later("of"),
        initial=1,
        min_value=1,
        help_text=later("1 of 1 is the whole price; Indonesia taxes 11 of 12."),
    )
    inclusive = forms.BooleanField(
        label=later("Prices contain the tax"),
        required=False,
        help_text=later("Otherwise it is added to them."),
    )

    def clean_country(self) -> str:
        code = str(self.cleaned_data["country"]).upper()
        # A rate of a country that nobody is in would never be used, and could not be taken back.
        if code not in zones_by_country():
            raise forms.ValidationError(_("No country has these letters; Indonesia has ID."))
        return code

    def clean_percent(self) -> int:
        """In hundredths of a percent."""
        typed = str(self.cleaned_data["percent"]).strip().replace(",", ".")
        try:
            hundredths = Decimal(typed) * 100
        except InvalidOperation:
            raise forms.ValidationError(_("Write it in figures, like 12 or 12.5.")) from None
        if not hundredths.is_finite() or hundredths != hundredths.to_integral_value():
            raise forms.ValidationError(_("At most two digits after the point."))
        return int(hundredths)

    @property
    def rate(self) -> TaxRate:
        given = self.cleaned_data
        return TaxRate(
            given["country"],
            given["starts_on"],
            given["percent"],
            given["base_num"],
            given["base_den"],
            inclusive=given["inclusive"],
            name=given["name"],
        )
