"""What a preview says of each kind of fact, in the present tense: it happens on a confirmation.

Kinds that are not here read as those of an outlook do.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prabayar.domain.facts import FactKind
from prabayar.entrypoints.web import sentences as say
from prabayar.entrypoints.web.sentences import Of, Words, just


def _issued(of: Of) -> str:
    return _("The invoice is issued anew") if of.data.get("anew") else _("An invoice is issued")


def _ordered(of: Of) -> str:
    match of.text("kind"):
        case "upgrade":
            return _("The upgrade is ordered")
        case "downgrade":
            return _("The downgrade is ordered")
        case _interval:
            return _("The other interval is ordered")


def _dropped(of: Of) -> str:
    match of.text("kind"):
        case "upgrade":
            return _("The ordered upgrade is dropped")
        case "downgrade":
            return _("The ordered downgrade is dropped")
        case "interval":
            return _("The ordered change of interval is dropped")
        case _other:
            return _("The chosen plan is dropped")


def _cancelled(of: Of) -> str:
    ends_on = of.date("ends_on")
    if ends_on is not None and ends_on <= of.on:
        return say.join(_("It ends at once."), of.text("reason"))
    text = _("It runs through %(day)s, then it ends.") % {"day": of.last("ends_on")}
    return say.join(text, of.text("reason"))


def _credited(of: Of) -> str:
    """What an upgrade credits does not stay on the balance."""
    if of.text("reason") == "unused days of the old plan":
        return _("For the unused days of the old plan. It is used for the invoice.")
    return say.credited(of)


def _removed(of: Of) -> str:
    return _("%(off)s off, which would have run through %(day)s.") % {
        "off": of.off(),
        "day": of.last("ends_on"),
    }


WOULD: dict[FactKind, Words] = {
    FactKind.TRIAL_EXTENDED: Words(later("The trial is extended"), "ok", say.trial_extended),
    FactKind.EXTENSION_REQUESTED: Words(
        later("More trial time is asked for"), "", say.extension_requested
    ),
    FactKind.EXTENSION_DECLINED: Words(later("More trial time is declined"), "warn", just("note")),
    FactKind.PLAN_CHOSEN: Words(later("The plan is chosen"), "accent", say.plan_and_interval),
    FactKind.INVOICE_ISSUED: Words(_issued, "accent", say.issued, "payable"),
    FactKind.INVOICE_VOIDED: Words(later("The open invoice is void"), "", say.voided),
    FactKind.INVOICE_LAPSED: Words(later("The invoice lapses"), "warn", None, "payable"),
    FactKind.INVOICE_SETTLED: Words(later("The invoice is settled"), "ok", say.settled, "total"),
    FactKind.CHANGE_ORDERED: Words(_ordered, "accent", say.plan_and_interval),
    FactKind.CHANGE_DROPPED: Words(_dropped, "", say.dropped),
    FactKind.CANCEL_ORDERED: Words(later("The subscription is cancelled"), "warn", _cancelled),
    FactKind.SUBSCRIPTION_ENDED: Words(later("The subscription ends"), "bad"),
    FactKind.RESUMED: Words(
        later("The cancellation is taken back"), "ok", say.always(later("It goes on as before."))
    ),
    FactKind.HELD: Words(later("The app is suspended by us"), "bad", just("reason")),
    FactKind.RELEASED: Words(later("Our suspension is lifted"), "ok"),
    FactKind.ACCESS_CHANGED: Words(say.access_what, say.access_tone),
    FactKind.PROMOTION_GRANTED: Words(later("The promotion is granted"), "ok", say.granted),
    FactKind.PROMOTION_REMOVED: Words(later("The promotion is lost"), "warn", _removed),
    FactKind.PAYMENT_RECEIVED: Words(later("The money is received"), "ok", say.booked, "minor"),
    FactKind.PAYMENT_ALLOCATED: Words(
        later("The money finds its owner"), "ok", say.booked, "minor"
    ),
    FactKind.PAYMENT_GIVEN_BACK: Words(
        later("The money goes back to its sender"), "", None, "minor"
    ),
    FactKind.PAYMENT_SHORT: Words(
        later("Money is missing"),
        "warn",
        say.always(later("What arrived is kept for the invoice; this much is still open.")),
        "outstanding",
    ),
    FactKind.BALANCE_USED: Words(
        later("The balance is used"), "", say.always(later("For the open invoice.")), "minor"
    ),
    FactKind.CREDITED: Words(later("A credit note is made"), "ok", _credited, "net"),
    FactKind.REFUND_ORDERED: Words(later("A refund is ordered"), "", just("reason"), "minor"),
}
