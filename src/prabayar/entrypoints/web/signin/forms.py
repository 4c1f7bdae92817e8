"""Allauth's forms with our labels and hints: one field for a new password, none repeated."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as theirs
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from prabayar.entrypoints.web import countries
from prabayar.entrypoints.web.forms import LineField
from prabayar.store.terms import load_terms

LONGEST_NAME = 200


def plain(form: forms.Form, labels: dict[str, str]) -> None:
    """Labels beside fields say what placeholders said in them."""
    for name, label in labels.items():
        form.fields[name].label = label
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


def password_hint() -> str:
    return _("At least 10 characters; several words are best.")


def currencies() -> list[str]:
    """Those that something is sold in."""
    return sorted({price.currency for price in load_terms().terms.catalog.prices.values()})


def text_field(label: Any, *, autocomplete: str, **given: Any) -> LineField:
    widget = forms.TextInput(attrs={"autocomplete": autocomplete})
    return LineField(label=label, max_length=LONGEST_NAME, widget=widget, **given)


def language_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


class Login(theirs.LoginForm):  # type: ignore[misc] # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, {"login": _("E-mail"), "password": _("Password")})
        self.fields["password"].help_text = ""
        self.fields["login"].widget.attrs["autocomplete"] = "username"


def add_account_fields(form: forms.Form, *, country: str) -> None:
    """What a new account is opened with; what is usual in the country is chosen already."""
    sold = currencies()
    form.fields["company"] = text_field(
        _("Company name"),
        autocomplete="organization",
        help_text=_("As it should appear on invoices."),
    )
    form.fields["country"] = forms.ChoiceField(
        label=_("Country"),
        choices=countries.country_choices(),
        initial=country,
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    form.fields["currency"] = forms.ChoiceField(
        label=_("Currency"),
        choices=[(one, countries.currency_name(one)) for one in sold],
        initial=countries.usual_currency(country, sold),
        help_text=_("You are invoiced in it. It cannot be changed later."),
    )
    form.fields["zone"] = forms.ChoiceField(
        label=_("Time zone"),
        choices=countries.zone_choices(country),
        initial=countries.usual_zone(country),
        help_text=_("Periods and due dates are days there."),
    )


def wanted(cleaned: dict[str, Any], *, locale: str) -> dict[str, str]:
    """The account that these fields ask for."""
    return {
        "name": cleaned["company"],
        "country": cleaned["country"],
        "currency": cleaned["currency"],
        "zone": cleaned["zone"],
        "locale": locale,
    }


def country_typed(data: Any) -> str:
    """The country that was chosen already, to offer what is usual there."""
    code = (data or {}).get("country", "")
    return code if code in countries.zones_by_country() else countries.HOME


class SignUp(theirs.SignupForm):  # type: ignore[misc] # allauth has no types
    """`invited` is the address of whoever comes by an invitation: they open no account."""

    account_already_exists: bool

    def __init__(self, *args: Any, invited: str = "", **kwargs: Any) -> None:
        self.invited = invited
        super().__init__(*args, **kwargs)
        plain(self, {"email": _("E-mail"), "password1": _("Password")})
        self.fields["password1"].help_text = password_hint()
        self.fields["name"] = text_field(_("Your name"), autocomplete="name")
        if invited:
            self.fields["email"].initial = invited
            self.fields["email"].help_text = _("The invitation is for this address.")
        else:
            add_account_fields(self, country=country_typed(self.data))
        self.fields["locale"] = language_field()
        self.fields["locale"].initial = get_language()

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if self.invited and email.casefold() != self.invited.casefold():
            raise forms.ValidationError(
                _("The invitation is for %(email)s: sign up with this address.")
                % {"email": self.invited}
            )
        return email

    def wanted_account(self) -> dict[str, str]:
        cleaned = self.cleaned_data
        return {} if self.invited else wanted(cleaned, locale=cleaned["locale"])

    def try_save(self, request: HttpRequest) -> Any:
        """Of two who sign up with one address at once, the second is told by letter, as if the
        first had come long before. Whether an address is known takes the same time.
        """
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)


class ConfirmAddress(theirs.ConfirmEmailVerificationCodeForm):  # type: ignore[misc] # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, {"code": _("Code")})


class NewAddress(theirs.AddEmailForm):  # type: ignore[misc] # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, {"email": _("New e-mail address")})
        self.fields["email"].help_text = _("You get a code there; until then the old one stays.")


class ChangePassword(theirs.ChangePasswordForm):  # type: ignore[misc] # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        plain(self, {"oldpassword": _("Current password"), "password1": _("New password")})
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = password_hint()


class SetPassword(theirs.SetPasswordForm):  # type: ignore[misc] # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        plain(self, {"password1": _("New password")})
        self.fields["password1"].help_text = password_hint()


class ResetPassword(theirs.ResetPasswordForm):  # type: ignore[misc] # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, {"email": _("E-mail")})


class PasswordFromLink(theirs.ResetPasswordKeyForm):  # type: ignore[misc] # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        plain(self, {"password1": _("New password")})
        self.fields["password1"].help_text = password_hint()


class PasswordAgain(theirs.ReauthenticateForm):  # type: ignore[misc] # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, {"password": _("Password")})
        self.fields["password"].help_text = ""
