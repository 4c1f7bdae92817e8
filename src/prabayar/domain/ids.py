"""Identifiers: plain integers with names, and where they come from.

The store takes ids in blocks from one sequence before deciding; previews count downwards from -1,
so that a preview's id can never be mistaken for a stored one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NewType

AccountId = NewType("AccountId", int)
SubscriptionId = NewType("SubscriptionId", int)
InvoiceId = NewType("InvoiceId", int)
RequestId = NewType("RequestId", int)
ReceiptId = NewType("ReceiptId", int)
CreditNoteId = NewType("CreditNoteId", int)
FactId = NewType("FactId", int)
PaymentId = NewType("PaymentId", int)
PriceId = NewType("PriceId", int)
PromotionId = NewType("PromotionId", int)
CertificateId = NewType("CertificateId", int)

Ids = Iterator[int]


def preview_ids() -> Ids:
    """Ids for a decision that is never saved: -1, -2, …"""
    return itertools.count(-1, -1)
