"""What the pages of a document show, for members and for staff: the same values as on its PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from prabayar.domain.ids import AccountId
from prabayar.domain.invoice import DocumentKind, InvoiceStatus
from prabayar.domain.unique_amount import unique_part
from prabayar.entrypoints.documents import ahead, why, words
from prabayar.entrypoints.web import formatting, telling
from prabayar.entrypoints.web.words import Word, invoice_status
from prabayar.store.kept import missing_in
from prabayar.store.queries import documents, invoice_life
from prabayar.store.queries.documents import InvoiceDocument, PaidPart, PrintedLine
from prabayar.store.queries.invoice_life import Standing
from prabayar.store.terms import load_terms


@dataclass(frozen=True, slots=True)
class ShownLine:
    line: PrintedLine
    span: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownPart:
    part: PaidPart
    text: str


def invoice(
    account_id: AccountId, number: str, *, today: date, staff: bool = False
) -> dict[str, Any]:
    """Errors: `NotFound`. Five statements, six for staff."""
    found = documents.invoice_document(account_id, number)
    now = invoice_life.standing(account_id, found.id)
    steps = invoice_life.steps(account_id, found.id, closed_on=now.closed_on)
    policy = load_terms().terms.policy
    outstanding = found.payable_minor - now.deposit_minor
    is_open = now.status is InvoiceStatus.OPEN
    unique = unique_part(found.reserved_minor, outstanding) if is_open else 0
    return {
        **_common(found, DocumentKind.INVOICE, staff=staff),
        "standing": now,
        "badge": badge(found, now, today=today),
        "purpose": words.purpose(found.kind),
        "is_open": is_open,
        "late": found.due_on < today,
        "outstanding": outstanding,
        "unique": unique,
        "asked": outstanding + unique,
        "copied": {
            "amount": formatting.plain(outstanding + unique, found.currency),
            "lines": [one.strip() for one in found.transfer_to.splitlines() if one.strip()],
        },
        "lines": [
            ShownLine(line, words.span_whole(line, found), tuple(why.of_line(found, line)))
            for line in found.lines
        ],
        "discounted": any(line.discount_minor for line in found.lines),
        "promotion": words.promotion_sentence(found),
        "credit": min(found.credit_minor, found.total_minor),
        "why_tax": why.of_tax(found),
        "why_credit": why.of_credit(found),
        "why_total": why.of_total(found),
        "if_unpaid": ahead.if_unpaid(found, now, grace_days=policy.schedule.grace_days),
        "paid": _shown([one.paid for one in steps if one.paid is not None]),
        "story": telling.story(
            [one.happened for one in steps],
            currency=found.currency,
            plans=telling.plan_names(),
            staff=staff,
        ),
    }


def badge(found: InvoiceDocument, now: Standing, *, today: date) -> Word:
    """The status in words, and with an open invoice how far away its day is."""
    word = invoice_status(now.status)
    if now.status is not InvoiceStatus.OPEN:
        return word
    tone = "warn" if found.due_on < today else "accent"
    days = formatting.days_away(found.due_on, today=today)
    return Word(_("Open, due %(days)s") % {"days": days}, tone)


def receipt(account_id: AccountId, number: str, *, staff: bool = False) -> dict[str, Any]:
    """Errors: `NotFound`. Two statements, three for staff."""
    found = documents.receipt_document(account_id, number)
    notes = invoice_life.credit_notes_of(account_id, found.id)
    return {
        **_common(found, DocumentKind.RECEIPT, staff=staff),
        "lines": [ShownLine(line, words.span(line), ()) for line in found.lines],
        "discounted": any(line.discount_minor for line in found.lines),
        "why_tax": why.of_tax(found),
        "paid": _shown(found.paid),
        "credit_notes": notes,
        "credited": sum(one.total_minor for one in notes),
    }


def credit_note(account_id: AccountId, number: str, *, staff: bool = False) -> dict[str, Any]:
    """Errors: `NotFound`. One statement, two for staff."""
    found = documents.credit_note_document(account_id, number)
    return {
        **_common(found, DocumentKind.CREDIT_NOTE, staff=staff),
        "reason": words.credited_for(found.reason),
        "credited_to": words.credited_to(found),
        "went_to": words.went_to(found),
    }


def _common(found: documents.Document, kind: DocumentKind, *, staff: bool) -> dict[str, Any]:
    return {
        "document": found,
        "title": words.title_of(kind),
        "app": words.app_of(found),
        "country": formatting.country(found.buyer.country),
        "tax_label": "" if found.tax is None else words.tax_label(found.tax),
        "area": "console" if staff else "dashboard",
        "missing": missing_in(kind, found.account_id, found.number) if staff else "",
    }


def _shown(parts: Sequence[PaidPart]) -> list[ShownPart]:
    return [ShownPart(part, words.paid_by(part)) for part in parts]
