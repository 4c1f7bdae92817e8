"""Make a file of the refunds that are owed, for the bank; and take one back that it refused."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from prabayar.domain.bank import BankAccount
from prabayar.domain.errors import PaymentRefused
from prabayar.domain.payout import PayoutState
from prabayar.store.payouts import Owed, PayoutFile, keep_file, lock_payouts, owed, reopen
from prabayar.store.terms import load_terms

MOST = 5_000  # transfers in one file


def export_payouts(bank_code: str, *, expected: str, now: datetime, actor: str) -> PayoutFile:
    """All that can be paid from this bank account: its currency, and a payee is known.

    None is in two files, unless the bank refused it. `expected` is what `exportable` showed.
    Errors: `PaymentRefused`, also if something else would be paid than was shown.
    """
    with transaction.atomic():
        lock_payouts()
        account, wanted = exportable(bank_code)
        if not wanted:
            raise PaymentRefused("There is nothing to pay from this bank account.", bank=bank_code)
        if shown_as(wanted) != expected:
            raise PaymentRefused(
                "What is to be paid has changed since you looked: look again.", bank=bank_code
            )
        return keep_file(wanted, bank=bank_code, currency=account.currency, now=now, actor=actor)


def exportable(bank_code: str) -> tuple[BankAccount, tuple[Owed, ...]]:
    """What a file for this bank account would hold now. Errors: `PaymentRefused`."""
    accounts = load_terms().terms.policy.bank_accounts
    account = next((one for one in accounts if one.code == bank_code), None)
    if account is None:
        raise PaymentRefused(f"There is no bank account {bank_code}.", bank=bank_code)
    waiting = owed(limit=MOST, currency=account.currency)
    wanted = tuple(
        one for one in waiting if one.state is PayoutState.ORDERED and one.payee is not None
    )
    return account, wanted


def shown_as(wanted: tuple[Owed, ...]) -> str:
    """A short text that is another one when anything of it would be paid otherwise."""
    said = repr([(one.fact_id, one.amount, one.payee) for one in wanted])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def reopen_payout(payout_id: int) -> None:
    """The bank refused it: the next file holds it again. Errors: `PaymentRefused`."""
    with transaction.atomic():
        if not reopen(payout_id):
            raise PaymentRefused(
                "This refund is not with the bank: it was paid, or is ordered already.",
                payout=payout_id,
            )
