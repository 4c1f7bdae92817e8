"""The bytes of a document's first rendering: added once, never changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from prabayar.domain.ids import AccountId
from prabayar.domain.invoice import DocumentKind
from prabayar.store.bulk import rows, run

_TABLES = {
    DocumentKind.INVOICE: "store_invoice",
    DocumentKind.RECEIPT: "store_receipt",
    DocumentKind.CREDIT_NOTE: "store_creditnote",
}
_KEPT = """
    SELECT k.pdf, k.sha256, k.template, k.missing, k.made_at
    FROM {table} d JOIN store_keptdocument k ON k.kind = %s AND k.document_id = d.id
    WHERE d.account_id = %s AND d.number = %s AND k.account_id = d.account_id
"""
_KEEP = """
    INSERT INTO store_keptdocument
        (kind, document_id, account_id, pdf, sha256, template, missing, made_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (kind, document_id) DO NOTHING
"""
_MISSING = """
    SELECT k.missing FROM {table} d
    JOIN store_keptdocument k ON k.kind = %s AND k.document_id = d.id
    WHERE d.account_id = %s AND d.number = %s
"""


@dataclass(frozen=True, slots=True)
class KeptPdf:
    """`missing` are the characters that no font had when it was made; `sha256` is of the bytes."""

    pdf: bytes
    sha256: bytes
    template: str
    missing: str
    made_at: datetime


def kept_pdf(kind: DocumentKind, account_id: AccountId, number: str) -> KeptPdf | None:
    """What was kept of a document of that account; None before its first rendering."""
    found = rows(_KEPT.format(table=_TABLES[kind]), [str(kind), account_id, number])
    return KeptPdf(*found[0]) if found else None


def missing_in(kind: DocumentKind, account_id: AccountId, number: str) -> str:
    """The characters that the kept bytes show as boxes; blank if all are shown, or none is kept."""
    found = rows(_MISSING.format(table=_TABLES[kind]), [str(kind), account_id, number])
    return str(found[0][0]) if found else ""


def keep_pdf(
    kind: DocumentKind,
    document_id: int,
    account_id: AccountId,
    *,
    pdf: bytes,
    template: str,
    missing: str,
    now: datetime,
) -> bool:
    """Whether these are the bytes that are kept: false if others were there first."""
    digest = hashlib.sha256(pdf).digest()
    values = [str(kind), document_id, account_id, pdf, digest, template, missing, now]
    return run(_KEEP, values) == 1
