"""Documents, recomputed from their stored inputs by the rules' own code: I11 and I13.

Streamed, so that a million of them take no more memory than a chunk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prabayar.domain.pricing import Line
from prabayar.domain.sealing import credit_note_text, invoice_text, receipt_text, seal
from prabayar.domain.tax import Tax, TaxRate, tax_on
from prabayar.store.queries.reading import Reading
from prabayar.store.queries.verify.documents_rows import (
    credit_notes,
    invoices,
    receipts,
)
from prabayar.store.queries.verify.finding import Asked, Finding, found

_BYTES = """
    SELECT 'PDF of ' || coalesce(i.number, r.number, c.number, k.kind || ' ' || k.document_id),
        a.code, k.template
    FROM store_keptdocument k LEFT JOIN store_account a ON a.id = k.account_id
    LEFT JOIN store_invoice i ON k.kind = 'invoice' AND i.id = k.document_id
    LEFT JOIN store_receipt r ON k.kind = 'receipt' AND r.id = k.document_id
    LEFT JOIN store_creditnote c ON k.kind = 'credit_note' AND c.id = k.document_id
    WHERE sha256(k.pdf) <> k.sha256
        OR k.account_id IS DISTINCT FROM coalesce(i.account_id, r.account_id, c.account_id)
"""


def documents_are_as_issued(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I11: totals follow from lines and tax. I13: what was sealed has not changed."""
    rates = {rate.key: rate for rate in asked.tax_rates}
    for invoice, kept in invoices(read):
        text = invoice_text(
            invoice, number=kept.number, party_id=kept.party_id, policy_id=kept.policy_id
        )
        yield from _sealed("invoice", kept.number, kept.account_code, kept.seal, text)
        yield from _taxed(
            f"invoice {kept.number}", kept.account_code, invoice.lines, invoice.tax, rates
        )
    for receipt, kept in receipts(read):
        text = receipt_text(
            receipt, number=kept.number, party_id=kept.party_id, policy_id=kept.policy_id
        )
        yield from _sealed("receipt", kept.number, kept.account_code, kept.seal, text)
        yield from _taxed(
            f"receipt {kept.number}", kept.account_code, receipt.lines, receipt.tax, rates
        )
    for note, kept in credit_notes(read):
        text = credit_note_text(
            note, number=kept.number, party_id=kept.party_id, policy_id=kept.policy_id
        )
        yield from _sealed("credit note", kept.number, kept.account_code, kept.seal, text)


def kept_bytes_are_as_made(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I13: the PDF of a document is what was made first, and lies with its account."""
    yield from found(
        read, "I13", _BYTES, "The bytes kept of template {0} are not those that were made."
    )


def _sealed(
    kind: str, number: str, account_code: str | None, kept: bytes, text: str
) -> Iterator[Finding]:
    made = seal(text)
    if kept != made:
        yield Finding(
            "I13",
            f"{kind} {number}",
            account_code,
            f"It was sealed as {kept.hex()[:12] or 'nothing'} and reads as {made.hex()[:12]} now:"
            " it was changed after it was issued.",
        )


def _taxed(
    subject: str,
    account_code: str | None,
    lines: tuple[Line, ...],
    kept: Tax,
    rates: Mapping[str, TaxRate],
) -> Iterator[Finding]:
    amount = sum(line.amount_minor for line in lines)
    if kept.key != "none" and kept.key not in rates:
        yield Finding("I11", subject, account_code, f"Its tax rate {kept.key} is not known.")
        return
    made = tax_on(rates.get(kept.key), amount)
    if made != kept:
        yield Finding(
            "I11",
            subject,
            account_code,
            f"Its lines add up to {amount}: net {made.net_minor}, base {made.base_minor} and tax"
            f" {made.tax_minor}; it says {kept.net_minor}, {kept.base_minor} and"
            f" {kept.tax_minor}.",
        )
