"""The PDF of a document: the bytes of its first rendering, made now if there are none yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from prabayar.domain.ids import AccountId
from prabayar.domain.invoice import DocumentKind
from prabayar.domain.ports import Printable, Printer
from prabayar.store.kept import KeptPdf, keep_pdf, kept_pdf
from prabayar.store.queries.documents import Document, document


def render_document(
    kind: DocumentKind,
    account_id: AccountId,
    number: str,
    *,
    compose: Callable[[Document], Printable],
    printer: Printer,
    now: datetime,
) -> KeptPdf:
    """Set outside a transaction; two who ask at once get the same bytes. Errors: `NotFound`."""
    known = kept_pdf(kind, account_id, number)
    if known is not None:
        return known
    found = document(kind, account_id, number)
    printed = printer.print(compose(found))
    with transaction.atomic():
        keep_pdf(
            kind,
            found.id,
            account_id,
            pdf=printed.pdf,
            template=printed.template,
            missing=printed.missing,
            now=now,
        )
    kept = kept_pdf(kind, account_id, number)
    if kept is None:
        raise LookupError(f"The PDF of {number} was kept a moment ago and is gone.")
    return kept
