"""PDFs of invoices: by a compiler that is kept, and the naive way, a new one for each."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from prabayar.adapters.pdf.typesetter import Typesetter
from prabayar.domain.invoice import DocumentKind
from prabayar.entrypoints.documents.printing import printable
from prabayar.entrypoints.documents.rendering import TEMPLATES, pdf_of, printer
from prabayar.store.bulk import rows
from prabayar.store.queries.documents import InvoiceDocument, invoice_document

_SOME = "SELECT account_id, number FROM store_invoice ORDER BY id LIMIT %s"


@dataclass(frozen=True, slots=True)
class Papers:
    """Seconds for one: set by a kept compiler, by a new one, and read, set and kept for ever."""

    count: int
    kept_compiler: float
    new_compiler: float
    first_time: float

    @property
    def over_naive(self) -> float:
        return self.new_compiler / self.kept_compiler


def measure(*, now: datetime, count: int = 1_000, sample: int = 30) -> Papers:
    """One process, one thread, once it is warm; words are composed within what is measured."""
    found = rows(_SOME, [count])
    documents = [invoice_document(account_id, number) for account_id, number in found]
    warm = printer()
    for one in documents[:20]:
        warm.print(printable(one))
    kept = _each(documents, lambda one: warm.print(printable(one)))
    new = _each(documents[:sample], lambda one: _naive().print(printable(one)))
    began = time.perf_counter()
    for account_id, number in found:
        pdf_of(DocumentKind.INVOICE, account_id, number, now=now)
    first = (time.perf_counter() - began) / len(found)
    return Papers(len(found), kept, new, first)


def _naive() -> Typesetter:
    return Typesetter(TEMPLATES, template="document.typ")


def _each(documents: Sequence[InvoiceDocument], work: Callable[[InvoiceDocument], object]) -> float:
    began = time.perf_counter()
    for one in documents:
        work(one)
    return (time.perf_counter() - began) / len(documents)
