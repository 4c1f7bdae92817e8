"""Book as revenue what has been served, at month ends and period ends."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.life.revenue import deliver
from prabayar.domain.working import Work
from prabayar.store.decisions import save
from prabayar.store.loading import claim_deferrals
from prabayar.store.numbers import ids, references
from prabayar.store.terms import load_terms


def recognise_revenue(*, now: datetime, limit: int = 1000) -> int:
    """One batch of accounts that have earned something; returns how many, 0 when none is left."""
    with transaction.atomic():
        states = claim_deferrals(now=now, limit=limit)
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
