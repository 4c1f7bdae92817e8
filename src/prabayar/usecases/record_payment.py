"""Record money by hand: for a payment request, for an account, or of nobody known yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import IntegrityError, transaction

from prabayar.domain import ledger
from prabayar.domain.life.receive import receive, record_unknown
from prabayar.domain.money import Money
from prabayar.domain.payment import check_bank
from prabayar.domain.working import Work
from prabayar.store.decisions import save
from prabayar.store.numbers import ids
from prabayar.store.queries.finding import find_payment
from prabayar.store.terms import load_terms
from prabayar.usecases.acting import act, owner_of, recorded_as


@dataclass(frozen=True, slots=True)
class Recorded:
    """The payment's key, whose it is ("" if unknown), and whether it had been recorded before."""

    key: str
    account_code: str
    known: bool


def record_payment(
    amount: Money,
    *,
    booked_on: date,
    reference: str = "",
    account_code: str = "",
    bank: str,
    key: str,
    now: datetime,
    actor: str,
    expected: str = "",
) -> Recorded:
    """`key` names the money for ever: the same key again changes nothing.

    A reference says whose it is; without reference and account it is unapplied money. `expected`
    is the fingerprint of the preview that was shown. Errors: `PaymentRefused`, `NotFound`,
    `AccountBusy`, `PreviewChanged`.
    """
    check_bank(bank)
    try:
        with transaction.atomic():
            return _record(
                amount,
                booked_on=booked_on,
                reference=reference,
                account_code=account_code,
                source=ledger.bank_unconfirmed(bank),
                key=key,
                now=now,
                actor=actor,
                expected=expected,
            )
    except IntegrityError:
        # Somebody recorded the same key a moment ago, for another account or for none.
        with transaction.atomic():
            found = find_payment(key)
        if found is None:
            raise
        return Recorded(key, found.account_code, known=True)


def _record(
    amount: Money,
    *,
    booked_on: date,
    reference: str,
    account_code: str,
    source: str,
    key: str,
    now: datetime,
    actor: str,
    expected: str,
) -> Recorded:
    found = recorded_as(key, amount=amount, booked_on=booked_on)
    if found is not None:
        return Recorded(key, found.account_code, known=True)
    owner = owner_of(reference=reference, account_code=account_code)
    payment = partial(owner.payment, amount=amount, booked_on=booked_on, source=source, key=key)
    if not owner.code:
        new = ids(2)
        unknown = record_unknown(payment(next(new), None), now=now, ids=new, actor=actor)
        save([unknown], terms=load_terms())
        return Recorded(key, "", known=False)

    def verb(work: Work) -> None:
        receive(work, payment(next(work.ids), work.account.id))

    act(
        owner.code,
        verb,
        now=now,
        actor=actor,
        invoice_ids=owner.invoice_ids,
        expected=expected,
    )
    return Recorded(key, owner.code, known=False)
