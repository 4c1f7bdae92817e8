"""The letter of an invitation."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from prabayar.entrypoints.documents.letters.direct import brand, send_direct
from prabayar.entrypoints.web import formatting
from prabayar.entrypoints.web.people import ROLE_NAMES
from prabayar.entrypoints.web.signin.letters import in_language_of_reader
from prabayar.entrypoints.web.signin.links import absolute
from prabayar.usecases.invite_member import Invitation


def send_invitation(made: Invitation, *, invited_by: str, now: datetime) -> None:
    """In the account's language: nobody knows yet which one is read. Errors: `LetterNotSent`."""
    with in_language_of_reader(made.account.locale):
        until = formatting.instant(made.ends_at, made.account.zone)
        names = {
            "who": invited_by,
            "account": made.account.name,
            "brand": brand(),
            "role": str(ROLE_NAMES[made.role]),
            "until": until,
            "zone": made.account.zone,
            "email": made.email,
        }
        send_direct(
            recipient=made.email,
            subject=_("You are invited to %(account)s") % names,
            paragraphs=(
                _(
                    "%(who)s invites you to the account of %(account)s at %(brand)s."
                    " Your role: %(role)s."
                )
                % names,
                _("Follow the link, and sign in or sign up as %(email)s. It works once.") % names,
                _("It is valid until %(until)s (%(zone)s).") % names,
            ),
            action=(_("See the invitation"), absolute("invitation-take", secret=made.secret)),
            kind="invitation",
            now=now,
            footnotes=(_("If you expect no invitation, do nothing: then nothing happens."),),
        )
