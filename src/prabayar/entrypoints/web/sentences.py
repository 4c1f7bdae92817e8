"""What is said of one fact, in whole sentences that translate; the table of kinds uses them.

Text that somebody typed (a reason, a note) is shown as it was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prabayar.domain.facts import Plain
from prabayar.entrypoints.web import formatting, words
from prabayar.entrypoints.web.formatting import DAY
from prabayar.entrypoints.web.withholding import declared


@dataclass(frozen=True, slots=True)
class Of:
    """What a fact says, ready to be put into a sentence."""

    data: Mapping[str, Plain]
    on: date
    currency: str
    plans: Mapping[str, str]
    staff: bool

    def text(self, key: str) -> str:
        value = self.data.get(key)
        return "" if value is None else str(value)

    def whole(self, key: str) -> int:
        value = self.data.get(key)
        return value if isinstance(value, int) else 0

    def date(self, key: str) -> date | None:
        text = self.text(key)
        return date.fromisoformat(text) if text else None

    def day(self, key: str) -> str:
        found = self.date(key)
        return "" if found is None else formatting.day(found)

    def last(self, key: str) -> str:
        """The last day of a range of which `key` names the end."""
        found = self.date(key)
        return "" if found is None else formatting.day(found - DAY)

    def plan(self, key: str) -> str:
        return words.plan(self.text(key), self.plans)

    def interval(self) -> str:
        return words.interval(self.text("interval"))

    def reason(self) -> str:
        return words.reason(self.text("reason"))

    def role(self, key: str) -> str:
        return words.role(self.text(key))

    def off(self) -> str:
        return words.discount(self.text("kind"), self.whole("value"), self.currency)

    def sum(self, key: str) -> int | None:
        if key == "net":
            return self.whole("net") + self.whole("tax")
        value = self.data.get(key) if key else None
        return value if isinstance(value, int) else None


Says = Callable[[Of], str]


@dataclass(frozen=True, slots=True)
class Words:
    """`sum` names the part of the fact that is its amount."""

    what: Promise | Says
    tone: str | Says = ""
    detail: Says | None = None
    sum: str = ""


def join(*sentences: str) -> str:
    return " ".join(one for one in sentences if one)


def _sentence(text: str) -> str:
    """With a capital and a full stop, whoever wrote it."""
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def always(text: Promise) -> Says:
    return lambda of: str(text)


def just(key: str) -> Says:
    return lambda of: of.text(key)


def account_changed(of: Of) -> str:
    values = {"before": of.text("before"), "after": of.text("after")}
    match of.text("field"):
        case "zone":
            return _("Time zone %(after)s, from the next period of each app on.") % values
        case "use_balance" if of.data.get("after"):
            return _("The balance pays open invoices by itself.")
        case "use_balance":
            return _("The balance no longer pays invoices by itself.")
        case "party":
            return _("Documents from now on are made out to %(after)s.") % values
        case "app name":
            return _("The app is called %(after)s now, before it was %(before)s.") % values
        case "notices":
            return _("%(email)s chose anew which notices it gets by e-mail.") % {
                "email": of.text("email")
            }
        case "refund_account":
            return _("Refunds go to %(after)s.") % values
        case "billing_emails" if not of.text("after"):
            return _("Billing e-mails go to nobody but members.")
        case "billing_emails":
            return _("Billing e-mails go to %(after)s.") % values
        case field:
            return declared(field, of.whole("after")) or f"{field}: {values['after']}"


def parked(of: Of) -> str:
    if of.staff:
        return of.text("reason")
    return _("We are looking at something. Until then nothing is charged, suspended or ended.")


def trial_extended(of: Of) -> str:
    days = of.whole("days")
    values = {"days": days, "day": of.day("ends_on")}
    text = ngettext(
        "%(days)d more day, through %(day)s.", "%(days)d more days, through %(day)s.", days
    )
    return join(text % values, of.text("note"))


def extension_requested(of: Of) -> str:
    days = of.whole("days")
    text = ngettext("%(days)d day: %(reason)s", "%(days)d days: %(reason)s", days)
    return text % {"days": days, "reason": of.text("reason")}


def loss(of: Of) -> str:
    if not of.text("loses_promotion_through"):
        return ""
    return _("The promotion, which would run through %(day)s, is lost with it.") % {
        "day": of.day("loses_promotion_through")
    }


def plan_and_interval(of: Of) -> str:
    plan = _("%(plan)s, billed %(interval)s.") % {
        "plan": of.plan("plan"),
        "interval": of.interval(),
    }
    return join(plan, loss(of))


def issued_what(of: Of) -> str:
    return _("Invoice issued anew") if of.data.get("anew") else _("Invoice issued")


def issued(of: Of) -> str:
    return invoice_for(of.text("kind")) % {"day": of.day("due_on")}


def invoice_for(kind: str) -> str:
    match kind:
        case "first":
            return _("For the first period, to be paid by %(day)s.")
        case "reactivation":
            return _("To bring the app back, to be paid by %(day)s.")
        case "upgrade":
            return _("For the upgrade, to be paid by %(day)s.")
        case _renewal:
            return _("For the next period, due %(day)s.")


def settled(of: Of) -> str:
    late = _("The money had been booked in time.") if of.data.get("late") else ""
    match of.text("kind"):
        case "first":
            return join(_("The first period is paid."), late)
        case "reactivation":
            return join(_("The app is back."), late)
        case "upgrade":
            return join(_("The upgrade is paid and takes effect."), late)
        case _renewal:
            return join(_("The next period is paid."), late)


def will_settle(of: Of) -> str:
    match of.text("kind"):
        case "first":
            return _("For the first period.")
        case "reactivation":
            return _("The app comes back.")
        case "upgrade":
            return _("For the upgrade, which takes effect.")
        case _renewal:
            return _("For the next period.")


def voided(of: Of) -> str:
    return _sentence(of.reason())


def credited(of: Of) -> str:
    return _sentence(_("To the balance, for: %(reason)s") % {"reason": of.reason()})


def taken_over(of: Of) -> str:
    return _("On the plan %(plan)s.") % {"plan": of.plan("plan")}


def deferred(of: Of) -> str:
    if of.text("step") == "trial_end":
        return _("Our notice came late, so the trial lasts longer: through %(day)s.") % {
            "day": of.last("until_on")
        }
    return _("Our notice came late, so the grace time begins later: on %(day)s.") % {
        "day": of.day("until_on")
    }


def grace(of: Of) -> str:
    return _("Everything keeps working. Without the payment the app is suspended on %(day)s.") % {
        "day": of.day("suspend_on")
    }


def suspended(of: Of) -> str:
    return _("The invoice was not paid. Paying brings the app back; unpaid it ends on %(day)s.") % {
        "day": of.day("ends_on")
    }


def access_what(of: Of) -> str:
    match of.text("after"):
        case "full":
            return _("Full access again")
        case "grace":
            return _("Access goes on in grace time")
        case _suspended:
            return _("Access suspended")


def access_tone(of: Of) -> str:
    return {"full": "ok", "grace": "warn"}.get(of.text("after"), "bad")


def ended(of: Of) -> str:
    match of.text("reason"):
        case "cancelled":
            return _("It had been cancelled.")
        case "trial_expired":
            return _("No plan was chosen after the trial.")
        case "unpaid":
            return _("It stayed unpaid.")
        case reason:
            return reason


def will_end(of: Of) -> str:
    match of.text("reason"):
        case "cancelled":
            return _("It is cancelled.")
        case "trial_expired":
            return _("If no plan is chosen before.")
        case _unpaid:
            return _("If it is not paid before.")


def ordered_what(of: Of) -> str:
    match of.text("kind"):
        case "upgrade":
            return _("Upgrade ordered")
        case "downgrade":
            return _("Downgrade ordered")
        case "interval":
            return _("Other interval ordered")
        case _other:
            return _("Plan chosen")


def dropped_what(of: Of) -> str:
    match of.text("kind"):
        case "upgrade":
            return _("Upgrade dropped")
        case "downgrade":
            return _("Downgrade dropped")
        case "interval":
            return _("Change of interval dropped")
        case _other:
            return _("Chosen plan dropped")


def dropped(of: Of) -> str:
    return _("To %(plan)s. Reason: %(reason)s.") % {"plan": of.plan("plan"), "reason": of.reason()}


def plan_changed(of: Of) -> str:
    values = {"before": of.plan("before"), "after": of.plan("after"), "interval": of.interval()}
    if values["before"] == values["after"]:
        return _("%(after)s, billed %(interval)s from now on.") % values
    return _("From %(before)s to %(after)s, billed %(interval)s.") % values


def cancelled(of: Of) -> str:
    ends_on = of.date("ends_on")
    if ends_on is not None and ends_on <= of.on:
        return join(_("It ended at once."), of.text("reason"))
    text = _("It runs through %(day)s, then it ends.") % {"day": of.last("ends_on")}
    return join(text, of.text("reason"))


def granted(of: Of) -> str:
    text = _("%(off)s off each period that starts by %(day)s.") % {
        "off": of.off(),
        "day": of.last("ends_on"),
    }
    return join(text, of.text("note"))


def normal_from(of: Of) -> str:
    if of.text("from_on"):
        return _("The normal price, before tax, from %(day)s on.") % {"day": of.day("from_on")}
    return _("The normal price, before tax, from the next period on.")


def removed(of: Of) -> str:
    return _("The change of plan removed %(off)s off, which would have run through %(day)s.") % {
        "off": of.off(),
        "day": of.last("ends_on"),
    }


def booked(of: Of) -> str:
    # Money of nobody known has its booking day as the day of its fact.
    day = of.day("booked_on") or formatting.day(of.on)
    return _("Booked by the bank on %(day)s.") % {"day": day}


def staff_changed(of: Of) -> str:
    values = {"email": of.text("email"), "before": of.role("before"), "role": of.role("role")}
    if not of.text("before"):
        return _("%(email)s is staff now, as %(role)s.") % values
    if not of.text("role"):
        return _("%(email)s is no longer staff.") % values
    return _("%(email)s: %(before)s → %(role)s") % values


def as_role(of: Of) -> str:
    return _("%(email)s, as %(role)s") % {"email": of.text("email"), "role": of.role("role")}


def changed_role(of: Of) -> str:
    return _("%(email)s: %(before)s → %(role)s") % {
        "email": of.text("email"),
        "before": of.role("before"),
        "role": of.role("role"),
    }


def of_setting(name: str) -> Says:
    def says(of: Of) -> str:
        if of.text("before"):
            return f"{of.text(name)}: {of.text('before')} → {of.text('after')}"
        return f"{of.text(name)}: {of.text('after')}"

    return says


def day_of(text: Promise, key: str) -> Says:
    """A sentence with one day in it."""
    return lambda of: str(text) % {"day": of.day(key)}


def last_day_of(text: Promise, key: str) -> Says:
    """A sentence with the last day of a range in it."""
    return lambda of: str(text) % {"day": of.last(key)}
