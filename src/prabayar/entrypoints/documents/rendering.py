"""The PDF of a document as people are given it: composed here, set and kept by the use case."""

from __future__ import annotations

import pathlib
from datetime import datetime

from prabayar import wiring
from prabayar.domain.ids import AccountId
from prabayar.domain.invoice import DocumentKind
from prabayar.domain.ports import Printer
from prabayar.entrypoints.documents.printing import printable
from prabayar.store.kept import KeptPdf
from prabayar.usecases.render_document import render_document

TEMPLATES = pathlib.Path(__file__).resolve().parent / "pdf"


def printer() -> Printer:
    return wiring.printer(TEMPLATES)


def pdf_of(kind: DocumentKind, account_id: AccountId, number: str, *, now: datetime) -> KeptPdf:
    """Errors: `NotFound`, also for a document of another account."""
    return render_document(kind, account_id, number, compose=printable, printer=printer(), now=now)
