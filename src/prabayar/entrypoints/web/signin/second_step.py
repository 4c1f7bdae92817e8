"""The second step of signing in: codes of an app, and recovery codes for when it is lost.

What they are made of is kept sealed.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as theirs
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prabayar import wiring
from prabayar.adapters.cipher import Unreadable
from prabayar.domain.errors import PeopleRefused
from prabayar.entrypoints.web.signin.forms import plain


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    error_messages = {  # noqa: RUF012 as the base class has it
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": gettext_lazy("The second step cannot be switched off."),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Recovery codes come with the second step: set it up first."
        ),
        "incorrect_code": gettext_lazy(
            "This is not the code. Take the one that the app shows now: each works once."
        ),
        "unverified_email": gettext_lazy("Confirm your e-mail address first."),
    }

    def build_totp_svg(self, url: str) -> str:
        """On white, so that cameras read it in the dark look too."""
        drawn: str = super().build_totp_svg(url)
        return drawn.replace("<path", '<rect width="100%" height="100%" fill="#fff"/><path', 1)

    def encrypt(self, text: str) -> str:
        return wiring.second_steps().seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Errors: `PeopleRefused` after the installation got another secret key."""
        try:
            return wiring.second_steps().open(encrypted_text)
        except Unreadable:
            raise PeopleRefused(
                "This second step cannot be read any more: ask for it to be taken off.",
                rule="second_step_lost",
            ) from None


def _typed(form: forms.Form, label: str) -> None:
    plain(form, {"code": label})
    form.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "text"}


class SignInCode(theirs.AuthenticateForm):  # type: ignore[misc] # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _typed(self, _("Code of the app, or a recovery code"))
        self.fields["code"].widget.attrs["autofocus"] = True


class CodeAgain(theirs.ReauthenticateForm):  # type: ignore[misc] # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _typed(self, _("Code of the app, or a recovery code"))


class FirstCode(totp.ActivateTOTPForm):  # type: ignore[misc] # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _typed(self, _("Code that the app shows now"))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
