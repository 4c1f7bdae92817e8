"""The plans that are sold, seen from one app: what each costs it, and what choosing it means.

A promotion is shown where it would apply: not at a higher plan, since an upgrade removes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from prabayar.domain.catalog import Catalog, Interval, Plan, Price
from prabayar.domain.subscription import ChangeKind, Phase, Subscription
from prabayar.entrypoints.dashboard.plan.doing import Step, is_changeable, is_choosable
from prabayar.entrypoints.dashboard.plan.wanting import Act, Wanted
from prabayar.entrypoints.web import formatting, reasons, words
from prabayar.entrypoints.web.formatting import DAY
from prabayar.entrypoints.web.words import Word


@dataclass(frozen=True, slots=True)
class PriceTag:
    """Before tax. `reduced_minor` is the price with the promotion, to the last day `until_on`;
    `saving_minor` what a year saves against twelve months at the normal price.
    """

    interval: Interval
    amount_minor: int
    reduced_minor: int | None
    until_on: date | None
    saving_minor: int
    saving_percent: str
    mine: bool
    custom: bool
    sold_minor: int | None
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """One plan. `meaning` says what choosing it would mean for this app."""

    plan: Plan
    badges: tuple[Word, ...]
    mine: bool
    prices: tuple[PriceTag, ...]
    meaning: str
    steps: tuple[Step, ...]

    @property
    def why(self) -> tuple[str, ...]:
        """What each price is, and once what both have in common."""
        return tuple(dict.fromkeys(said for tag in self.prices for said in tag.why))


def offers(one: Subscription, catalog: Catalog, *, today: date) -> tuple[Offer, ...]:
    """All plans, by rank."""
    plans = sorted(catalog.plans.values(), key=lambda plan: (plan.rank, plan.code))
    return tuple(_offer(one, catalog, plan, today=today) for plan in plans)


def _offer(one: Subscription, catalog: Catalog, plan: Plan, *, today: date) -> Offer:
    tags = tuple(_tags(one, catalog, plan, today=today))
    mine = is_mine(one, plan)
    return Offer(
        plan=plan,
        badges=tuple(_badges(one, catalog, plan, mine=mine)),
        mine=mine,
        prices=tags,
        meaning=_meaning(one, catalog, plan, sold=bool(tags), today=today),
        steps=tuple(_steps(one, catalog, plan)),
    )


def is_mine(one: Subscription, plan: Plan) -> bool:
    """The plan that is paid for; before the first payment there is none."""
    return one.price.plan_code == plan.code and one.anchor_on is not None


def _badges(one: Subscription, catalog: Catalog, plan: Plan, *, mine: bool) -> Iterator[Word]:
    if mine and one.phase is not Phase.ENDED:
        yield Word(_("Your plan"), "accent")
    pending = one.pending
    if pending is not None and pending.price.plan_code == plan.code and not mine:
        if pending.kind is ChangeKind.FIRST:
            yield Word(_("Chosen"), "warn")
        else:
            yield Word(_("Ordered"), "warn")
    if plan.code == catalog.trial_plan and one.phase is Phase.TRIAL and not mine:
        yield Word(_("In your trial"), "ok")


# -- what it costs ---------------------------------------------------------------------------------


def _tags(one: Subscription, catalog: Catalog, plan: Plan, *, today: date) -> Iterator[PriceTag]:
    for interval in Interval:
        sold = catalog.prices.get((plan.code, one.price.currency, interval))
        price = one.price if _own(one, plan, interval) else sold
        if price is not None:
            yield _tag(one, catalog, plan, price, sold, today=today)


def _own(one: Subscription, plan: Plan, interval: Interval) -> bool:
    """A running subscription keeps the price that it has."""
    return is_mine(one, plan) and one.price.interval is interval


def _tag(
    one: Subscription,
    catalog: Catalog,
    plan: Plan,
    price: Price,
    sold: Price | None,
    *,
    today: date,
) -> PriceTag:
    own = price is one.price
    reduced, until_on = reduction(one, catalog, price, today=today)
    month = _month_beside(one, catalog, plan)
    saving = 0
    if price.interval is Interval.YEAR and month is not None:
        saving = max(12 * month.amount_minor - price.amount_minor, 0)
    return PriceTag(
        interval=price.interval,
        amount_minor=price.amount_minor,
        reduced_minor=reduced,
        until_on=until_on,
        saving_minor=saving,
        saving_percent=formatting.percent(saving * 10_000 // (12 * month.amount_minor) // 100 * 100)
        if saving and month is not None
        else "",
        mine=own and one.anchor_on is not None,
        custom=price.custom,
        sold_minor=sold.amount_minor
        if sold is not None and own and sold.amount_minor != price.amount_minor
        else None,
        why=_why(one, plan, price, reduced),
    )


def _month_beside(one: Subscription, catalog: Catalog, plan: Plan) -> Price | None:
    """What twelve months are counted by: one's own price of a month, if it is one's plan."""
    if _own(one, plan, Interval.MONTH):
        return one.price
    return catalog.prices.get((plan.code, one.price.currency, Interval.MONTH))


def reduction(
    one: Subscription, catalog: Catalog, price: Price, *, today: date
) -> tuple[int | None, date | None]:
    """The price with the promotion and its last day, if it would apply to the next period."""
    promotion = one.promotion
    if promotion is None or promotion.ended or _is_upgrade(one, catalog, price.plan_code):
        return None, None
    if not promotion.covers(price, starts_on=next_start(one, today=today)):
        return None, None
    reduced = price.amount_minor - promotion.discount(price.amount_minor)
    return reduced, promotion.ends_on - DAY


def off(one: Subscription) -> str:
    """How much the promotion takes off; "" without one."""
    found = one.promotion
    if found is None or found.ended:
        return ""
    return words.discount(found.kind, found.value, one.price.currency)


def next_start(one: Subscription, *, today: date) -> date:
    """Where the next period that is not paid yet would begin."""
    if one.phase is Phase.TRIAL and one.paid_until_on is None and one.trial_ends_on is not None:
        return max(today, one.trial_ends_on + DAY)
    if one.phase in (Phase.SUSPENDED, Phase.TRIAL_EXPIRED) or one.paid_until_on is None:
        return today
    return one.paid_until_on


def _is_upgrade(one: Subscription, catalog: Catalog, plan_code: str) -> bool:
    """A choice in the trial is none."""
    if one.anchor_on is None:
        return False
    return catalog.plan(plan_code).rank > catalog.plan(one.price.plan_code).rank


def _why(one: Subscription, plan: Plan, price: Price, reduced: int | None) -> tuple[str, ...]:
    said = [reasons.of_price(price, plan.name)]
    promotion = one.promotion
    if reduced is not None and promotion is not None:
        said.append(
            _("Your promotion takes %(off)s. Then the normal price holds.")
            % {
                "off": words.promotion(
                    promotion.kind, promotion.value, promotion.ends_on, price.currency
                )
            }
        )
    said.append(_("Tax is added on the invoice, at the rate of your country."))
    return tuple(said)


# -- what it means ---------------------------------------------------------------------------------


def _meaning(one: Subscription, catalog: Catalog, plan: Plan, *, sold: bool, today: date) -> str:
    if not sold:
        return _("Not sold in %(currency)s. Ask us about it.") % {"currency": one.price.currency}
    if is_choosable(one):
        return _of_choice(one, today=today)
    if one.phase in (Phase.TRIAL, Phase.TRIAL_EXPIRED):
        return _of_bought_trial(one, mine=is_mine(one, plan))
    if is_mine(one, plan):
        return _of_mine(one)
    match one.phase:
        case Phase.ACTIVE | Phase.GRACE if one.cancel_at_end:
            return _("It is cancelled. Resume it first, then change the plan.")
        case Phase.ACTIVE | Phase.GRACE:
            return _of_change(one, catalog, plan, today=today)
        case Phase.SUSPENDED:
            return _("Bring the app back first, then change the plan.")
        case _ended:
            return ""


def _of_choice(one: Subscription, *, today: date) -> str:
    if one.phase is Phase.TRIAL_EXPIRED:
        return _("Begins on the day its invoice is settled, and the app is back at once.")
    starts_on = next_start(one, today=today)
    return _(
        "Its quota holds as soon as its invoice is settled. The paid time begins on %(day)s, or"
        " when it is settled if that is later."
    ) % {"day": formatting.day(starts_on, today=today)}


def _of_bought_trial(one: Subscription, *, mine: bool) -> str:
    starts_on = (
        next_start(one, today=one.made_on)
        if one.trial_ends_on is None
        else (one.trial_ends_on + DAY)
    )
    if mine:
        return _("Paid: its quota holds already. The paid time begins on %(day)s.") % {
            "day": formatting.day(starts_on)
        }
    return _("The plan can be changed from %(day)s on, when yours begins.") % {
        "day": formatting.day(starts_on)
    }


def _of_mine(one: Subscription) -> str:
    if one.paid_until_on is None:
        return ""
    last = formatting.day(one.paid_until_on - DAY)
    match one.phase:
        case Phase.SUSPENDED | Phase.GRACE:
            return _("It was paid through %(day)s.") % {"day": last}
        case Phase.ACTIVE:
            return _("It is paid through %(day)s.") % {"day": last}
        case _ended:
            return ""


def _of_change(one: Subscription, catalog: Catalog, plan: Plan, *, today: date) -> str:
    if (plan.code, one.price.currency, one.price.interval) not in catalog.prices:
        if one.price.interval is Interval.YEAR:
            return _("Not sold by the year. Change to paying by the month first.")
        return _("Not sold by the month. Change to paying by the year first.")
    until = one.paid_until_on or today
    if until <= today:
        return _("With the period that is unpaid now: its invoice is issued anew.")
    if not _is_upgrade(one, catalog, plan.code):
        return _("From %(day)s on, when what you have paid for is used.") % {
            "day": formatting.day(until)
        }
    return _("At once, when its invoice is settled. You pay the difference for the days left.")


def _steps(one: Subscription, catalog: Catalog, plan: Plan) -> Iterator[Step]:
    currency, pending = one.price.currency, one.pending
    prices = [catalog.prices.get((plan.code, currency, interval)) for interval in Interval]
    if is_choosable(one):
        for price in prices:
            if price is not None and (pending is None or pending.price != price):
                yield _choice(price)
    elif is_changeable(one) and not is_mine(one, plan):
        price = catalog.prices.get((plan.code, currency, one.price.interval))
        if price is not None and (pending is None or pending.price.plan_code != plan.code):
            yield _change(one, catalog, plan)
    elif is_changeable(one):
        yield from _other_interval(one, prices)


def _choice(price: Price) -> Step:
    wanted = Wanted(Act.CHOOSE, price.plan_code, price.interval)
    if price.interval is Interval.YEAR:
        return Step(wanted, _("Choose, by the year"))
    return Step(wanted, _("Choose, by the month"), "primary")


def _change(one: Subscription, catalog: Catalog, plan: Plan) -> Step:
    wanted = Wanted(Act.CHANGE, plan.code)
    if _is_upgrade(one, catalog, plan.code):
        return Step(wanted, _("Upgrade to %(plan)s") % {"plan": plan.name}, "primary")
    return Step(wanted, _("Change to %(plan)s") % {"plan": plan.name})


def _other_interval(one: Subscription, prices: Iterable[Price | None]) -> Iterator[Step]:
    pending = one.pending
    if pending is not None and pending.kind is ChangeKind.INTERVAL:
        return
    for price in prices:
        if price is None or price.interval is one.price.interval:
            continue
        wanted = Wanted(Act.INTERVAL, interval=price.interval)
        if price.interval is Interval.YEAR:
            yield Step(wanted, _("Pay by the year"))
        else:
            yield Step(wanted, _("Pay by the month"))
