"""What a customer's word "I have paid" does to the cycle: suspension waits, once a period.

The word itself is kept beside the account; here are its facts and what follows from it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from prabayar.domain.facts import FactKind, Plain
from prabayar.domain.ids import InvoiceId
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.period import local_date
from prabayar.domain.values import replace
from prabayar.domain.working import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A claim as its facts name it; `invoice_ids` are those that its request is for."""

    id: int
    reference: str
    minor: int
    booked_on: date
    invoice_ids: tuple[InvoiceId, ...]


def open_claim(work: Work, claimed: Claimed) -> None:
    """Somebody says that it is paid."""
    _tell(work, FactKind.CLAIM_MADE, claimed, booked_on=claimed.booked_on.isoformat())
    reopen_claim(work, claimed.invoice_ids)


def reopen_claim(work: Work, invoice_ids: Collection[InvoiceId]) -> None:
    """What waits for the money waits, unless it has waited in this period before."""
    for invoice_id in invoice_ids:
        invoice = work.invoices.get(invoice_id)
        if invoice is None or invoice.status is not InvoiceStatus.OPEN:
            continue
        subscription = work.subscriptions[invoice.subscription_id]
        if not subscription.claim_used:
            work.put(replace(subscription, claim_open=True, claim_used=True))


def close_claim(work: Work, kind: FactKind, claimed: Claimed, **data: Plain) -> None:
    """Found, rejected or taken back: nothing waits any more."""
    _tell(work, kind, claimed, **data)
    for invoice_id in claimed.invoice_ids:
        invoice = work.invoices.get(invoice_id)
        if invoice is None:
            continue
        subscription = work.subscriptions[invoice.subscription_id]
        if subscription.claim_open:
            work.put(replace(subscription, claim_open=False))


def _tell(work: Work, kind: FactKind, claimed: Claimed, **data: Plain) -> None:
    """Where it is for one invoice, that invoice tells it as well."""
    one = claimed.invoice_ids[0] if len(claimed.invoice_ids) == 1 else None
    invoice = None if one is None else work.invoices.get(one)
    work.fact(
        kind,
        None if invoice is None else work.subscriptions[invoice.subscription_id],
        invoice,
        on=local_date(work.now, work.account.zone),
        claim=claimed.id,
        reference=claimed.reference,
        minor=claimed.minor,
        **data,
    )
