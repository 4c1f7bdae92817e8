"""Why an amount of a document is what it is: the rule, its inputs and the fact, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prabayar.domain.catalog import Interval
from prabayar.domain.invoice import InvoiceKind
from prabayar.domain.promotion import DiscountKind
from prabayar.entrypoints.documents import words
from prabayar.entrypoints.web import formatting
from prabayar.store.queries.documents import (
    InvoiceDocument,
    Issued,
    PrintedLine,
    ReceiptDocument,
)


def of_line(found: InvoiceDocument, line: PrintedLine) -> list[str]:
    """Price and its version, how the days were counted, the promotion, and when it was issued."""
    sentences = [_price(found, line), *_days(found, line)]
    if line.discount_minor:
        sentences.append(_discount(found, line))
    return [*sentences, issued(found)]


def issued(found: Issued) -> str:
    return _("It was worked out when %(number)s was issued, on %(at)s, and stays as it is.") % {
        "number": found.number,
        "at": formatting.instant(found.issued_at, found.zone),
    }


def _price(found: InvoiceDocument, line: PrintedLine) -> str:
    given = {
        "plan": line.plan_name,
        "price": words.per_interval(found.price_minor, found.currency, found.interval),
        "version": found.price_version,
    }
    if found.price_custom:
        return _("The price of %(plan)s that was agreed with you: %(price)s.") % given
    return _("The price of %(plan)s, version %(version)d: %(price)s.") % given


def _days(found: InvoiceDocument, line: PrintedLine) -> list[str]:
    if line.starts_on is None or line.ends_on is None:
        sentences = [words.span(line, found) + "."]
        if found.grace_days_billed:
            sentences.append(words.served_in_grace(found.grace_days_billed) + ".")
        return sentences
    days = (line.ends_on - line.starts_on).days
    given = {
        "days": days,
        "span": formatting.days_between(line.starts_on, line.ends_on),
    }
    if found.kind is InvoiceKind.UPGRADE:
        sentence = ngettext(
            "Counted by days: %(days)d day, %(span)s, as its share of the period it lies in.",
            "Counted by days: %(days)d days, %(span)s, as their share of the period they lie in.",
            days,
        )
        return [sentence % given]
    if found.interval is Interval.YEAR:
        return [_("One whole year, %(span)s, counted from your enrolment date.") % given]
    return [_("One whole month, %(span)s, counted from your enrolment date.") % given]


def _discount(found: InvoiceDocument, line: PrintedLine) -> str:
    taken = formatting.amount(line.discount_minor, found.currency)
    if found.promotion is None:
        return _("A promotion took off %(amount)s.") % {"amount": taken}
    given = {
        "amount": taken,
        "discount": words.discount(found.promotion, found.currency),
        "price": formatting.amount(line.price_minor, found.currency),
        "last": formatting.day(found.promotion.ends_on - formatting.DAY),
    }
    if found.promotion.kind is DiscountKind.PERCENT:
        return (
            _(
                "The promotion takes %(discount)s off %(price)s, which is %(amount)s, from each"
                " period that starts by %(last)s. Then the normal price holds."
            )
            % given
        )
    return (
        _(
            "The promotion takes %(amount)s off each period that starts by %(last)s. Then the"
            " normal price holds."
        )
        % given
    )


def of_tax(found: InvoiceDocument | ReceiptDocument) -> list[str]:
    """The rate, what it is taken of, and both roundings."""
    if found.tax is None:
        return [_("There is no tax for the country of the account.")]
    given = {
        "name": found.tax.name,
        "percent": formatting.percent(found.tax.percent_bp),
        "part": f"{found.tax.base_num}/{found.tax.base_den}",
        "net": formatting.amount(found.net_minor, found.currency),
        "base": formatting.amount(found.base_minor, found.currency),
        "tax": formatting.amount(found.tax_minor, found.currency),
    }
    if found.tax.inclusive:
        sums = _("The price contains it: %(net)s without tax, and %(tax)s of tax.") % given
    elif found.tax.base_num == found.tax.base_den:
        sums = _("%(percent)s of %(net)s is %(tax)s, rounded half up.") % given
    else:
        sums = (
            _(
                "%(part)s of %(net)s is %(base)s; %(percent)s of that is %(tax)s. Both are rounded"
                " half up."
            )
            % given
        )
    return [
        _("%(name)s is computed once, on the sum of all lines.") % given,
        sums,
        _("The rate is the one in force on the day of issue. A change of it issues this anew."),
    ]


def of_credit(found: InvoiceDocument) -> list[str]:
    """What the unused days of the old plan bring."""
    return [
        _(
            "The days of your present plan that are paid and not used from %(day)s on, at the"
            " price that was paid for them, with their tax. They come back by a credit note when"
            " this invoice settles."
        )
        % {"day": formatting.day(found.issued_on)},
        issued(found),
    ]


def of_total(found: InvoiceDocument) -> list[str]:
    given = {
        "net": formatting.amount(found.net_minor, found.currency),
        "tax": formatting.amount(found.tax_minor, found.currency),
        "credit": formatting.amount(min(found.credit_minor, found.total_minor), found.currency),
        "payable": formatting.amount(found.payable_minor, found.currency),
    }
    if found.credit_minor:
        return [_("%(net)s + %(tax)s of tax − %(credit)s of credit = %(payable)s.") % given]
    return [_("%(net)s + %(tax)s of tax = %(payable)s.") % given]
