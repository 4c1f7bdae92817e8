"""What an act is called, what it does in a sentence or two, and what is said when it is done.

Dates are those of the decision: of its preview before, of what was carried out afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prabayar.domain.catalog import Catalog, Interval
from prabayar.domain.invoice import Invoice, InvoiceKind
from prabayar.domain.subscription import Phase, Subscription
from prabayar.entrypoints.dashboard.plan.wanting import Act, Wanted
from prabayar.entrypoints.web import formatting, words
from prabayar.entrypoints.web.formatting import DAY


class Deed(Enum):
    """An act with what it comes to for this app."""

    CHOOSE = auto()
    CHOOSE_LATE = auto()  # the trial is over
    UPGRADE = auto()
    UPGRADE_UNPAID = auto()  # the period is unpaid: the upgrade comes with its invoice
    DOWNGRADE = auto()
    BY_YEAR = auto()
    BY_MONTH = auto()
    WITHDRAW = auto()
    CANCEL = auto()
    END = auto()
    RESUME = auto()
    AHEAD = auto()
    REACTIVATE = auto()


_Words = Mapping[Deed, Promise]
_TITLES: _Words = {
    Deed.CHOOSE: _("Choose %(plan)s for %(app)s"),
    Deed.CHOOSE_LATE: _("Choose %(plan)s for %(app)s"),
    Deed.UPGRADE: _("Upgrade %(app)s to %(plan)s"),
    Deed.UPGRADE_UNPAID: _("Upgrade %(app)s to %(plan)s"),
    Deed.DOWNGRADE: _("Change %(app)s to %(plan)s"),
    Deed.BY_YEAR: _("Pay for %(app)s by the year"),
    Deed.BY_MONTH: _("Pay for %(app)s by the month"),
    Deed.WITHDRAW: _("Take back the change of %(app)s"),
    Deed.CANCEL: _("Cancel %(app)s"),
    Deed.END: _("End %(app)s at once"),
    Deed.RESUME: _("Resume %(app)s"),
    Deed.AHEAD: _("Pay ahead for %(app)s"),
    Deed.REACTIVATE: _("Bring %(app)s back"),
}
_CONFIRMS: _Words = {
    Deed.CHOOSE: _("Choose this plan"),
    Deed.CHOOSE_LATE: _("Choose this plan"),
    Deed.UPGRADE: _("Order the upgrade"),
    Deed.UPGRADE_UNPAID: _("Order the upgrade"),
    Deed.DOWNGRADE: _("Order the change"),
    Deed.BY_YEAR: _("Order the change"),
    Deed.BY_MONTH: _("Order the change"),
    Deed.WITHDRAW: _("Take it back"),
    Deed.CANCEL: _("Cancel the subscription"),
    Deed.END: _("End it at once"),
    Deed.RESUME: _("Resume the subscription"),
    Deed.AHEAD: _("Issue the invoice"),
    Deed.REACTIVATE: _("Issue the invoice"),
}
_LEADS: _Words = {
    Deed.CHOOSE: _("The balance pays for it: %(plan)s is yours through %(last)s."),
    Deed.CHOOSE_LATE: _("The balance pays for it: the app is back, and paid through %(last)s."),
    Deed.UPGRADE: _("Nothing is to be paid: %(plan)s begins today."),
    Deed.UPGRADE_UNPAID: _("The balance pays for it: %(plan)s begins today."),
    Deed.DOWNGRADE: _("Nothing is to be paid now. %(plan)s begins on %(day)s."),
    Deed.BY_YEAR: _("Nothing changes now. You pay by the year from %(day)s on."),
    Deed.BY_MONTH: _("Nothing changes now. You pay by the month from %(day)s on."),
    Deed.WITHDRAW: _("Everything stays as it is now."),
    Deed.CANCEL: _("It runs through %(last)s, then it ends. Until then you can resume it."),
    Deed.END: _("It ends today, and cannot be taken back."),
    Deed.RESUME: _("It goes on after %(last)s, as if it had not been cancelled."),
    Deed.AHEAD: _("The balance pays for it: the app is paid through %(last)s."),
    Deed.REACTIVATE: _("The balance pays for it: the app is back at once."),
}
_LEADS_TO_PAY: _Words = {
    Deed.CHOOSE: _(
        "Today an invoice for %(amount)s is issued, valid until %(until)s. The quota of %(plan)s"
        " holds as soon as it is settled. The paid time begins after the last trial day, on"
        " %(begins)s, or on the day it is settled if that is later."
    ),
    Deed.CHOOSE_LATE: _(
        "Today an invoice for %(amount)s is issued, valid until %(until)s. The app is back on the"
        " day it is settled."
    ),
    Deed.UPGRADE: _(
        "Today an invoice for %(amount)s is issued, valid until %(until)s. When it is settled,"
        " %(plan)s begins on that day. If it is not, nothing changes."
    ),
    Deed.UPGRADE_UNPAID: _(
        "The invoice of the period that is unpaid is issued anew, for %(amount)s. When it is"
        " settled, %(plan)s begins on that day."
    ),
    Deed.DOWNGRADE: _(
        "The open invoice is issued anew, for %(amount)s. %(plan)s begins on %(day)s."
    ),
    Deed.BY_YEAR: _(
        "The open invoice is issued anew, for %(amount)s. You pay by the year from %(day)s on."
    ),
    Deed.BY_MONTH: _(
        "The open invoice is issued anew, for %(amount)s. You pay by the month from %(day)s on."
    ),
    Deed.WITHDRAW: _("The open invoice is issued anew, for %(amount)s, for the plan as it is."),
    Deed.RESUME: _(
        "It goes on after %(last)s, as if it had not been cancelled. The invoice for what follows,"
        " %(amount)s, is issued today."
    ),
    Deed.AHEAD: _("Today the invoice for the next period is issued: %(amount)s, due on %(until)s."),
    Deed.REACTIVATE: _(
        "Today an invoice for %(amount)s is issued, valid until %(until)s. The app is back on the"
        " day it is settled."
    ),
}
_DONE: _Words = {
    Deed.CHOOSE: _("%(plan)s is paid, through %(last)s."),
    Deed.CHOOSE_LATE: _("The app is back, and paid through %(last)s."),
    Deed.UPGRADE: _("The app is on %(plan)s from today on."),
    Deed.UPGRADE_UNPAID: _("The app is on %(plan)s from today on."),
    Deed.DOWNGRADE: _("%(plan)s begins on %(day)s. Until then everything stays as it is."),
    Deed.BY_YEAR: _("You pay by the year from %(day)s on."),
    Deed.BY_MONTH: _("You pay by the month from %(day)s on."),
    Deed.WITHDRAW: _("The change is taken back. The app is served through %(last)s as before."),
    Deed.CANCEL: _("The app is cancelled, and runs through %(last)s."),
    Deed.END: _("The app has ended today."),
    Deed.RESUME: _("The app is resumed, and goes on after %(last)s."),
    Deed.AHEAD: _("The next period is paid, through %(last)s."),
    Deed.REACTIVATE: _("The app is back, and paid through %(last)s."),
}
_DONE_TO_PAY: _Words = {
    Deed.CHOOSE: _("%(plan)s is chosen. Pay this invoice by %(until)s."),
    Deed.CHOOSE_LATE: _("%(plan)s is chosen. Pay this invoice by %(until)s, and the app is back."),
    Deed.UPGRADE: _("The upgrade to %(plan)s is ordered. Pay this invoice by %(until)s."),
    Deed.UPGRADE_UNPAID: _("The upgrade is ordered. %(plan)s begins when this invoice is settled."),
    Deed.AHEAD: _("This is the invoice for the next period. It is due on %(until)s."),
    Deed.REACTIVATE: _("Pay this invoice by %(until)s, and the app is back on that day."),
    Deed.DOWNGRADE: _("%(plan)s begins on %(day)s. This is the invoice for it."),
}


@dataclass(frozen=True, slots=True)
class Saying:
    """`then` is the app after the decision, `to_pay` its new invoice that is to be paid."""

    wanted: Wanted
    now: Subscription
    then: Subscription
    to_pay: Invoice | None
    catalog: Catalog
    name: str

    @property
    def deed(self) -> Deed:
        match self.wanted.act:
            case Act.CHANGE:
                return self._change()
            case Act.CHOOSE if self.now.phase is Phase.TRIAL_EXPIRED:
                return Deed.CHOOSE_LATE
            case Act.INTERVAL:
                return Deed.BY_YEAR if self.wanted.interval is Interval.YEAR else Deed.BY_MONTH
            case Act.CANCEL if self.then.phase is Phase.ENDED:
                return Deed.END
            case act:
                return Deed[act.name]

    def _change(self) -> Deed:
        plans = self.catalog
        if plans.plan(self.wanted.plan).rank < plans.plan(self.now.price.plan_code).rank:
            return Deed.DOWNGRADE
        unpaid = self.to_pay is not None and self.to_pay.kind is InvoiceKind.RENEWAL
        return Deed.UPGRADE_UNPAID if unpaid else Deed.UPGRADE

    @property
    def title(self) -> str:
        """The heading of the preview."""
        return str(_TITLES[self.deed]) % self._values()

    @property
    def confirm(self) -> str:
        """What the button says that carries it out."""
        return str(_CONFIRMS[self.deed])

    @property
    def lead(self) -> str:
        """What it does, on the preview."""
        known = _LEADS if self.to_pay is None else {**_LEADS, **_LEADS_TO_PAY}
        return str(known[self.deed]) % self._values()

    @property
    def done(self) -> str:
        """What is said when it is carried out."""
        known = _DONE if self.to_pay is None else {**_DONE, **_DONE_TO_PAY}
        return str(known[self.deed]) % self._values()

    def _values(self) -> dict[str, str]:
        names = {plan.code: plan.name for plan in self.catalog.plans.values()}
        invoice, until = self.to_pay, None
        amount = ""
        if invoice is not None:
            until = invoice.valid_until_on or invoice.due_on
            amount = formatting.amount(invoice.outstanding_minor, invoice.currency)
        return {
            "app": self.name,
            "plan": words.plan(self.wanted.plan, names),
            "amount": amount,
            "until": _day(until),
            "day": _day(self.then.paid_until_on),
            "last": _last(self.then),
            "begins": _day(self.then.trial_ends_on and self.then.trial_ends_on + DAY),
        }


def _day(value: date | None) -> str:
    return "–" if value is None else formatting.day(value)


def _last(one: Subscription) -> str:
    """The last day that is served: of what is paid, or of the trial."""
    if one.paid_until_on is not None:
        return formatting.day(one.paid_until_on - DAY)
    return _day(one.trial_ends_on)
