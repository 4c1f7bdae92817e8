"""States, kinds and reasons in the words of the pages, each with its tone: one place for all.

A word and its tone make a badge: `Word("Active", "ok")`. Unknown codes are shown as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prabayar.domain.catalog import Interval
from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.payment import PaymentMethod
from prabayar.domain.people import Role, StaffRole
from prabayar.domain.promotion import DiscountKind
from prabayar.domain.subscription import AccessLevel, AccessReason, ChangeKind, Phase
from prabayar.entrypoints.web import formatting


class Word(NamedTuple):
    """What a state is called, and whether it is good news: ok, warn, bad, accent or ""."""

    text: str
    tone: str


_Words = Mapping[str, tuple[Promise, str]]
_PHASES: _Words = {
    Phase.TRIAL: (later("Trial"), "accent"),
    Phase.TRIAL_EXPIRED: (later("Trial over"), "bad"),
    Phase.ACTIVE: (later("Active"), "ok"),
    Phase.GRACE: (later("Grace time"), "warn"),
    Phase.SUSPENDED: (later("Suspended"), "bad"),
    Phase.ENDED: (later("Ended"), ""),
}
_ACCESS: _Words = {
    AccessLevel.FULL: (later("Full access"), "ok"),
    AccessLevel.GRACE: (later("Access for now"), "warn"),
    AccessLevel.SUSPENDED: (later("No access"), "bad"),
}
_WHY_NO_ACCESS: dict[str, Promise] = {
    AccessReason.TRIAL_EXPIRED: later("The trial is over and no plan is paid."),
    AccessReason.UNPAID: later("An invoice is unpaid."),
    AccessReason.ENDED: later("The subscription has ended."),
    AccessReason.HOLD: later("We have suspended it."),
}
_INVOICES: _Words = {
    InvoiceStatus.OPEN: (later("Open"), "warn"),
    InvoiceStatus.SETTLED: (later("Settled"), "ok"),
    InvoiceStatus.LAPSED: (later("Lapsed"), "bad"),
    InvoiceStatus.VOID: (later("Void"), ""),
}
_INVOICE_KINDS: dict[str, Promise] = {
    InvoiceKind.FIRST: later("First period"),
    InvoiceKind.RENEWAL: later("Renewal"),
    InvoiceKind.REACTIVATION: later("Reactivation"),
    InvoiceKind.UPGRADE: later("Upgrade"),
}
_INTERVALS: dict[str, Promise] = {
    Interval.MONTH: later("monthly"),
    Interval.YEAR: later("yearly"),
}
_METHODS: dict[str, Promise] = {
    PaymentMethod.BANK_TRANSFER: later("bank transfer"),
    PaymentMethod.CARD: later("card"),
}
_CHANGES: _Words = {
    ChangeKind.FIRST: (later("Plan chosen"), "accent"),
    ChangeKind.UPGRADE: (later("Upgrade ordered"), "accent"),
    ChangeKind.DOWNGRADE: (later("Downgrade ordered"), "accent"),
    ChangeKind.INTERVAL: (later("Other interval ordered"), "accent"),
}
_ROLES: dict[str, Promise] = {
    Role.OWNER: later("owner"),
    Role.ADMIN: later("admin"),
    Role.BILLING: later("billing"),
    Role.DEVELOPER: later("developer"),
    Role.VIEWER: later("viewer"),
    StaffRole.SUPPORT: later("support"),
    StaffRole.FINANCE: later("finance"),
}
# Reasons that the rules give; what staff typed is not here and stays as it is.
_REASONS: dict[str, Promise] = {
    "a credit note was made": later("a credit note was made"),
    "a promotion was granted": later("a promotion was granted"),
    "another change was ordered": later("another change was ordered"),
    "another plan was chosen": later("another plan was chosen"),
    "cancelled": later("it was cancelled"),
    "change withdrawn": later("the change was taken back"),
    "days before the upgrade took effect": later("days before the upgrade took effect"),
    "days of suspension": later("days of suspension"),
    "downgrade ordered": later("a downgrade was ordered"),
    "grace days waived": later("the grace days were waived"),
    "interval ordered": later("another interval was ordered"),
    "promotion granted": later("a promotion was granted"),
    "tax rate changed": later("the tax rate changed"),
    "the next period was paid": later("the next period was paid"),
    "the subscription ended": later("the subscription ended"),
    "these days have been paid by another invoice": later("another invoice paid these days"),
    "too late to be paid": later("it was too late to be paid"),
    "trial extended": later("the trial was extended"),
    "unpaid": later("it was not paid"),
    "unused days of the old plan": later("unused days of the old plan"),
    "unused days paid before this system": later("unused days that the earlier system was paid"),
    "upgrade ordered": later("an upgrade was ordered"),
    "upgraded": later("the app was upgraded"),
    "withdrawn": later("it was taken back"),
}


def phase(code: str) -> Word:
    return _word(_PHASES, code)


def access(code: str) -> Word:
    return _word(_ACCESS, code)


def state(phase_code: str, access_reason: str) -> Word:
    """The state of a subscription as one badge: a hold by staff is heavier than its phase."""
    if access_reason == AccessReason.HOLD and phase_code != Phase.ENDED:
        return Word(_("Suspended by us"), "bad")
    return phase(phase_code)


def why_no_access(access_reason: str) -> str:
    """A sentence; "" while there is full access."""
    return str(_WHY_NO_ACCESS.get(access_reason, ""))


def invoice_status(code: str) -> Word:
    return _word(_INVOICES, code)


def invoice_kind(code: str) -> str:
    return str(_INVOICE_KINDS.get(code, code))


def interval(code: str) -> str:
    """`monthly`, `yearly`: after `billed`."""
    return str(_INTERVALS.get(code, code))


def price_per(amount: str, interval_code: str) -> str:
    """`IDR 5,900,000 a month`."""
    if interval_code == Interval.YEAR:
        return _("%(amount)s a year") % {"amount": amount}
    return _("%(amount)s a month") % {"amount": amount}


def method(code: str) -> str:
    """How it is paid: after `by`."""
    return str(_METHODS.get(code, code))


def change(code: str) -> Word:
    return _word(_CHANGES, code)


def role(code: str) -> str:
    return str(_ROLES.get(code, code))


def reason(text: str) -> str:
    """A reason of the rules in the page's language; what somebody typed stays."""
    return str(_REASONS.get(text, text))


def plan(code: str, names: Mapping[str, str]) -> str:
    """A plan by its name; without one the code reads like a name."""
    return names.get(code) or code.replace("_", " ").replace("-", " ").title()


def discount(kind: str, value: int, currency: str) -> str:
    """`25%` or `IDR 500,000`."""
    if kind == DiscountKind.PERCENT:
        return formatting.percent(value)
    return formatting.amount(value, currency)


def promotion(kind: str, value: int, ends_on: date, currency: str) -> str:
    """`25% off periods that start by 16 Nov 2026`; `ends_on` is the first day without it."""
    return _("%(off)s off periods that start by %(day)s") % {
        "off": discount(kind, value, currency),
        "day": formatting.day(ends_on - formatting.DAY),
    }


def _word(known: _Words, code: str) -> Word:
    found = known.get(code)
    return Word(code, "") if found is None else Word(str(found[0]), found[1])
