"""Book as revenue what has been served, at month ends and period ends.

A batch that fails is rolled back and halved; the account that cannot be booked is parked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db import transaction

from prabayar.domain.life.revenue import deliver
from prabayar.domain.state import AccountState
from prabayar.domain.working import Work
from prabayar.store.decisions import save
from prabayar.store.errors import NOBODYS_FAULT
from prabayar.store.loading import claim_deferrals
from prabayar.store.numbers import ids, references
from prabayar.store.parking import park_account
from prabayar.store.terms import load_terms

_log = structlog.get_logger()


def recognise_revenue(*, now: datetime, limit: int = 1000) -> int:
    """One batch of accounts that have earned something; returns how many, 0 when none is left."""
    size = limit
    while size > 1:
        try:
            with transaction.atomic():
                return _book(claim_deferrals(now=now, limit=size), now=now)
        except NOBODYS_FAULT:
            # Not an account: the caller tries again later.
            raise
        except Exception:  # noqa: BLE001 - the culprit is looked for, and parked when it is alone
            size //= 2
    return _alone(now=now)


def _book(states: Sequence[AccountState], *, now: datetime) -> int:
    if not states:
        return 0
    terms = load_terms()
    new_ids, make = ids(2 * len(states)), references()
    decisions = []
    for state in states:
        work = Work(state, terms.terms, now=now, ids=new_ids, references=make, actor="system")
        deliver(work)
        decisions.append(work.decision())
    save(decisions, terms=terms)
    return len(states)


def _alone(*, now: datetime) -> int:
    with transaction.atomic():
        states = claim_deferrals(now=now, limit=1)
        try:
            with transaction.atomic():
                return _book(states, now=now)
        except NOBODYS_FAULT:
            raise
        except Exception as error:  # noqa: BLE001 - a bug parks one account, not the worker
            _log.exception("revenue_cannot_be_booked")
            reason = f"{type(error).__name__}: {error}"
        account = states[0].account
        _log.error("account_parked", account=account.code, reason=reason)
        park_account(account.id, reason=reason, now=now, actor="system")
        return 1
