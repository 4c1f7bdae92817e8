"""What is set on paper of a document: its labels, amounts and dates as strings, by language.

The page of the same document is made of the same values, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from prabayar.domain.ports import Printable
from prabayar.entrypoints.documents import words
from prabayar.entrypoints.web import formatting
from prabayar.store.queries.documents import (
    Buyer,
    CreditNoteDocument,
    Document,
    InvoiceDocument,
    Issued,
    PrintedLine,
    ReceiptDocument,
    Seller,
)

# How Han characters are drawn where the buyer is: the same code point has several shapes.
_DRAWN = {
    "JP": ("ja", "jp"),
    "KR": ("ko", "kr"),
    "CN": ("zh", "cn"),
    "SG": ("zh", "sg"),
    "TW": ("zh", "tw"),
    "HK": ("zh", "hk"),
    "MO": ("zh", "mo"),
}


def printable(found: Document) -> Printable:
    """In the language of the account; the instant is the document's own."""
    with override(language_of(found.locale)):
        match found:
            case InvoiceDocument():
                return Printable(_invoice(found), found.issued_at)
            case ReceiptDocument():
                return Printable(_receipt(found), found.issued_at)
            case CreditNoteDocument():
                return Printable(_credit_note(found), found.issued_at)


def language_of(locale: str) -> str:
    """The language of ours that comes nearest to a locale."""
    language = locale.replace("_", "-").split("-")[0].lower()
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def paper(
    *, title: str, heading: str, seller: Seller, buyer: Buyer, footer: str = "", **parts: Any
) -> dict[str, Any]:
    """All that the template asks for; what is not given is not there."""
    return {
        "lang": formatting.locale_now().split("_")[0],
        "title": title,
        "author": seller.name,
        "heading": heading,
        "number": "",
        "subheading": "",
        "seller": {"label": "", "name": seller.name, "lines": _address(seller)},
        "buyer": {
            "label": _("To"),
            "name": buyer.name,
            "lines": _address(buyer),
            **_drawn(buyer.country),
        },
        "footer": footer or " · ".join(filter(None, (title, seller.name))),
        "page": _("Page {page} of {pages}"),
        "pairs": [],
        "hero": None,
        "table": None,
        "totals": [],
        "beside": [],
        "boxes": [],
        "notes": [],
        **parts,
    }


def pair(label: str, value: str, *, mono: bool = False) -> dict[str, Any]:
    return {"label": label, "value": value, "mono": mono}


def total(label: str, value: str, *, note: str = "", strong: bool = False) -> dict[str, Any]:
    return {"label": label, "value": value, "note": note, "strong": strong}


def column(label: str, *, wide: bool = False, right: bool = False) -> dict[str, Any]:
    return {"label": label, "wide": wide, "right": right}


def box(title: str, **parts: Any) -> dict[str, Any]:
    blank = {"lines": [], "pairs": [], "reference": "", "reference_label": "", "notes": []}
    return {"title": title, **blank, **parts}


def _address(party: Seller | Buyer) -> list[str]:
    lines = [line.strip() for line in party.address.splitlines()]
    if isinstance(party, Buyer):
        lines.append(formatting.country(party.country))
    if party.tax_id:
        lines.append(_("Tax number %(tax_id)s") % {"tax_id": party.tax_id})
    return [line for line in lines if line]


def _drawn(country: str) -> dict[str, str]:
    lang, region = _DRAWN.get(country, ("", ""))
    return {"lang": lang, "region": region} if lang else {}


def _document(found: Issued, *, heading: str, **parts: Any) -> dict[str, Any]:
    return paper(
        title=f"{heading} {found.number}",
        heading=heading,
        seller=found.seller,
        buyer=found.buyer,
        number=found.number,
        **parts,
    )


def _amount(found: Issued, minor: int) -> str:
    return formatting.amount(minor, found.currency)


def _about(found: Issued) -> list[dict[str, Any]]:
    return [
        pair(_("Account"), found.buyer.account_code),
        pair(_("App"), words.app_of(found)),
    ]


def _table(
    found: InvoiceDocument | ReceiptDocument, rows: Sequence[tuple[PrintedLine, list[str]]]
) -> dict[str, Any]:
    """Normal price and discount have columns of their own where anything is taken off."""
    currency = {"currency": found.currency}
    discounted = any(line.discount_minor for line, _notes in rows)
    columns = [column(_("Plan and days"), wide=True)]
    if discounted:
        columns += [
            column(_("Normal price (%(currency)s)") % currency, right=True),
            column(_("Discount (%(currency)s)") % currency, right=True),
        ]
    columns.append(column(_("Amount (%(currency)s)") % currency, right=True))

    def figure(minor: int) -> str:
        return formatting.number(minor, found.currency)

    def cells(line: PrintedLine, notes: list[str]) -> list[Any]:
        prices = [figure(line.price_minor), figure(-line.discount_minor)] if discounted else []
        about = {"main": line.plan_name, "notes": [note for note in notes if note]}
        return [about, *prices, figure(line.amount_minor)]

    return {"columns": columns, "rows": [cells(line, notes) for line, notes in rows]}


def _totals(found: InvoiceDocument | ReceiptDocument, last: str) -> list[dict[str, Any]]:
    shown = [total(_("Net"), _amount(found, found.net_minor))]
    if found.tax is not None:
        base = {"base": _amount(found, found.base_minor)}
        note = "" if found.base_minor == found.net_minor else _("taxed: %(base)s") % base
        label = words.tax_label(found.tax)
        shown.append(total(label, _amount(found, found.tax_minor), note=note))
    shown.append(total(last, _amount(found, found.total_minor), strong=True))
    return shown


def _invoice(found: InvoiceDocument) -> dict[str, Any]:
    pairs = [
        pair(_("Issued"), formatting.long_day(found.issued_on)),
        pair(_("Due"), formatting.long_day(found.due_on)),
    ]
    if found.valid_until_on is not None:
        pairs.append(pair(_("Valid until"), formatting.long_day(found.valid_until_on)))
    lines = [(line, _line_notes(found, line)) for line in found.lines]
    totals = _totals(found, _("Total"))
    if found.credit_minor:
        used = min(found.credit_minor, found.total_minor)
        totals.append(total(_("Credit for unused days"), _amount(found, -used)))
        totals.append(total(_("To pay"), _amount(found, found.payable_minor), strong=True))
    promotion = [words.promotion_sentence(found)]
    if found.promotion is not None:
        promotion.append(found.promotion.note)
    return _document(
        found,
        heading=_("Invoice – request to pay"),
        subheading=words.purpose(found.kind),
        pairs=[*pairs, *_about(found)],
        hero={
            "label": _("To pay"),
            "amount": _amount(found, found.payable_minor),
            "note_label": _("Due"),
            "note": formatting.long_day(found.due_on),
        },
        table=_table(found, lines),
        totals=totals,
        boxes=[_how_to_pay(found)] if found.payable_minor else [],
        beside=[*filter(None, promotion)],
        notes=[
            _(
                "This is a request to pay, not a tax document. When it is settled you get a"
                " receipt with the actual dates, which is the tax document."
            ),
        ],
    )


def _line_notes(found: InvoiceDocument, line: PrintedLine) -> list[str]:
    notes = [words.span(line, found)]
    if found.grace_days_billed:
        notes.append(words.served_in_grace(found.grace_days_billed))
    return notes


def _how_to_pay(found: InvoiceDocument) -> dict[str, Any]:
    until = found.valid_until_on or found.due_on
    return box(
        _("How to pay by bank transfer"),
        lines=[line for line in found.transfer_to.splitlines() if line.strip()],
        pairs=[
            pair(_("Exact amount"), _amount(found, found.asked_minor)),
            pair(_("Pay by"), formatting.long_day(until)),
        ],
        reference=found.reference,
        reference_label=_("Reference"),
        notes=[
            _("Please write the reference on your transfer: it finds its invoice by it."),
            *_unique(found),
        ],
    )


def _unique(found: InvoiceDocument) -> list[str]:
    if not found.reserved_minor:
        return []
    return [
        _(
            "Please transfer exactly this amount: its last digits name your payment. What is too"
            " much goes to your balance."
        )
    ]


def _receipt(found: ReceiptDocument) -> dict[str, Any]:
    paid = [
        pair(
            formatting.day(part.on),
            f"{_amount(found, part.minor)} · {words.paid_by(part)}",
        )
        for part in found.paid
    ]
    return _document(
        found,
        heading=_("Receipt"),
        subheading=_("Tax document"),
        pairs=[
            pair(_("Settled"), formatting.long_day(found.issued_on)),
            pair(_("For invoice"), found.invoice_number),
            pair(_("Period"), formatting.days_between(found.starts_on, found.ends_on)),
            *_about(found),
        ],
        hero={
            "label": _("Received"),
            "amount": _amount(found, found.total_minor),
            "note_label": _("Settled"),
            "note": formatting.long_day(found.issued_on),
        },
        table=_table(found, [(line, [words.span(line)]) for line in found.lines]),
        totals=_totals(found, _("Total")),
        boxes=[box(_("How it was paid"), pairs=paid)] if paid else [],
    )


def _credit_note(found: CreditNoteDocument) -> dict[str, Any]:
    currency = {"currency": found.currency}
    totals = [total(_("Net"), _amount(found, found.net_minor))]
    if found.tax is not None:
        totals.append(total(words.tax_label(found.tax), _amount(found, found.tax_minor)))
    totals.append(total(_("Total"), _amount(found, found.total_minor), strong=True))
    about = {"main": words.credited_for(found.reason), "notes": [words.app_of(found)]}
    return _document(
        found,
        heading=_("Credit note"),
        subheading=_("Corrects receipt %(number)s") % {"number": found.receipt_number},
        pairs=[
            pair(_("Issued"), formatting.long_day(found.issued_on)),
            pair(_("For receipt"), found.receipt_number),
            pair(_("Settled"), formatting.long_day(found.receipt_settled_on)),
            *_about(found),
        ],
        hero={
            "label": words.credited_to(found),
            "amount": _amount(found, found.total_minor),
            "note_label": "",
            "note": "",
        },
        table={
            "columns": [
                column(_("Reason"), wide=True),
                column(_("Amount (%(currency)s)") % currency, right=True),
            ],
            "rows": [[about, formatting.number(found.net_minor, found.currency)]],
        },
        totals=totals,
        notes=[words.went_to(found)],
    )
