"""Show what recording money would do, by the code that records it; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction

from prabayar.domain import ledger
from prabayar.domain.ids import preview_ids
from prabayar.domain.life.receive import receive, record_unknown
from prabayar.domain.money import Money
from prabayar.domain.payment import check_bank
from prabayar.domain.state import Decision
from prabayar.domain.working import Work
from prabayar.usecases.acting import Preview, foresee, owner_of, recorded_as


@dataclass(frozen=True, slots=True)
class ForeseenPayment:
    """Whose the money would be ("" if nobody's is known), and what would be decided.

    `known`: it was recorded under this key before, and nothing would be decided.
    """

    account_code: str
    preview: Preview
    known: bool = False


def preview_payment(
    amount: Money,
    *,
    booked_on: date,
    reference: str = "",
    account_code: str = "",
    bank: str,
    key: str = "",
    now: datetime,
) -> ForeseenPayment:
    """Errors: whatever `record_payment` would refuse."""
    check_bank(bank)
    source = ledger.bank_unconfirmed(bank)
    with transaction.atomic():
        before = recorded_as(key, amount=amount, booked_on=booked_on)
        if before is not None:
            nothing = Preview(Decision(order=now), "")
            return ForeseenPayment(before.account_code, nothing, known=True)
        owner = owner_of(reference=reference, account_code=account_code)
        payment = partial(
            owner.payment, amount=amount, booked_on=booked_on, source=source, key="preview"
        )
        if not owner.code:
            new = preview_ids()
            unknown = record_unknown(payment(next(new), None), now=now, ids=new, actor="preview")
            return ForeseenPayment("", Preview(unknown, ""))

        def verb(work: Work) -> None:
            receive(work, payment(next(work.ids), work.account.id))

        foreseen = foresee(owner.code, verb, now=now, invoice_ids=owner.invoice_ids)
        return ForeseenPayment(owner.code, foreseen)
