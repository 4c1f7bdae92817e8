"""How an app stands, in the words of the overview: until when, what comes next, what is to do.

Made of what a query read and of the terms; nothing here asks the database or writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prabayar.domain.catalog import Plan
from prabayar.domain.invoice import InvoiceKind
from prabayar.domain.life.due import first_normal_start
from prabayar.domain.life.expecting import Expected, expected_end, expected_renewal
from prabayar.domain.promotion import Promotion
from prabayar.domain.state import Terms
from prabayar.domain.subscription import ChangeKind, Phase, Subscription
from prabayar.entrypoints.web import formatting, why, words
from prabayar.entrypoints.web.formatting import DAY
from prabayar.entrypoints.web.why import Why
from prabayar.entrypoints.web.words import Word
from prabayar.store.queries.apps import AppRow, OpenInvoice

_SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Standing:
    """One app. `served_through` is the last day of what is paid or free; None if it is over.

    `coming` is the next invoice that is not issued yet, `invoice` the open one that is due first.
    """

    name: str
    subscription: Subscription
    plan: Plan
    access: Word
    sentence: str
    served_through: date | None
    invoice: OpenInvoice | None
    coming: Expected | None
    ends_on: date | None
    change: str
    promotion: Promotion | None
    normal_from: date | None
    row: AppRow
    terms: Terms
    money: bool

    @property
    def state_why(self) -> Why:
        return why.of_state(self.row, policy=self.terms.policy, money=self.money)

    @property
    def amount_why(self) -> Why | None:
        """Why the next invoice will be what it will be."""
        if self.coming is None:
            return None
        return why.of_next_amount(
            self.coming,
            promotion=self.subscription.promotion,
            policy=self.terms.policy,
            plan=self.terms.catalog.plan(self.coming.price.plan_code).name,
        )

    @property
    def app_id(self) -> str:
        return self.subscription.app_id

    @property
    def wants_plan(self) -> bool:
        """In a trial, or after it, without a plan that is chosen."""
        one = self.subscription
        trial = one.phase in (Phase.TRIAL, Phase.TRIAL_EXPIRED)
        return trial and one.paid_until_on is None and self.invoice is None


def standing(
    row: AppRow, *, terms: Terms, country: str, today: date, money: bool = True
) -> Standing:
    """For somebody who may see `money`, or may not."""
    one, policy, plans = row.subscription, terms.policy, terms.catalog
    coming = None
    if row.invoice is None or row.invoice.kind is not InvoiceKind.RENEWAL:
        coming = expected_renewal(
            one, policy=policy, tax_rates=terms.tax_rates, country=country, today=today
        )
    promotion = one.promotion if one.promotion and not one.promotion.ended else None
    ends_on = expected_end(one, policy=policy)
    return Standing(
        name=row.name,
        subscription=one,
        plan=plans.plan(one.price.plan_code),
        access=words.access(one.access),
        sentence=_sentence(one, ends_on=ends_on, today=today),
        served_through=_served_through(one),
        invoice=row.invoice,
        coming=coming,
        ends_on=ends_on,
        change=_change(one, plans.plan(one.pending.price.plan_code).name if one.pending else ""),
        promotion=promotion,
        normal_from=first_normal_start(one, ends_on=promotion.ends_on) if promotion else None,
        row=row,
        terms=terms,
        money=money,
    )


def _served_through(one: Subscription) -> date | None:
    """The last day of the trial or of the paid periods, whichever is later."""
    if one.phase in (Phase.SUSPENDED, Phase.TRIAL_EXPIRED, Phase.ENDED):
        return None
    paid = None if one.paid_until_on is None else one.paid_until_on - DAY
    trial = one.trial_ends_on if one.phase is Phase.TRIAL else None
    return max((day for day in (paid, trial) if day is not None), default=None)


def _sentence(one: Subscription, *, ends_on: date | None, today: date) -> str:
    """The state of an app in one sentence."""
    if one.hold_reason and one.phase is not Phase.ENDED:
        return one.hold_reason
    match one.phase:
        case Phase.TRIAL:
            return _of_trial(one, today)
        case Phase.TRIAL_EXPIRED:
            return _("Not paid since the trial. Kept through %(day)s.") % {"day": _last(ends_on)}
        case Phase.ACTIVE:
            return _of_active(one, today)
        case Phase.GRACE:
            return _("Unpaid since %(day)s. Suspended on %(suspend)s.") % {
                "day": _day(one.paid_until_on),
                "suspend": _day(one.suspend_on),
            }
        case Phase.SUSPENDED:
            return _("Unpaid. Kept through %(day)s.") % {"day": _last(ends_on)}
        case Phase.ENDED:
            return _("Ended on %(day)s.") % {"day": _day(one.ended_on)}


def _of_trial(one: Subscription, today: date) -> str:
    if one.paid_until_on is not None:
        return _("Paid already: it goes on after the trial.")
    if one.cancel_at_end:
        return _("Cancelled: it ends after the trial.")
    days = _days_until(one.trial_ends_on, today)
    if days == 0:
        return _("Today is the last day.")
    return ngettext("%(days)d day left.", "%(days)d days left.", days) % {"days": days}


def _days_until(day: date | None, today: date) -> int:
    return 0 if day is None else max((day - today).days, 0)


def _of_active(one: Subscription, today: date) -> str:
    until = one.paid_until_on
    if one.cancel_at_end:
        return _("Cancelled: it ends after %(day)s.") % {"day": _last(until)}
    if until is not None and until <= today:
        return _("It runs on unpaid, since our notice came late.")
    return ""


def _change(one: Subscription, plan: str) -> str:
    """What is ordered and not in effect."""
    pending = one.pending
    if pending is None:
        return ""
    values = {"plan": plan, "interval": words.interval(pending.price.interval)}
    match pending.kind:
        case ChangeKind.FIRST if one.phase is Phase.TRIAL:
            return (
                _("%(plan)s is chosen: its quota holds as soon as its invoice is settled.") % values
            )
        case ChangeKind.FIRST:
            return _("%(plan)s begins when its invoice is settled.") % values
        case ChangeKind.UPGRADE if pending.invoice_id is not None:
            return _("%(plan)s begins when its invoice is settled.") % values
        case _ if one.period_ends_on != one.paid_until_on:  # when is on the page of its plan
            return _("A change to %(plan)s, billed %(interval)s, is ordered.") % values
        case ChangeKind.INTERVAL:
            return _("Billed %(interval)s from the next period on.") % values
        case _:
            return _("%(plan)s from the next period on.") % values


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do now. `number` names the invoice to pay, `plan` that a plan is the way."""

    tone: str
    title: str
    text: str
    app_id: str
    number: str = ""
    plan: bool = False
    back: bool = False


def task(row: AppRow, *, today: date, money: bool) -> Task | None:
    """What somebody should do about the app; amounts only for those who may see them."""
    one, invoice = row.subscription, row.invoice if money else None
    values = {"app": row.name}
    number = "" if invoice is None else invoice.number
    if one.phase is Phase.ENDED:
        return None
    if one.hold_reason:
        title = _("%(app)s is suspended by us") % values
        return Task("bad", title, _with_dot(one.hold_reason), one.app_id)
    match one.phase:
        case Phase.GRACE:
            return _to_keep(row, invoice, number)
        case Phase.SUSPENDED | Phase.TRIAL_EXPIRED:
            return _to_come_back(row, invoice, number)
        case Phase.TRIAL if row.invoice is None:
            chosen = one.paid_until_on is not None or one.cancel_at_end
            return None if chosen else _to_choose(row, today)
        case _:
            return None if invoice is None else _to_pay(row, invoice, today)


def _to_keep(row: AppRow, invoice: OpenInvoice | None, number: str) -> Task:
    one = row.subscription
    title = _("%(app)s is suspended on %(day)s") % {"app": row.name, "day": _day(one.suspend_on)}
    if invoice is None:
        text = _("Its period is unpaid. Paid before that day, nothing changes.")
    else:
        text = _("%(amount)s is open. Paid before that day, nothing changes.") % {
            "amount": _amount(row, invoice)
        }
    return Task("bad", title, text, one.app_id, number)


def _to_come_back(row: AppRow, invoice: OpenInvoice | None, number: str) -> Task:
    one = row.subscription
    if one.phase is Phase.TRIAL_EXPIRED:
        title = _("The trial of %(app)s is over") % {"app": row.name}
    else:
        title = _("%(app)s is suspended") % {"app": row.name}
    if invoice is not None:
        text = _("Pay %(amount)s, and it is back as soon as the money has arrived.") % {
            "amount": _amount(row, invoice)
        }
    elif one.phase is Phase.TRIAL_EXPIRED:
        text = _("Choose a plan and pay its first invoice: it is back at once, with everything.")
    else:
        text = _("See what it costs to come back: it is back at once, with everything.")
    back = one.phase is Phase.SUSPENDED
    return Task("bad", title, text, one.app_id, number, plan=invoice is None, back=back)


def _to_choose(row: AppRow, today: date) -> Task:
    one = row.subscription
    days = _days_until(one.trial_ends_on, today)
    if days == 0:
        title = _("The trial of %(app)s ends today") % {"app": row.name}
    else:
        title = ngettext(
            "The trial of %(app)s ends in %(days)d day",
            "The trial of %(app)s ends in %(days)d days",
            days,
        ) % {"app": row.name, "days": days}
    text = _("Choose a plan, and it goes on after %(day)s without a break.") % {
        "day": _day(one.trial_ends_on)
    }
    tone = "warn" if days <= _SOON.days else "accent"
    return Task(tone, title, text, one.app_id, plan=True)


def _to_pay(row: AppRow, invoice: OpenInvoice, today: date) -> Task:
    title = _("%(amount)s for %(app)s") % {"amount": _amount(row, invoice), "app": row.name}
    text = _invoice_text(invoice) % {"number": invoice.number, "day": _day(invoice.due_on)}
    tone = "warn" if invoice.due_on <= today + _SOON else "accent"
    return Task(tone, title, text, row.app_id, invoice.number)


def _invoice_text(invoice: OpenInvoice) -> str:
    match invoice.kind:
        case InvoiceKind.UPGRADE:
            return _("The upgrade takes effect when %(number)s is paid; it is valid to %(day)s.")
        case InvoiceKind.FIRST:
            return _("%(number)s for the first period is valid to %(day)s.")
        case _:
            return _("%(number)s for the next period is due on %(day)s.")


def _amount(row: AppRow, invoice: OpenInvoice) -> str:
    return formatting.amount(invoice.outstanding_minor, row.subscription.price.currency)


def _with_dot(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _day(value: date | None) -> str:
    return "–" if value is None else formatting.day(value)


def _last(ends_on: date | None) -> str:
    return "–" if ends_on is None else formatting.day(ends_on - DAY)
