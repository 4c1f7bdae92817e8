"""Why an amount of a preview is what it is: the price, the days that are counted, the tax.

Each function gives sentences; a document that is issued has its own in `documents.why`, from its
frozen rows. `before` is the state that the preview starts from, where it is known.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from prabayar.domain.catalog import Interval, Price
from prabayar.domain.invoice import CreditNote, Deferral, Invoice, InvoiceKind
from prabayar.domain.life.upgrade import opening_part
from prabayar.domain.pricing import Line
from prabayar.domain.promotion import DiscountKind, Promotion
from prabayar.domain.state import AccountState, Decision
from prabayar.domain.subscription import Period
from prabayar.domain.tax import TaxRate
from prabayar.entrypoints.documents.words import per_interval
from prabayar.entrypoints.web import formatting, words


def of_price(price: Price, plan_name: str) -> str:
    given = {
        "plan": plan_name,
        "price": per_interval(price.amount_minor, price.currency, price.interval),
        "version": price.version,
    }
    if price.custom:
        return _("The price of %(plan)s that was agreed with you: %(price)s.") % given
    return _("The price of %(plan)s, version %(version)d: %(price)s.") % given


def of_line(
    invoice: Invoice,
    line: Line,
    *,
    plan_name: str,
    promotion: Promotion | None,
    before: AccountState | None,
) -> tuple[str, ...]:
    """The price, how the days are counted, and what the promotion takes off."""
    said = [of_price(invoice.price, plan_name), *_days(invoice, line, before)]
    if line.discount_minor and promotion is not None:
        said.append(_discount(invoice, line, promotion))
    return tuple(said)


def _days(invoice: Invoice, line: Line, before: AccountState | None) -> list[str]:
    if line.starts_on is None or line.ends_on is None:
        return []
    if invoice.kind is InvoiceKind.UPGRADE:
        return [_part(invoice, line, line.starts_on, line.ends_on, before)]
    given = {"span": formatting.days_between(line.starts_on, line.ends_on)}
    if invoice.price.interval is Interval.YEAR:
        return [_("One whole year, %(span)s, counted from your enrolment date.") % given]
    return [_("One whole month, %(span)s, counted from your enrolment date.") % given]


def _part(
    invoice: Invoice, line: Line, first_on: date, ends_on: date, before: AccountState | None
) -> str:
    period = _period(invoice, ends_on, before)
    days = (ends_on - first_on).days
    given = {"days": days, "span": formatting.days_between(first_on, ends_on)}
    if period is None:
        text = ngettext(
            "Counted by days: %(days)d day, %(span)s, as its share of the period it lies in.",
            "Counted by days: %(days)d days, %(span)s, as their share of the period they lie in.",
            days,
        )
        return text % given
    given |= {
        "whole": (period.ends_on - period.starts_on).days,
        "period": formatting.days_between(period.starts_on, period.ends_on),
        "price": formatting.amount(invoice.price.amount_minor, invoice.currency),
        "amount": formatting.amount(line.price_minor, invoice.currency),
    }
    text = ngettext(
        "%(days)d of the %(whole)d days of %(period)s: %(price)s × %(days)d ÷ %(whole)d ="
        " %(amount)s, rounded so that the days of a period add up to its price.",
        "%(days)d of the %(whole)d days of %(period)s: %(price)s × %(days)d ÷ %(whole)d ="
        " %(amount)s, rounded so that the days of a period add up to its price.",
        days,
    )
    return text % given


def _period(invoice: Invoice, ends_on: date, before: AccountState | None) -> Period | None:
    periods = () if before is None else before.periods.get(invoice.subscription_id, ())
    return next((period for period in periods if period.ends_on == ends_on), None)


def _discount(invoice: Invoice, line: Line, promotion: Promotion) -> str:
    given = {
        "discount": words.discount(promotion.kind, promotion.value, invoice.currency),
        "price": formatting.amount(line.price_minor, invoice.currency),
        "amount": formatting.amount(line.discount_minor, invoice.currency),
        "last": formatting.day(promotion.ends_on - formatting.DAY),
    }
    if promotion.kind is DiscountKind.PERCENT:
        text = _(
            "The promotion takes %(discount)s off %(price)s, which is %(amount)s, from each period"
            " that starts by %(last)s. Then the normal price holds."
        )
        return text % given
    text = _(
        "The promotion takes %(amount)s off each period that starts by %(last)s. Then the normal"
        " price holds."
    )
    return text % given


def of_tax(
    rate: TaxRate | None, *, net_minor: int, base_minor: int, tax_minor: int, currency: str
) -> tuple[str, ...]:
    """The rate, what it is taken of, and both roundings."""
    if rate is None:
        return (_("There is no tax for the country of the account."),)
    given = {
        "name": rate.name,
        "percent": formatting.percent(rate.percent_bp),
        "part": f"{rate.base_num}/{rate.base_den}",
        "net": formatting.amount(net_minor, currency),
        "base": formatting.amount(base_minor, currency),
        "tax": formatting.amount(tax_minor, currency),
    }
    if rate.inclusive:
        sums = _("The price contains it: %(net)s without tax, and %(tax)s of tax.") % given
    elif rate.base_num == rate.base_den:
        sums = _("%(percent)s of %(net)s is %(tax)s, rounded half up.") % given
    else:
        text = _(
            "%(part)s of %(net)s is %(base)s; %(percent)s of that is %(tax)s. Both are rounded"
            " half up."
        )
        sums = text % given
    return (
        _("%(name)s is computed once, on the sum of all lines.") % given,
        sums,
        _("The rate is the one in force on the day of issue. A change of it issues this anew."),
    )


def of_credit(invoice: Invoice, *, before: AccountState | None) -> tuple[str, ...]:
    """What the unused days of the old plan bring, receipt by receipt."""
    day = invoice.issued_on
    given = {"day": formatting.day(day)}
    first = _(
        "The days of your present plan that are paid and not used from %(day)s on, at the price"
        " that was paid for them, with their tax. They come back by a credit note when this"
        " invoice settles."
    )
    if before is None:
        return (first % given,)
    unused = [
        deferral
        for deferral in before.deferrals.values()
        if deferral.subscription_id == invoice.subscription_id and deferral.ends_on > day
    ]
    said, net = [first % given], 0
    for deferral in sorted(unused, key=lambda d: d.starts_on):
        first_on = max(day, deferral.starts_on)
        part = deferral.net_minor - deferral.earned(first_on)
        net += part
        said.append(_unused(deferral, first_on=first_on, net_minor=part))
    opening = opening_part(before.periods.get(invoice.subscription_id, ()), day=day)
    if opening:
        text = _("Unused days that were paid in the earlier system: %(amount)s.")
        said.append(text % {"amount": formatting.amount(opening, invoice.currency)})
    tax = invoice.credit_minor - net - opening
    if tax:
        said.append(_tax_of_it(tax, invoice.currency))
    return tuple(said)


# The rule behind credit notes that are not for the unused days of a receipt.
_RULES = {
    "days before the upgrade took effect": later(
        "On these days the old plan ran: the difference of the two day prices comes back."
    ),
    "days of suspension": later("On these days there was no service: they come back."),
    "promotion granted": later(
        "The period is paid and has not begun: what the promotion takes off it comes back."
    ),
}


def of_note(
    note: CreditNote, decision: Decision, *, before: AccountState | None
) -> tuple[str, ...]:
    """Which days of the receipt a credit note takes back, and their tax."""
    said = [str(_RULES[note.reason])] if note.reason in _RULES else []
    for after in decision.changed_deferrals:
        was = None
        if before is not None and after.receipt_id == note.receipt_id:
            was = before.deferrals.get((after.receipt_id, after.line_no))
        if was is not None and after.ends_on < was.ends_on and after.net_minor < was.net_minor:
            taken = was.net_minor - after.net_minor
            first_on = max(note.issued_on, was.starts_on)
            said.append(_unused(was, first_on=first_on, net_minor=taken))
    if note.tax_minor:
        said.append(_tax_of_it(note.tax_minor, note.currency))
    return tuple(said)


def _unused(deferral: Deferral, *, first_on: date, net_minor: int) -> str:
    days = (deferral.ends_on - first_on).days
    text = ngettext(
        "%(days)d unused of the %(whole)d days of %(span)s, for which %(net)s was paid before tax:"
        " %(amount)s.",
        "%(days)d unused of the %(whole)d days of %(span)s, for which %(net)s was paid before tax:"
        " %(amount)s.",
        days,
    )
    return text % {
        "days": days,
        "whole": (deferral.ends_on - deferral.starts_on).days,
        "span": formatting.days_between(deferral.starts_on, deferral.ends_on),
        "net": formatting.amount(deferral.net_minor, deferral.currency),
        "amount": formatting.amount(net_minor, deferral.currency),
    }


def _tax_of_it(minor: int, currency: str) -> str:
    return _("The tax that was paid on it: %(amount)s.") % {
        "amount": formatting.amount(minor, currency)
    }


def of_total(invoice: Invoice, *, balance_minor: int) -> tuple[str, ...]:
    """How what is to pay is added up."""
    credit = min(invoice.credit_minor, invoice.total_minor)
    given = {
        "net": formatting.amount(invoice.tax.net_minor, invoice.currency),
        "tax": formatting.amount(invoice.tax.tax_minor, invoice.currency),
        "credit": formatting.amount(credit, invoice.currency),
        "payable": formatting.amount(invoice.payable_minor, invoice.currency),
        "balance": formatting.amount(balance_minor, invoice.currency),
        "left": formatting.amount(invoice.payable_minor - balance_minor, invoice.currency),
    }
    if credit:
        said = [_("%(net)s + %(tax)s of tax − %(credit)s of credit = %(payable)s.") % given]
    else:
        said = [_("%(net)s + %(tax)s of tax = %(payable)s.") % given]
    if invoice.credit_minor > invoice.total_minor:
        surplus = formatting.amount(invoice.credit_minor - invoice.total_minor, invoice.currency)
        text = _("The credit is greater: %(amount)s of it stays on the balance.")
        said.append(text % {"amount": surplus})
    if balance_minor:
        said.append(_("%(balance)s of it comes from the balance; %(left)s is left.") % given)
    return tuple(said)
