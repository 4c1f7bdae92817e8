"""What states of lines and warnings of statements are called by people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from prabayar.domain.bank_line import LineState
from prabayar.domain.statement import Caution, Warned
from prabayar.entrypoints.web.formatting import amount
from prabayar.entrypoints.web.words import Word

# What may be decided: the worker may not have looked at it yet.
OPEN = (LineState.SUGGESTED, LineState.TO_DECIDE, LineState.UNAPPLIED, LineState.NEW)
_STATES: dict[LineState, tuple[Promise, str]] = {
    LineState.NEW: (later("Not looked at yet"), ""),
    LineState.SUGGESTED: (later("Suggested"), "accent"),
    LineState.TO_DECIDE: (later("To decide"), "warn"),
    LineState.UNAPPLIED: (later("Unapplied"), "warn"),
    LineState.BOOKED: (later("Booked"), "ok"),
    LineState.CONFIRMED: (later("Confirmed"), "ok"),
    LineState.NOT_OURS: (later("Not ours"), ""),
    LineState.RETURNED: (later("Returned"), ""),
    LineState.REFUND: (later("Refund"), "ok"),
}


def line_state(state: LineState) -> Word:
    text, tone = _STATES[state]
    return Word(str(text), tone)


def caution(one: Caution, *, currency: str) -> str:
    """A warning of a statement, as a sentence."""
    match one.kind:
        case Warned.GAP:
            before, opening = (amount(minor, currency) for minor in one.figures)
            return _(
                "A statement seems to be missing: the one before ends with %(before)s, this one"
                " begins with %(opening)s."
            ) % {"before": before, "opening": opening}
        case Warned.UNCHECKED:
            return _("The file has no balances to check it by: none of it is booked by itself.")
        case Warned.PENDING:
            return ngettext(
                "%(count)d entry is pending: it is shown, and not kept until it is booked.",
                "%(count)d entries are pending: they are shown, and not kept until booked.",
                one.figures[0],
            ) % {"count": one.figures[0]}
        case Warned.NOTHING_NEW:
            return _("Nothing in it is new: earlier files had brought all of it.")
