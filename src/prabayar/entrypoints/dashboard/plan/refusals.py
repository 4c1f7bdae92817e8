"""Why an act cannot be done now, in the page's language, and what to do instead.

Told by how the app stands; what is not known here is told as the rule says it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from prabayar.domain.errors import CatalogRefused, Refusal
from prabayar.domain.invoice import InvoiceKind
from prabayar.domain.subscription import Phase, Subscription
from prabayar.entrypoints.dashboard.plan.doing import is_choosable
from prabayar.entrypoints.dashboard.plan.wanting import Act, Wanted
from prabayar.entrypoints.web import formatting, words
from prabayar.entrypoints.web.formatting import DAY
from prabayar.store.queries.plans import OpenOffer

_OF_RUNNING = frozenset({Act.CHANGE, Act.INTERVAL, Act.AHEAD})


@dataclass(frozen=True, slots=True)
class Remedy:
    """`wanted` or the invoice `number` is the way out; without either it is the page of plans."""

    text: str
    label: str = ""
    wanted: Wanted | None = None
    number: str = ""


def remedy(
    refusal: Refusal, wanted: Wanted, one: Subscription, offers: Sequence[OpenOffer]
) -> Remedy:
    """What to do about a refusal of the rules."""
    if one.phase is Phase.ENDED:
        return Remedy(_("The app has ended. It cannot be changed or brought back; ask us."))
    if isinstance(refusal, CatalogRefused):
        return Remedy(_("This plan is not sold like this in your currency. Choose another one."))
    found = _of_phase(wanted, one) if wanted.act in _OF_RUNNING else None
    return found or _of_act(wanted, one, offers) or Remedy(refusal.message)


def _of_phase(wanted: Wanted, one: Subscription) -> Remedy | None:
    if is_choosable(one):
        return Remedy(_("The app has no paid plan yet. Choose one."))
    if one.phase in (Phase.TRIAL, Phase.TRIAL_EXPIRED) and one.trial_ends_on is not None:
        day = formatting.day(one.trial_ends_on + DAY)
        return Remedy(
            _("The plan of the app begins on %(day)s. From then on it can be changed.")
            % {"day": day}
        )
    if one.phase is Phase.SUSPENDED:
        return Remedy(
            _("The app is suspended. Bring it back first."),
            _("See what it costs to come back"),
            Wanted(Act.REACTIVATE),
        )
    if one.cancel_at_end:
        return Remedy(
            _("The app is cancelled. Resume it first."), _("Resume the app"), Wanted(Act.RESUME)
        )
    return None


def _of_act(wanted: Wanted, one: Subscription, offers: Sequence[OpenOffer]) -> Remedy | None:
    match wanted.act:
        case Act.CHANGE if wanted.plan == one.price.plan_code:
            return Remedy(_("The app is on this plan already."))
        case Act.INTERVAL:
            return Remedy(
                _("The app is billed %(interval)s already.")
                % {"interval": words.interval(wanted.interval or "")}
            )
        case Act.CHOOSE if one.paid_until_on is not None:
            return Remedy(_("The app has a plan already. Change it instead."))
        case Act.AHEAD:
            return _of_ahead(offers)
        case Act.WITHDRAW if one.pending is None:
            return Remedy(_("No change is waiting: there is nothing to take back."))
        case Act.WITHDRAW:
            return Remedy(_("The change is paid for. Order another one instead."))
        case Act.RESUME:
            return Remedy(_("The app is not cancelled: there is nothing to take back."))
        case Act.REACTIVATE:
            return Remedy(_("The app is not suspended for an unpaid invoice."))
        case _:
            return None


def _of_ahead(offers: Sequence[OpenOffer]) -> Remedy | None:
    for offer in offers:
        if offer.kind is InvoiceKind.RENEWAL:
            return Remedy(
                _("The next period has an open invoice. Pay that first."),
                _("Look at %(number)s") % {"number": offer.number},
                number=offer.number,
            )
    return None
