"""Return unapplied money to its sender."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.life.receive import give_back
from prabayar.domain.money import Money
from prabayar.store.decisions import save
from prabayar.store.numbers import ids
from prabayar.store.queries.finding import lock_unapplied
from prabayar.store.terms import load_terms
from prabayar.usecases.acting import check_no_line


def give_back_payment(key: str, *, now: datetime, actor: str) -> Money:
    """All that is left of payment `key`; returns how much. Errors: `PaymentRefused`, `NotFound`."""
    with transaction.atomic():
        payment, left = lock_unapplied(key)
        check_no_line(payment)
        decision = give_back(payment, left=left, now=now, ids=ids(2), actor=actor)
        save([decision], terms=load_terms())
        return left
