"""The forms of one's own settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prabayar.entrypoints.web.forms import Form
from prabayar.entrypoints.web.signin.forms import language_field, text_field


class ProfileForm(Form):
    name = text_field(_("Your name"), autocomplete="name")
    locale = language_field()
    locale.help_text = _("Of the pages, and of the e-mails that you get.")


class SessionsForm(Form):
    """Other sessions end when the password is hashed anew; that needs the password."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, member: Any, **kwargs: Any) -> None:
        self.member = member
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.member.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return password
