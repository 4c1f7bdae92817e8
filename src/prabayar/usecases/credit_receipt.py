"""Make a credit note by staff over a part of a receipt, or over all that is left of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.life.grants import credit_receipt as credit
from prabayar.domain.working import Work
from prabayar.store.queries.finding import find_receipt
from prabayar.usecases.acting import Done, act


def credit_receipt(
    number: str,
    net_minor: int,
    *,
    reason: str,
    now: datetime,
    actor: str,
    expected: str = "",
) -> Done:
    """`net_minor` of the receipt, and its tax pro rata, go to the account's balance.

    Errors: `PaymentRefused` (a credit note or an invoice cannot be credited), `NotFound`,
    `AccountBusy`, `PreviewChanged`.
    """
    with transaction.atomic():
        found = find_receipt(number)

        def verb(work: Work) -> None:
            receipt = work.receipts[found.receipt_id]
            subscription = work.subscriptions[found.subscription_id]
            credit(work, subscription, receipt, net_minor=net_minor, reason=reason)

        receipt_ids = (found.receipt_id,)
        return act(
            found.account_code,
            verb,
            now=now,
            actor=actor,
            receipt_ids=receipt_ids,
            expected=expected,
        )
