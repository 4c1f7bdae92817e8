"""The forms of the staff page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prabayar.domain.people import StaffRole
from prabayar.entrypoints.web.forms import Form
from prabayar.entrypoints.web.people import staff_role_choices
from prabayar.entrypoints.web.signin.forms import text_field


class StaffRoleForm(Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.TypedChoiceField(
            label=_("Role"),
            choices=staff_role_choices(),
            coerce=StaffRole,
            widget=forms.RadioSelect,
            initial=str(StaffRole.SUPPORT),
        )


class AddStaffForm(StaffRoleForm):
    name = text_field(_("Name"), autocomplete="off")
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
