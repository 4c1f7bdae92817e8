"""Forms as pages show them: each field with its label, its hint and what is wrong beside it."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _

from prabayar.domain.errors import Refusal
from prabayar.domain.money import MOST_DIGITS, Money, digits_of
from prabayar.entrypoints.web.refusals import words_of

_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Renderer(DjangoTemplates):
    """Fields by our own template; widgets by Django's."""

    form_template_name = "web/components/form.html"
    field_template_name = "web/components/field.html"

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("web/"):
            from django.template.loader import get_template

            return get_template(template_name)
        return super().get_template(template_name)


class Form(forms.Form):
    """A form whose fields are announced with what is wrong; a rule's refusal is shown on top."""

    required_css_class = "required"

    def refuse(self, refusal: Refusal, *, field: str | None = None) -> None:
        """Show why a rule said no; what was typed stays."""
        self.add_error(field, words_of(refusal))


def offer(field: forms.Field, choices: Any) -> None:
    """What can be chosen in a field of choices, known only when the form is made.

    Errors: `TypeError` for another kind of field.
    """
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{field!r} is no field of choices")
    field.choices = choices


class LineField(forms.CharField):
    """Words on one line, such as a name: it stands in sentences, letters and lists."""

    def to_python(self, value: Any) -> str:
        """Without what breaks the line, or turns the words around it."""
        line = " ".join((super().to_python(value) or "").split())
        return "".join(c for c in line if c not in _TURNS and unicodedata.category(c) != "Cc")


class DayField(forms.DateField):
    """A local date, by the browser's own picker, of a year that every calendar can count in."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)

    def clean(self, value: Any) -> date | None:
        cleaned: date | None = super().clean(value)
        if cleaned is not None and not _FIRST_DAY <= cleaned <= _LAST_DAY:
            years = {"first": _FIRST_DAY.year, "last": _LAST_DAY.year}
            raise forms.ValidationError(
                _("Choose a day of the years %(first)d to %(last)d.") % years
            )
        return cleaned


class MoneyField(forms.CharField):
    """An amount in one currency, as decimal figures: refused where its marks are ambiguous."""

    def __init__(self, *, currency: str, **kwargs: Any) -> None:
        self.currency = currency
        hint = _("In %(currency)s, without grouping.") % {"currency": currency}
        kwargs.setdefault("help_text", hint)
        super().__init__(
            max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return read_money(text, self.currency) if text else None


def read_money(text: str, currency: str) -> Money:
    """The amount that somebody typed. Errors: `ValidationError` that says what would be right."""
    digits = digits_of(currency)
    whole, _dot, part = text.strip().partition(".")
    if not (whole.isascii() and whole.isdigit() and (not part or part.isascii())):
        raise forms.ValidationError(
            _("Write the amount in figures, without grouping, like %(example)s.")
            % {"example": "1490.00" if digits else "2100000"}
        )
    if len(whole) > MOST_DIGITS:
        said = _("That is no amount that can be booked: write at most %(digits)d digits.")
        raise forms.ValidationError(said % {"digits": MOST_DIGITS})
    if part and (not part.isdigit() or len(part) != digits):
        raise forms.ValidationError(
            _("%(currency)s has %(digits)d digits after the point; grouping is left out.")
            % {"currency": currency, "digits": digits}
        )
    return Money(int(whole + part.ljust(digits, "0")), currency)
