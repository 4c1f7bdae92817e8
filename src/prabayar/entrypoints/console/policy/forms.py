"""The policy as a form: one field for each setting, and for each currency where it has one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from prabayar.domain.bank import printed_by_currency
from prabayar.domain.money import Money, decimal_text
from prabayar.domain.policy import BY_CURRENCY, LONGEST, Policy, Schedule
from prabayar.entrypoints.console.policy.settings import OF, Setting, Shape
from prabayar.entrypoints.web.forms import Form, read_money


class DaysListField(forms.CharField):
    """`7, 3, 1`; empty is none."""

    def clean(self, value: Any) -> tuple[int, ...]:
        text = str(super().clean(value))
        parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):
            raise forms.ValidationError(_("Whole numbers with commas between, like 7, 3, 1."))
        return tuple(map(int, parts))


class CurrenciesField(forms.CharField):
    """`IDR, USD`; empty is none."""

    def clean(self, value: Any) -> tuple[str, ...]:
        text = str(super().clean(value)).upper().replace(";", ",")
        return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


class LinesField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).replace("\r\n", "\n").replace("\r", "\n")
        return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


class ToleranceField(forms.CharField):
    def __init__(self, *, currency: str, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)
        self.currency = currency

    def clean(self, value: Any) -> int:
        text = str(super().clean(value))
        return read_money(text, self.currency).minor if text else 0


class PolicyForm(Form):
    def __init__(
        self, data: Mapping[str, Any] | None, *, policy: Policy, currencies: Iterable[str]
    ) -> None:
        kept = {*currencies, *policy.transfer_to}
        kept.update(currency for name in BY_CURRENCY for currency in getattr(policy, name))
        self.before = policy
        self.currencies = sorted(kept)
        super().__init__(data, initial=initial_of(policy, self.currencies))
        for one in OF.values():
            for name, field in self._fields_of(one):
                self.fields[name] = field

    def _fields_of(self, one: Setting) -> list[tuple[str, forms.Field]]:
        name = field_name(one.name)
        said: dict[str, Any] = {"label": one.title, "help_text": one.says}
        if one.shape is Shape.PER_CURRENCY_LINES:
            made = {account.currency for account in self.before.bank_accounts}
            return [self._of_currency(one, c) for c in self.currencies if c not in made]
        if one.shape is Shape.PER_CURRENCY_MONEY:
            return [self._of_currency(one, currency) for currency in self.currencies]
        return [(name, _field(one, said))]

    def _of_currency(self, one: Setting, currency: str) -> tuple[str, forms.Field]:
        said: dict[str, Any] = {"label": f"{one.title}, {currency}", "help_text": one.says}
        name = field_name(f"{one.name}.{currency}")
        if one.shape is Shape.PER_CURRENCY_LINES:
            return name, LinesField(required=False, max_length=1_000, **said)
        return name, ToleranceField(required=False, currency=currency, **said)

    @property
    def policy(self) -> Policy:
        given = self.cleaned_data
        schedule = {one.name: given[field_name(f"schedule.{one.name}")] for one in fields(Schedule)}
        plain = {
            one.name: given[one.name]
            for one in fields(Policy)
            if one.name not in ("schedule", "bank_accounts", "transfer_to", *BY_CURRENCY)
        }
        by_currency: dict[str, Any] = {name: self._by_currency(name) for name in BY_CURRENCY}
        transfer_to = {
            **self._by_currency("transfer_to"),
            **printed_by_currency(self.before.bank_accounts),
        }
        return Policy(
            schedule=Schedule(**schedule),
            bank_accounts=self.before.bank_accounts,
            transfer_to=transfer_to,
            **by_currency,
            **plain,
        )

    def _by_currency(self, setting: str) -> dict[str, Any]:
        """Without those where nothing was given."""
        names = {c: field_name(f"{setting}.{c}") for c in self.currencies}
        found = {c: self.cleaned_data[n] for c, n in names.items() if n in self.fields}
        return {currency: value for currency, value in found.items() if value}


def _field(one: Setting, said: dict[str, Any]) -> forms.Field:
    match one.shape:
        case Shape.LIST:
            return DaysListField(required=False, max_length=60, **said)
        case Shape.CURRENCIES:
            return CurrenciesField(required=False, max_length=120, **said)
        case Shape.SWITCH:
            return forms.BooleanField(required=False, **said)
        case Shape.LINE:
            return forms.CharField(required=one.name == "issuer_zone", max_length=120, **said)
        case Shape.LINES:
            return LinesField(required=False, max_length=1_000, **said)
        case _:
            return forms.IntegerField(min_value=0, max_value=LONGEST, **said)


def field_name(setting: str) -> str:
    """A name of a form has no dots."""
    return setting.replace(".", "__")


def initial_of(policy: Policy, currencies: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in OF.values():
        match one.shape:
            case Shape.LIST | Shape.CURRENCIES:
                found[field_name(one.name)] = ", ".join(map(str, value_of(policy, one.name)))
            case Shape.PER_CURRENCY_LINES:
                for currency in currencies:
                    lines = policy.transfer_to.get(currency, "")
                    found[field_name(f"{one.name}.{currency}")] = lines
            case Shape.PER_CURRENCY_MONEY:
                for currency in currencies:
                    minor = getattr(policy, one.name).get(currency)
                    text = "" if minor is None else decimal_text(Money(minor, currency))
                    found[field_name(f"{one.name}.{currency}")] = text
            case _:
                found[field_name(one.name)] = value_of(policy, one.name)
    return found


def value_of(policy: Policy, setting: str) -> Any:
    """`schedule.…` is a field of its schedule."""
    place, _dot, name = setting.rpartition(".")
    return getattr(policy.schedule if place else policy, name)
