"""The forms of the pages about apps, and App IDs that are made of names."""

from __future__ import annotations

import re
import unicodedata

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from prabayar.entrypoints.web.forms import Form, LineField
from prabayar.usecases.rename_app import LONGEST

_KNOWN = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}\Z", re.ASCII)
_OTHER = re.compile(r"[^a-z0-9]+")
# Words that stand in the addresses of these pages themselves.
_TAKEN = frozenset({"new"})
_LONGEST_MADE = 40


class NameField(LineField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Name"),
            max_length=LONGEST,
            help_text=_("What you call it. You can change it later."),
        )


class NewApp(Form):
    """`app_id` may be left empty: then it is made of the name."""

    name = NameField()
    app_id = forms.CharField(
        label=_("App ID"),
        required=False,
        max_length=100,
        validators=[
            RegexValidator(
                _KNOWN,
                _("Use letters, digits, dots, colons, hyphens; begin with a letter or digit."),
            )
        ],
        help_text=_("What your code names it by. It stays for ever. Empty: made of the name."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_app_id(self) -> str:
        app_id: str = self.cleaned_data["app_id"]
        if app_id.lower() in _TAKEN:
            raise forms.ValidationError(_("This word is taken: choose another App ID."))
        return app_id


class Rename(Form):
    name = NameField()


def made_of(name: str) -> str:
    """An App ID that reads like the name: `Toko Bunga Mawar` is `toko-bunga-mawar`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = _OTHER.sub("-", plain).strip("-")[:_LONGEST_MADE].strip("-")
    return made if made and made not in _TAKEN else "app"
