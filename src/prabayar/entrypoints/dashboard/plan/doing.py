"""What can be done with the plan of an app as it stands, and what is ordered already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from prabayar.domain.catalog import Catalog
from prabayar.domain.ids import PriceId
from prabayar.domain.invoice import InvoiceKind
from prabayar.domain.life.expecting import change_begins_on
from prabayar.domain.subscription import ChangeKind, Phase, Subscription
from prabayar.entrypoints.dashboard.plan.wanting import Act, Wanted
from prabayar.entrypoints.web import formatting, words
from prabayar.store.queries.plans import OpenOffer


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done: its preview is one link away."""

    wanted: Wanted
    label: str
    kind: str = ""


def is_changeable(one: Subscription) -> bool:
    """Whether plan and interval can be changed now."""
    return one.phase in (Phase.ACTIVE, Phase.GRACE) and not one.cancel_at_end


def is_choosable(one: Subscription) -> bool:
    """Whether a first plan can be chosen now."""
    return one.phase in (Phase.TRIAL, Phase.TRIAL_EXPIRED) and one.paid_until_on is None


@dataclass(frozen=True, slots=True)
class Ordered:
    """A change that is wanted and not in effect; `number` is that of its own invoice.

    What is paid for already cannot be taken back.
    """

    text: str
    number: str
    takes_back: Step | None


def ordered(
    one: Subscription,
    catalog: Catalog,
    open_ones: Sequence[OpenOffer],
    *,
    ahead: Sequence[tuple[date, PriceId]],
) -> Ordered | None:
    pending = one.pending
    if pending is None:
        return None
    own = next((o for o in open_ones if o.invoice_id == pending.invoice_id), None)
    bought = any(price_id == pending.price.id for _starts_on, price_id in ahead)
    step = None if bought else Step(Wanted(Act.WITHDRAW), _("Take it back"))
    begins_on = change_begins_on(one, ahead=ahead)
    return Ordered(_of_pending(one, catalog, begins_on), "" if own is None else own.number, step)


def _of_pending(one: Subscription, catalog: Catalog, begins_on: date | None) -> str:
    pending = one.pending
    if pending is None:
        return ""
    values = {
        "plan": catalog.plan(pending.price.plan_code).name,
        "interval": words.interval(pending.price.interval),
        "day": "" if begins_on is None else formatting.day(begins_on),
    }
    match pending.kind:
        case ChangeKind.FIRST if one.phase is Phase.TRIAL:
            return (
                _(
                    "%(plan)s, billed %(interval)s: its quota holds as soon as its invoice is"
                    " settled, and the paid time begins after the trial."
                )
                % values
            )
        case ChangeKind.FIRST:
            return _("%(plan)s, billed %(interval)s, begins when its invoice is settled.") % values
        case ChangeKind.UPGRADE:
            return _("The upgrade to %(plan)s begins when its invoice is settled.") % values
        case ChangeKind.DOWNGRADE if begins_on is None:
            return _("%(plan)s begins when the app is back.") % values
        case ChangeKind.INTERVAL if begins_on is None:
            return _("It is billed %(interval)s as soon as it is back.") % values
        case ChangeKind.DOWNGRADE:
            return _("%(plan)s begins on %(day)s.") % values
        case ChangeKind.INTERVAL:
            return _("It is billed %(interval)s from %(day)s on.") % values


def steps(one: Subscription, open_ones: Sequence[OpenOffer]) -> tuple[Step, ...]:
    """What can be done with the plan as it is."""
    return tuple(_other_steps(one, open_ones))


def _other_steps(one: Subscription, open_ones: Sequence[OpenOffer]) -> Iterator[Step]:
    if one.phase is Phase.ENDED:
        return
    if one.phase is Phase.SUSPENDED:
        kinds = {offer.kind for offer in open_ones}
        if InvoiceKind.REACTIVATION not in kinds:
            yield Step(Wanted(Act.REACTIVATE), _("Bring it back"), "primary")
    if one.cancel_at_end:
        yield Step(Wanted(Act.RESUME), _("Resume"))
    elif is_changeable(one) and all(o.kind is not InvoiceKind.RENEWAL for o in open_ones):
        yield Step(Wanted(Act.AHEAD), _("Pay the next period now"))
    unpaid = one.phase in (Phase.GRACE, Phase.SUSPENDED, Phase.TRIAL_EXPIRED)
    if not one.cancel_at_end and not unpaid:
        yield Step(Wanted(Act.CANCEL), _("Cancel at the end"))
    yield Step(Wanted(Act.END), _("End at once"), "danger")
