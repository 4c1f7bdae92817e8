"""Why an amount or a state is what it is: the rule, what it was fed with, and the fact behind it.

Pages show it beside the figure by `{% part "because" why=… of=… %}`. Documents explain their own
lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prabayar.domain.catalog import Interval, Plan
from prabayar.domain.life.expecting import Expected, expected_end
from prabayar.domain.policy import Policy
from prabayar.domain.promotion import Promotion
from prabayar.domain.subscription import Phase, Subscription
from prabayar.domain.tax import TaxRate
from prabayar.entrypoints.web import formatting, words
from prabayar.entrypoints.web.formatting import DAY
from prabayar.store.queries.apps import AppRow, Totals


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that the rule was fed with, as it is shown."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Why:
    """`fact` says what happened, in a sentence; "" where nothing had to."""

    rule: str
    inputs: tuple[Input, ...] = ()
    fact: str = ""


def of_state(row: AppRow, *, policy: Policy, money: bool = True) -> Why:
    """Why an app stands where it does; its receipt is named to those who may see `money`."""
    one = row.subscription
    if one.hold_reason and one.phase is not Phase.ENDED:
        return Why(
            _("We have suspended the app ourselves. A payment does not lift this; we do."),
            fact=_("Our reason: %(reason)s") % {"reason": one.hold_reason},
        )
    match one.phase:
        case Phase.TRIAL:
            return _of_trial(one)
        case Phase.TRIAL_EXPIRED:
            return _of_expired_trial(one, policy)
        case Phase.ACTIVE:
            return _of_active(row, money=money)
        case Phase.GRACE:
            return _of_grace(one)
        case Phase.SUSPENDED:
            return _of_suspended(one, policy)
        case Phase.ENDED:
            return Why(
                _("A subscription that has ended is never charged again."),
                fact=_("It ended on %(day)s.") % {"day": _day(one.ended_on)},
            )


def _of_trial(one: Subscription) -> Why:
    inputs = [Input(_("App made on"), _day(one.made_on))]
    if one.trial_extended_days:
        inputs.append(Input(_("Extended by"), _days(one.trial_extended_days)))
    inputs.append(Input(_("Last trial day"), _day(one.trial_ends_on)))
    rule = _("A trial is free for one calendar month from the day on which the app was made.")
    if one.paid_until_on is not None:
        return Why(rule, tuple(inputs), _("The first paid period follows the last trial day."))
    return Why(rule, tuple(inputs))


def _of_expired_trial(one: Subscription, policy: Policy) -> Why:
    return Why(
        _("Without a paid plan an app is suspended when its trial is over. Everything is kept."),
        (
            Input(_("Last trial day"), _day(one.trial_ends_on)),
            Input(_("Kept until"), _last_day(expected_end(one, policy=policy))),
        ),
    )


def _of_active(row: AppRow, *, money: bool) -> Why:
    one = row.subscription
    inputs = [Input(_("Paid through"), _last_day(one.paid_until_on))]
    if one.anchor_on is not None:
        inputs.insert(0, Input(_("Periods are counted from"), _day(one.anchor_on)))
    if row.settled_on is None:
        fact = _("The period was paid before this system took over.")
    elif not money:
        fact = _("The period was paid on %(day)s.") % {"day": formatting.day(row.settled_on)}
    else:
        fact = _("Receipt %(receipt)s: the period was paid on %(day)s.") % {
            "receipt": row.receipt,
            "day": formatting.day(row.settled_on),
        }
    return Why(_("A paid period runs to its last day, whatever happens."), tuple(inputs), fact)


def _of_grace(one: Subscription) -> Why:
    return Why(
        _("A period that begins unpaid leaves the app some days; then it is suspended."),
        (
            Input(_("Paid through"), _last_day(one.paid_until_on)),
            Input(_("Grace time since"), _day(one.grace_on)),
            Input(_("Suspended on"), _day(one.suspend_on)),
        ),
        _("The invoice for the period from %(day)s on is open.") % {"day": _day(one.paid_until_on)},
    )


def _of_suspended(one: Subscription, policy: Policy) -> Why:
    return Why(
        _("An app whose grace time passed unpaid is suspended. Paying brings it back at once."),
        (
            Input(_("Paid through"), _last_day(one.paid_until_on)),
            Input(_("Suspended since"), _day(one.suspended_on)),
            Input(_("Ends on"), _day(expected_end(one, policy=policy))),
        ),
        _("The invoice for the period from %(day)s on was not paid in time.")
        % {"day": _day(one.paid_until_on)},
    )


def of_next_amount(
    coming: Expected, *, promotion: Promotion | None, policy: Policy, plan: str
) -> Why:
    """Why the next invoice will be what it will be."""
    price, currency = coming.line.price_minor, coming.price.currency
    inputs = [
        Input(
            _("%(plan)s, %(interval)s, price no. %(version)d")
            % {
                "plan": plan,
                "interval": words.interval(coming.price.interval),
                "version": coming.price.version,
            },
            formatting.amount(price, currency),
        )
    ]
    if coming.line.discount_minor and promotion is not None:
        inputs.append(
            Input(
                words.promotion(promotion.kind, promotion.value, promotion.ends_on, currency),
                formatting.amount(-coming.line.discount_minor, currency),
            )
        )
    inputs.append(Input(tax_rate(coming.rate), formatting.amount(coming.tax.tax_minor, currency)))
    inputs.append(Input(_("Invoice"), formatting.amount(coming.total_minor, currency)))
    rule = ngettext(
        "The next period is invoiced %(days)d day before it begins, at the price that you have.",
        "The next period is invoiced %(days)d days before it begins, at the price that you have.",
        policy.schedule.issue_before,
    ) % {"days": policy.schedule.issue_before}
    return Why(rule, tuple(inputs))


def tax_rate(rate: TaxRate | None) -> str:
    """`PPN 12% on 11/12 of the price`."""
    if rate is None:
        return _("No tax")
    values = {
        "name": rate.name,
        "percent": formatting.percent(rate.percent_bp),
        "num": rate.base_num,
        "den": rate.base_den,
    }
    if rate.base_num != rate.base_den:
        return _("%(name)s %(percent)s on %(num)d/%(den)d of the price") % values
    return _("%(name)s %(percent)s") % values


def of_balance(totals: Totals) -> Why:
    if totals.use_balance:
        return Why(
            _(
                "Money of yours that belongs to no invoice: overpayments, credit notes and"
                " refunds. It pays open invoices by itself, the oldest first."
            )
        )
    return Why(
        _(
            "Money of yours that belongs to no invoice. You have switched off that it pays open"
            " invoices by itself."
        )
    )


def of_open(totals: Totals) -> Why:
    return Why(
        _("All open invoices together, less what has arrived for them."),
        (Input(_("Open invoices"), formatting.count(totals.open_invoices)),),
    )


def of_quota(plan: Plan, *, interval: Interval) -> Why:
    """What is included; nothing is measured here."""
    rule = _(
        "A plan includes a number of users who are active in a usage month, counted from the day"
        " on which a period begins."
    )
    inputs = [
        Input(_("Plan"), plan.name),
        Input(_("Monthly active users"), formatting.count(plan.quota_mau)),
    ]
    if interval is Interval.YEAR:
        inputs.append(Input(_("Counted"), _("each month of the year anew")))
    return Why(rule, tuple(inputs))


def _day(value: date | None) -> str:
    return "–" if value is None else formatting.day(value)


def _last_day(ends_on: date | None) -> str:
    return "–" if ends_on is None else formatting.day(ends_on - DAY)


def _days(value: int) -> str:
    return ngettext("%(days)d day", "%(days)d days", value) % {"days": value}
