"""The forms of the team page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prabayar.domain.people import Role
from prabayar.entrypoints.web.forms import Form
from prabayar.entrypoints.web.people import role_choices


def grantable(own: Role) -> list[Role]:
    """The roles that somebody may give: only an owner makes owners."""
    return [one for one in Role if own is Role.OWNER or one is not Role.OWNER]


class RoleField(forms.TypedChoiceField):
    def __init__(self, own: Role) -> None:
        super().__init__(
            label=_("Role"),
            choices=role_choices(grantable(own)),
            coerce=Role,
            widget=forms.RadioSelect,
        )


class InviteForm(Form):
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, own: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = RoleField(own)
        self.fields["role"].initial = str(Role.VIEWER)


class RoleForm(Form):
    def __init__(self, *args: Any, own: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = RoleField(own)
