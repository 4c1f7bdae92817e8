"""Show what a credit note would do, by the code that makes it; nothing is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.life.grants import credit_receipt as credit
from prabayar.domain.working import Work
from prabayar.store.queries.finding import find_receipt
from prabayar.usecases.acting import Preview, foresee


def preview_credit(number: str, net_minor: int, *, reason: str, now: datetime) -> Preview:
    """Errors: whatever `credit_receipt` would refuse."""
    with transaction.atomic():
        found = find_receipt(number)

        def verb(work: Work) -> None:
            receipt = work.receipts[found.receipt_id]
            subscription = work.subscriptions[found.subscription_id]
            credit(work, subscription, receipt, net_minor=net_minor, reason=reason)

        return foresee(found.account_code, verb, now=now, receipt_ids=(found.receipt_id,))
