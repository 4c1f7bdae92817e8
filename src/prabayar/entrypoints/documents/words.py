"""Sentences and labels that a document's page and its PDF share, in the language that is active."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prabayar.domain.catalog import Interval
from prabayar.domain.facts import FactKind
from prabayar.domain.invoice import DocumentKind, InvoiceKind
from prabayar.domain.ledger import Code
from prabayar.domain.promotion import DiscountKind
from prabayar.entrypoints.web import formatting
from prabayar.entrypoints.web.words import reason as reason_in_words
from prabayar.store.queries.documents import (
    CreditNoteDocument,
    InvoiceDocument,
    Issued,
    PaidPart,
    PrintedLine,
    PromotionWords,
    TaxWords,
)


def title_of(kind: DocumentKind) -> str:
    match kind:
        case DocumentKind.INVOICE:
            return _("Invoice")
        case DocumentKind.RECEIPT:
            return _("Receipt")
        case DocumentKind.CREDIT_NOTE:
            return _("Credit note")


def purpose(kind: InvoiceKind) -> str:
    """What an invoice is for."""
    match kind:
        case InvoiceKind.FIRST:
            return _("For the first paid period")
        case InvoiceKind.RENEWAL:
            return _("For the next period")
        case InvoiceKind.REACTIVATION:
            return _("To reactivate the subscription")
        case InvoiceKind.UPGRADE:
            return _("For the change to a larger plan")


def app_of(found: Issued) -> str:
    """`Chat (chat-1)`; only the App ID where the name says the same."""
    same = found.app_name in ("", found.app_id)
    return found.app_id if same else f"{found.app_name} ({found.app_id})"


def tax_label(tax: TaxWords) -> str:
    """`PPN 12%`, and what it is taken of where that is not the whole price."""
    words = {
        "name": tax.name,
        "percent": formatting.percent(tax.percent_bp),
        "part": f"{tax.base_num}/{tax.base_den}",
    }
    whole = tax.base_num == tax.base_den
    if tax.inclusive and whole:
        return _("%(name)s %(percent)s, included in the price") % words
    if tax.inclusive:
        return _("%(name)s %(percent)s on %(part)s, included in the price") % words
    if whole:
        return _("%(name)s %(percent)s") % words
    return _("%(name)s %(percent)s on %(part)s of the price") % words


def span(line: PrintedLine, found: InvoiceDocument | None = None) -> str:
    """The days of a line; of an invoice's without dates, when they will begin."""
    if line.starts_on is not None and line.ends_on is not None:
        return formatting.days_between(line.starts_on, line.ends_on)
    if found is None:
        return ""
    begins = {
        (InvoiceKind.FIRST, Interval.MONTH): _(
            "One month: from the day after the trial, or from the day of payment if that is later"
        ),
        (InvoiceKind.FIRST, Interval.YEAR): _(
            "One year: from the day after the trial, or from the day of payment if that is later"
        ),
        (InvoiceKind.REACTIVATION, Interval.MONTH): _("One month from the day of payment"),
        (InvoiceKind.REACTIVATION, Interval.YEAR): _("One year from the day of payment"),
    }
    return begins.get((found.kind, found.interval), "")


def span_whole(line: PrintedLine, found: InvoiceDocument) -> str:
    """The days of an invoice's line, and why they are fewer than a whole period's."""
    said = span(line, found)
    if not found.grace_days_billed:
        return said
    return f"{said}. {served_in_grace(found.grace_days_billed)}"


def served_in_grace(days: int) -> str:
    """Why a reactivated period is shorter than a whole one."""
    return ngettext(
        "Shorter by %(days)d day that was served in grace and not paid for",
        "Shorter by %(days)d days that were served in grace and not paid for",
        days,
    ) % {"days": days}


def per_interval(minor: int, currency: str, interval: Interval) -> str:
    words = {"amount": formatting.amount(minor, currency)}
    match interval:
        case Interval.MONTH:
            return _("%(amount)s a month before tax") % words
        case Interval.YEAR:
            return _("%(amount)s a year before tax") % words


def discount(promotion: PromotionWords, currency: str) -> str:
    """`25%` or an amount."""
    if promotion.kind is DiscountKind.PERCENT:
        return formatting.percent(promotion.value)
    return formatting.amount(promotion.value, currency)


def promotion_sentence(found: InvoiceDocument) -> str:
    """How much, until when, and the price afterwards; blank where nothing is taken off."""
    if found.promotion is None:
        return ""
    return _(
        "Promotion: %(discount)s off each period that starts by %(last)s. Afterwards the normal"
        " price holds, %(price)s."
    ) % {
        "discount": discount(found.promotion, found.currency),
        "last": formatting.day(found.promotion.ends_on - formatting.DAY),
        "price": per_interval(found.price_minor, found.currency, found.interval),
    }


def paid_by(part: PaidPart) -> str:
    """What a part of a payment was."""
    match part.code, part.fact:
        case Code.BALANCE_USED, FactKind.INVOICE_SETTLED:
            return _("Credit for unused days")
        case Code.BALANCE_USED, _other:
            return _("From the balance")
        case Code.SHORTFALL, _other:
            return _("Difference that is not asked for")
        case Code.WITHHELD, _other:
            return _("Withheld by you for the state")
        case Code.TAX_COLLECTED, _other:
            return _("Tax that you pay to the state yourself")
        case _, _other if part.request:
            return _("Bank transfer, reference %(reference)s") % {"reference": part.request}
        case _:
            return _("Bank transfer")


def went_to(found: CreditNoteDocument) -> str:
    """What became of the amount of a credit note."""
    if found.used_for:
        return _(
            "The amount was credited to the balance and used at once for invoice %(number)s, which"
            " replaces the unused days. What is left over stays on the balance."
        ) % {"number": found.used_for}
    return _(
        "The amount was added to the balance. It is used for open and coming invoices, or paid back"
        " on request."
    )


def credited_to(found: CreditNoteDocument) -> str:
    """The label of a credit note's amount."""
    if found.used_for:
        return _("Credited and used for %(number)s") % {"number": found.used_for}
    return _("Credited to the balance")


def credited_for(reason: str) -> str:
    """The reason of a credit note: the rules' in the reader's language, staff's as written."""
    text = reason_in_words(reason)
    return text[:1].upper() + text[1:]
