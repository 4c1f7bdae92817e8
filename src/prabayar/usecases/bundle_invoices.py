"""Bundle several open invoices of one account into one payment request."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from prabayar.store.requests import bundle


def bundle_invoices(account_code: str, numbers: Sequence[str]) -> str:
    """The reference of the new request. Errors: `NotFound`, `PaymentRefused`, `AccountBusy`."""
    with transaction.atomic():
        return bundle(account_code, numbers)
