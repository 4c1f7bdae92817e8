"""Documents in memory with ordinary contents, and what their PDFs say."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pypdfium2 as pdfium

from prabayar.domain.catalog import Interval
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import AccountId
from prabayar.domain.invoice import InvoiceKind
from prabayar.domain.ledger import Code
from prabayar.domain.promotion import DiscountKind
from prabayar.store.queries.documents import (
    Buyer,
    CreditNoteDocument,
    InvoiceDocument,
    PaidPart,
    PrintedLine,
    PromotionWords,
    ReceiptDocument,
    Seller,
    TaxWords,
)

AT = datetime(2026, 10, 3, 3, 0, tzinfo=UTC)
SELLER = Seller(
    "PT Percakapan Nusantara",
    "Menara Sudirman Lt. 12\nJl. Jend. Sudirman Kav. 60\nJakarta 12190",
    "01.234.567.8-901.000",
)
BUYER = Buyer(
    "ACC-2000", "PT Samudra Biru", "Jl. Asia Afrika 8\nBandung 40111", "ID", "02.345.678.9-012.000"
)
PPN = TaxWords("PPN", 1200, 11, 12, inclusive=False)
LINE = PrintedLine("pro", "Pro", date(2026, 10, 17), date(2026, 11, 17), 5_900_000, 1_475_000)
PROMOTION = PromotionWords(DiscountKind.PERCENT, 2500, date(2026, 12, 1), "Welcome offer")


def buyer(name: str, *, address: str = "", country: str = "ID") -> Buyer:
    return replace(BUYER, name=name, address=address, country=country, tax_id="")


def _issued(given: dict[str, Any], **usual: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "account_id": AccountId(1),
        "subscription_id": 2,
        "currency": "IDR",
        "issued_at": AT,
        "zone": "Asia/Jakarta",
        "locale": "en",
        "app_id": "samudra-chat",
        "app_name": "Samudra Chat",
        "seller": SELLER,
        "buyer": BUYER,
        "net_minor": 4_425_000,
        "tax_minor": 486_750,
        "tax": PPN,
        **usual,
        **given,
    }


def invoice(**given: Any) -> InvoiceDocument:
    """Pro for a month at a quarter off: IDR 4,911,750 by 17 October."""
    usual = {
        "number": "INV-2026-000123",
        "issued_on": date(2026, 10, 3),
        "kind": InvoiceKind.RENEWAL,
        "reference": "PB7K2M9Q4X",
        "lines": (LINE,),
        "base_minor": 4_056_250,
        "credit_minor": 0,
        "due_on": date(2026, 10, 17),
        "valid_until_on": None,
        "grace_days_billed": 0,
        "transfer_to": "Bank Central Asia (BCA)\n035 123 4567",
        "interval": Interval.MONTH,
        "price_minor": 5_900_000,
        "price_version": 1,
        "price_custom": False,
        "promotion": PROMOTION,
        "reserved_minor": 0,
    }
    return InvoiceDocument(**_issued(given, **usual))


def receipt(**given: Any) -> ReceiptDocument:
    """Of the same invoice, paid from the balance and by transfer."""
    paid = (
        PaidPart(Code.BALANCE_USED, FactKind.BALANCE_USED, date(2026, 10, 3), 400_000, ""),
        PaidPart(
            Code.RECEIVED, FactKind.PAYMENT_RECEIVED, date(2026, 10, 12), 4_511_750, "PB7K2M9Q4X"
        ),
    )
    usual = {
        "number": "RCP-2026-000100",
        "issued_on": date(2026, 10, 12),
        "invoice_number": "INV-2026-000123",
        "invoice_issued_on": date(2026, 10, 3),
        "starts_on": date(2026, 10, 17),
        "ends_on": date(2026, 11, 17),
        "lines": (LINE,),
        "base_minor": 4_056_250,
        "paid": paid,
    }
    return ReceiptDocument(**_issued(given, **usual))


def credit_note(**given: Any) -> CreditNoteDocument:
    usual = {
        "number": "CRN-2026-000007",
        "issued_on": date(2026, 10, 20),
        "net_minor": 1_000_000,
        "tax_minor": 110_000,
        "receipt_number": "RCP-2026-000100",
        "receipt_settled_on": date(2026, 10, 12),
        "reason": "unused days of the old plan",
    }
    return CreditNoteDocument(**_issued(given, **usual))


@contextlib.contextmanager
def opened(pdf: bytes) -> Iterator[pdfium.PdfDocument]:
    document = pdfium.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, a line a line."""
    found = []
    with opened(pdf) as document:
        for page in document:
            text = page.get_textpage()
            found.append(text.get_text_range().replace("\r\n", "\n"))
            text.close()
            page.close()
    return found


def text_of(pdf: bytes) -> str:
    return "\n".join(pages_of(pdf))
