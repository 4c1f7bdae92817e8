"""How letters say amounts, days, names and addresses: in the language that is active."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from babel.dates import format_date
from django.conf import settings
from django.utils.translation import gettext as _

from prabayar.domain.catalog import Interval
from prabayar.domain.promotion import DiscountKind, Promotion
from prabayar.domain.state import Terms
from prabayar.domain.tax import TaxRate
from prabayar.domain.wording import AskedFor, Occasion, Settled, Subscribed
from prabayar.entrypoints.documents.letters.letter import NBSP, Action
from prabayar.entrypoints.web import formatting

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Voice:
    """What a letter says of its occasion."""

    occasion: Occasion
    terms: Terms

    @property
    def subscription(self) -> Subscribed:
        found = self.occasion.subscription
        if found is None:
            raise ValueError("this notice is of no subscription")
        return found

    @property
    def invoice(self) -> AskedFor:
        found = self.occasion.invoice
        if found is None:
            raise ValueError("this notice is of no invoice")
        return found

    @property
    def receipt(self) -> Settled:
        found = self.occasion.receipt
        if found is None:
            raise ValueError("this notice is of no receipt")
        return found

    @property
    def app(self) -> str:
        """As its people call it."""
        return self.subscription.app_name or self.subscription.app_id

    @property
    def app_in_full(self) -> str:
        name, app_id = self.subscription.app_name, self.subscription.app_id
        return app_id if name in ("", app_id) else f"{name} ({app_id})"

    def money(self, minor: int) -> str:
        return whole(formatting.amount(minor, self.occasion.currency))

    def count(self, value: int) -> str:
        return formatting.count(value)

    def plan(self, code: str) -> str:
        found = self.terms.catalog.plans.get(code)
        return code if found is None else found.name

    def price(self, minor: int, interval: Interval) -> str:
        if interval is Interval.YEAR:
            return _("%(amount)s a year before tax") % {"amount": self.money(minor)}
        return _("%(amount)s a month before tax") % {"amount": self.money(minor)}

    def plan_by(self, code: str, interval: Interval) -> str:
        if interval is Interval.YEAR:
            return _("%(plan)s, yearly") % {"plan": self.plan(code)}
        return _("%(plan)s, monthly") % {"plan": self.plan(code)}

    def discount(self, promotion: Promotion) -> str:
        if promotion.kind is DiscountKind.PERCENT:
            return formatting.percent(promotion.value)
        return self.money(promotion.value)

    def discount_told(self) -> str:
        """That of the fact."""
        value = self.occasion.minor("value")
        if self.occasion.text("kind") == DiscountKind.PERCENT:
            return formatting.percent(value)
        return self.money(value)

    def rate_of(self, key: str) -> TaxRate | None:
        return next((rate for rate in self.terms.tax_rates if rate.key == key), None)

    def tax(self, key: str) -> str:
        """`PPN 12% on 11/12 of the price`."""
        rate = self.rate_of(key)
        if rate is None:
            return _("Tax")
        words = {"name": rate.name, "percent": formatting.percent(rate.percent_bp)}
        if rate.base_num == rate.base_den:
            return _("%(name)s %(percent)s") % words
        part = f"{rate.base_num}/{rate.base_den}"
        return _("%(name)s %(percent)s on %(part)s of the price") % {**words, "part": part}

    def suspended_from(self) -> date:
        """The first day without access, if a renewal is not settled; later at the most."""
        told = self.subscription.suspend_on
        due_on = self.invoice.due_on
        return told or due_on + timedelta(days=self.terms.policy.schedule.grace_days)

    @property
    def pays_to(self) -> str:
        return self.terms.policy.transfer_to.get(self.occasion.currency, "").strip()

    def invoice_url(self) -> str:
        return link(f"/invoices/{quote(self.invoice.number)}/")

    def receipt_url(self) -> str:
        return link(f"/receipts/{quote(self.receipt.number)}/")

    def app_url(self) -> str:
        return link(f"/apps/{quote(self.subscription.app_id)}/")

    def pay_open_invoice(self) -> Action | None:
        number = self.subscription.open_invoice
        if not number:
            return None
        return Action(_("Open the invoice"), link(f"/invoices/{quote(number)}/"))


def whole(text: str) -> str:
    """An amount or a day, which no end of a line tears apart."""
    return text.replace(" ", NBSP)


def link(path: str) -> str:
    return f"{settings.PRABAYAR_URL}{path}"


def day(value: date) -> str:
    """`18 November 2026`: whole, since a letter is read on another day than it was written."""
    return whole(format_date(value, "d MMMM y", locale=formatting.locale_now()))


def last(ends_on: date) -> str:
    """The last day of a range that ends before `ends_on`."""
    return day(ends_on - DAY)


def days(starts_on: date, ends_on: date) -> str:
    return formatting.days_between(starts_on, ends_on)
