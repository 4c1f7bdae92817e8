"""An account as staff name it in a form: by its code, or by enough of a name to be the only one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prabayar.store.queries.customers import Narrowed, customers, hits

_SHOWN = 5


class AccountField(forms.CharField):
    """Cleaned to the code of one account, "" for none; several that match are named."""

    def __init__(self, **kwargs: Any) -> None:
        hint = later("Its code, or a part of its name, or an App ID.")
        kwargs.setdefault("help_text", hint)
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value)).strip()
        return account_code(typed) if typed else ""


def account_code(typed: str) -> str:
    """Errors: `ValidationError` that names those among which to choose."""
    exact = {hit.account_code for hit in hits(typed) if hit.account_code}
    if len(exact) == 1:
        return exact.pop()
    # The day is asked of trials that end; a search by name looks at none.
    found = customers(Narrowed(search=typed), limit=_SHOWN + 1, today=date.min, trial_days=0).rows
    if len(found) == 1:
        return found[0].code
    if not found:
        raise forms.ValidationError(_("No account is called that."))
    named = ", ".join(f"{one.code} ({one.name})" for one in found[:_SHOWN])
    said = _("Several accounts fit: write the code of one. %(named)s")
    raise forms.ValidationError(said % {"named": named})
