"""The letter by which a new person of the operator chooses a password."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from prabayar.entrypoints.documents.letters.direct import brand, send_direct
from prabayar.entrypoints.web.signin.links import password_link


def send_welcome(member_id: int, *, email: str, now: datetime) -> None:
    """Errors: `LetterNotSent`."""
    names = {"brand": brand(), "email": email}
    send_direct(
        recipient=email,
        subject=_("You are staff at %(brand)s") % names,
        paragraphs=(
            _("You sign in as %(email)s. First choose a password; the link works once.") % names,
            _("Then you set up a second step, which everybody on the staff has."),
        ),
        action=(_("Choose a password"), password_link(member_id)),
        kind="staff_welcome",
        now=now,
    )
