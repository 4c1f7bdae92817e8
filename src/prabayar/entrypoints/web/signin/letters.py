"""The letters of signing in, in our own words: each by the name that the library calls it.

A letter that somebody waits for must go out, or the page says so; one that only tells what has
been done is let pass when mail is down. Whether an address is known makes no difference to that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from prabayar.domain.ports import DeliveryFailed
from prabayar.entrypoints.documents.letters.direct import (
    LetterNotSent,
    brand,
    send_direct,
    unsent,
)
from prabayar.entrypoints.web.signin.links import absolute


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a letter says. `awaited` letters must go out."""

    subject: str
    paragraphs: tuple[str, ...]
    code: str = ""
    action: tuple[str, str] | None = None
    awaited: bool = False


Given = Mapping[str, Any]


def _sign_up_code(given: Given) -> Words:
    return Words(
        subject=_("%(code)s is your code") % {"code": given["code"]},
        paragraphs=(
            _("Type this code on the page where you signed up. It is valid for 15 minutes."),
            _("If you did not sign up, do nothing: without the code, nothing happens."),
        ),
        code=given["code"],
        awaited=True,
    )


def _address_code(given: Given) -> Words:
    return Words(
        subject=_("%(code)s is your code") % {"code": given["code"]},
        paragraphs=(
            _("Type this code to confirm your e-mail address. It is valid for 15 minutes."),
            _("If you did not ask for it, do nothing: without the code, nothing happens."),
        ),
        code=given["code"],
        awaited=True,
    )


def _known_already(given: Given) -> Words:
    return Words(
        subject=_("You are signed up already"),
        paragraphs=(
            _(
                "Somebody, probably you, tried to sign up with this e-mail address. It is in use"
                " already, so just sign in."
            ),
            _("If you have forgotten your password, you can choose a new one."),
        ),
        action=(_("Choose a new password"), absolute("account_reset_password")),
        awaited=True,
    )


def _nobody(given: Given) -> Words:
    return Words(
        subject=_("Nobody signs in with this address"),
        paragraphs=(
            _(
                "Somebody, probably you, asked for a new password for this e-mail address. Nobody"
                " signs in with it here."
            ),
            _("Perhaps you use another address. If it was not you, there is nothing to do."),
        ),
        action=(_("Sign up"), absolute("account_signup")),
        awaited=True,
    )


def _new_password(given: Given) -> Words:
    return Words(
        subject=_("Choose a new password"),
        paragraphs=(
            _("Follow this link to choose a new password. It works once, for three days."),
            _("If you did not ask for it, do nothing: your password stays as it is."),
        ),
        action=(_("Choose a new password"), given["password_reset_url"]),
        awaited=True,
    )


def _if_not_you() -> str:
    return _("If this was not you, choose a new password at once: that ends every session.")


def _secure() -> tuple[str, str]:
    return (_("Choose a new password"), absolute("account_reset_password"))


def _password_changed(given: Given) -> Words:
    return Words(
        subject=_("Your password was changed"),
        paragraphs=(_("Every other session was signed out."), _if_not_you()),
        action=_secure(),
    )


def _address_changed(given: Given) -> Words:
    return Words(
        subject=_("Your e-mail address was changed"),
        paragraphs=(
            _("You sign in with %(new)s from now on, and not with %(old)s any more.")
            % {"new": given["to_email"], "old": given["from_email"]},
            _("If this was not you, reply to this e-mail at once."),
        ),
    )


def _address_removed(given: Given) -> Words:
    return Words(
        subject=_("An e-mail address was removed"),
        paragraphs=(
            _("%(address)s is not yours here any more.") % {"address": given["deleted_email"]},
            _if_not_you(),
        ),
    )


def _address_confirmed(given: Given) -> Words:
    return Words(
        subject=_("Your e-mail address is confirmed"),
        paragraphs=(_("You sign in with this address from now on."), _if_not_you()),
    )


def _second_step_on(given: Given) -> Words:
    return Words(
        subject=_("The second step is on"),
        paragraphs=(
            _("From now on, signing in asks for a code of your app beside your password."),
            _if_not_you(),
        ),
        action=_secure(),
    )


def _second_step_off(given: Given) -> Words:
    return Words(
        subject=_("The second step is off"),
        paragraphs=(_("From now on, your password alone signs you in."), _if_not_you()),
        action=_secure(),
    )


def _recovery_codes(given: Given) -> Words:
    return Words(
        subject=_("You have new recovery codes"),
        paragraphs=(_("The old ones have stopped working."), _if_not_you()),
        action=_secure(),
    )


def new_sign_in(*, address: str, browser: str, at: str) -> Words:
    """Somebody signed in with a browser that was not seen before."""
    return Words(
        subject=_("A new sign-in"),
        paragraphs=(
            _("Somebody signed in as you with a browser that we have not seen before."),
            _("When: %(at)s. From: %(address)s. With: %(browser)s.")
            % {"at": at, "address": address, "browser": browser},
            _if_not_you(),
        ),
        action=_secure(),
    )


WORDS: dict[str, Callable[[Given], Words]] = {
    "account/email/email_confirmation_signup": _sign_up_code,
    "account/email/email_confirmation": _address_code,
    "account/email/account_already_exists": _known_already,
    "account/email/unknown_account": _nobody,
    "account/email/password_reset_key": _new_password,
    "account/email/password_changed": _password_changed,
    "account/email/password_reset": _password_changed,
    "account/email/password_set": _password_changed,
    "account/email/email_changed": _address_changed,
    "account/email/email_deleted": _address_removed,
    "account/email/email_confirm": _address_confirmed,
    "mfa/email/totp_activated": _second_step_on,
    "mfa/email/totp_deactivated": _second_step_off,
    "mfa/email/recovery_codes_generated": _recovery_codes,
}


@contextmanager
def in_language_of_reader(locale: str) -> Iterator[None]:
    """For a letter; that it did not go out is told in the language of the page."""
    try:
        with override(locale):
            yield
    except LetterNotSent as error:
        cause = error.__cause__
        if not isinstance(cause, DeliveryFailed):
            raise
        raise LetterNotSent(unsent(cause)) from cause


def send(words: Words, *, recipient: str, kind: str, now: datetime) -> None:
    """Errors: `LetterNotSent`, of a letter that somebody waits for."""
    try:
        send_direct(
            recipient=recipient,
            subject=words.subject,
            paragraphs=words.paragraphs,
            kind=kind,
            now=now,
            code=words.code,
            action=words.action,
            footnotes=(
                _("You get this e-mail because somebody uses this address at %(brand)s.")
                % {"brand": brand()},
            ),
        )
    except LetterNotSent:
        if words.awaited:
            raise
