"""What an account keeps back for the state, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from prabayar.entrypoints.web import formatting


def declared(field: str, after: int) -> str:
    """A change of what an account declares, "" for any other; `after` is its rate, or whether it
    collects the tax.
    """
    if field == "withholding_bp":
        if not after:
            return _("Nothing is withheld for the state any more.")
        return _("%(rate)s of the net may be withheld for the state.") % {
            "rate": formatting.percent(after)
        }
    if field != "collects_tax":
        return ""
    if after:
        return _("The tax may be left out: the buyer pays it to the state.")
    return _("The tax is paid to us with the invoice.")
