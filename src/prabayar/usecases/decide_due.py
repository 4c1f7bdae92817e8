"""Decide what has fallen due, for as many accounts as one batch takes.

Workers share the work: an account that another one holds is passed over. A batch that fails is
rolled back and halved; the account that cannot be decided is parked, with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction

from prabayar.domain.decision import decide
from prabayar.domain.errors import Undecidable
from prabayar.domain.state import AccountState, Decision
from prabayar.store.decisions import save
from prabayar.store.errors import NOBODYS_FAULT
from prabayar.store.loading import claim_due
from prabayar.store.locks import claim_accounts
from prabayar.store.numbers import ids, references
from prabayar.store.parking import park_account
from prabayar.store.states import account_of
from prabayar.store.terms import load_terms

_log = structlog.get_logger()
_IDS_EACH = 12  # of a renewal: request, invoice, facts, with room


@dataclass(frozen=True, slots=True)
class Decided:
    """The codes of the accounts that were decided, and which were parked (code, reason)."""

    codes: tuple[str, ...] = ()
    parked: tuple[tuple[str, str], ...] = ()

    @property
    def accounts(self) -> int:
        return len(self.codes)


def decide_due(*, now: datetime, limit: int = 1000) -> Decided:
    """One batch of accounts whose deadline has come; no accounts when nothing is left."""
    size = limit
    while size > 1:
        try:
            with transaction.atomic():
                return _batch(now=now, limit=size)
        except NOBODYS_FAULT:
            # Not an account: the caller tries again later.
            raise
        except Exception:  # noqa: BLE001 - the culprit is looked for, and parked when it is alone
            size //= 2
    return _alone(now=now)


def _alone(*, now: datetime) -> Decided:
    """The first due account; parked if it cannot be decided, or not even be read."""
    with transaction.atomic():
        claimed = claim_accounts(now=now, limit=1)
        if not claimed:
            return Decided()
        try:
            with transaction.atomic():
                return _batch(now=now, limit=1)
        except NOBODYS_FAULT:
            raise
        except Exception as error:  # noqa: BLE001 - a bug parks one account, not the worker
            _log.exception("account_cannot_be_decided")
            reason = f"{type(error).__name__}: {error}"
        account = account_of(claimed[0])
        _log.error("account_parked", account=account.code, reason=reason)
        park_account(account.id, reason=reason, now=now, actor="system")
    return Decided((account.code,), ((account.code, reason),))


def _batch(*, now: datetime, limit: int) -> Decided:
    states = claim_due(now=now, limit=limit)
    if not states:
        return Decided()
    terms = load_terms()
    new_ids, make = ids(_IDS_EACH * len(states)), references(len(states))
    decisions: list[Decision] = []
    broken: list[tuple[AccountState, str]] = []
    for state in states:
        try:
            decisions.append(decide(state, terms.terms, now=now, ids=new_ids, references=make))
        except Undecidable as error:
            broken.append((state, str(error)))
    save(decisions, terms=terms)
    for state, reason in broken:
        park_account(state.account.id, reason=reason, now=now, actor="system")
        _log.error("account_parked", account=state.account.code, reason=reason)
    parked = tuple((state.account.code, reason) for state, reason in broken)
    return Decided(tuple(state.account.code for state in states), parked)
