"""Check the invariants on what is kept, and park the accounts whose books contradict themselves.

All checks see one state, and change nothing; parking follows, an account at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from prabayar.store.errors import AccountBusy
from prabayar.store.locks import lock_account_row
from prabayar.store.parking import park_account
from prabayar.store.queries.reading import snapshot
from prabayar.store.queries.verify import Asked, Finding, findings
from prabayar.store.states import account_of
from prabayar.store.terms import load_terms

# No fault of the account that they name, or none that charging it would make worse: gaps between
# numbers, notices, money that no statement has confirmed, texts, and work that is late.
DO_NOT_PARK = frozenset({"I12", "I30", "I31", "I37", "I40", "I41", "I42"})


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found, and the accounts that were parked for it.

    An account that was busy, or is parked already, is not among them.
    """

    findings: tuple[Finding, ...]
    parked: tuple[str, ...]


def verify(*, now: datetime, park: bool) -> Verified:
    """All checks at `now`; without `park` it only looks."""
    with snapshot() as read:
        terms = load_terms().terms
        asked = Asked(now=now, policy=terms.policy, tax_rates=terms.tax_rates)
        found = tuple(findings(read, asked))
    return Verified(found, _park(found, now=now) if park else ())


def _park(found: tuple[Finding, ...], *, now: datetime) -> tuple[str, ...]:
    first: dict[str, Finding] = {}
    for one in found:
        if one.account_code is not None and one.invariant not in DO_NOT_PARK:
            first.setdefault(one.account_code, one)
    return tuple(code for code, one in first.items() if _park_one(code, one, now=now))


def _park_one(account_code: str, one: Finding, *, now: datetime) -> bool:
    """One account, in a transaction of its own; False if it is busy or parked already."""
    try:
        with transaction.atomic():
            account = account_of(lock_account_row(account_code))
            if account.parked_reason:
                return False
            reason = f"{one.invariant} {one.subject}: {one.message}"
            park_account(account.id, reason=reason, now=now, actor="verify")
            return True
    except AccountBusy:
        return False
