"""What somebody typed into a form, as it is read back to them before they confirm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from prabayar.entrypoints.web import formatting


def typed(form: forms.Form) -> tuple[tuple[str, str], ...]:
    """Pairs of label and value of a valid form; what was left empty is left out."""
    return tuple(_pairs(form))


def _pairs(form: forms.Form) -> Iterator[tuple[str, str]]:
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if field.widget.is_hidden or value in (None, "", [], False):
            continue
        yield str(field.label), _said(field, value)


def _said(field: forms.Field, value: Any) -> str:
    match value:
        case True:
            return _("yes")
        case date():
            return formatting.long_day(value)
        case list():
            return ", ".join(_choice(field, one) for one in value)
        case _ if isinstance(field, forms.ChoiceField):
            return _choice(field, str(value))
        case _:
            return str(value)


def _choice(field: Any, value: str) -> str:
    return str(dict(field.choices).get(value, value))
