"""Letters about transfers: money that was taken back, by its bank or by us."""

from __future__ import annotations

from django.utils.translation import gettext as _

from prabayar.entrypoints.documents.letters.letter import Action, Letter
from prabayar.entrypoints.documents.letters.voice import Voice, link


def transfer_returned(v: Voice) -> Letter:
    owed = v.occasion.minor("owed")
    words = {
        "amount": v.money(v.occasion.minor("minor")),
        "reason": v.occasion.text("reason"),
        "owed": v.money(owed),
    }
    if v.occasion.data.get("returned"):
        subject = _("A transfer of %(amount)s was returned by the bank") % words
        happened = _("The bank has taken back a transfer of %(amount)s that had reached us.")
    else:
        subject = _("%(amount)s was taken off your account again") % words
        happened = _(
            "We had booked %(amount)s for you that was not meant for you, and have corrected it:"
            " %(reason)s."
        )
    debt = _(
        "%(owed)s of it had paid for service that you have had. It is owed: the next money that"
        " reaches us for you pays it first."
    )
    return Letter(
        subject=subject,
        headline=subject,
        paragraphs=(
            happened % words,
            _(
                "What it had paid is open again. Each invoice says how much, until when, and with"
                " which reference."
            ),
            *([debt % words] if owed else []),
        ),
        action=Action(_("Open your invoices"), link("/invoices/")),
    )
