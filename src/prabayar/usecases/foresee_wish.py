"""Show what a wish would do, what paying for it at once would do then, and from where it starts.

By the code that carries it out; nothing is kept. Errors: whatever `carry_out` would refuse, and
`NotFound` for an app of another account.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.decision import Foreseen, foresee
from prabayar.domain.ids import AccountId
from prabayar.domain.life.wishes import Wish
from prabayar.store.loading import load_account
from prabayar.store.terms import load_terms
from prabayar.usecases.acting import subscription_of

__all__ = ["Foreseen", "foresee_wish"]


def foresee_wish(account_id: AccountId, app_id: str, wish: Wish, *, now: datetime) -> Foreseen:
    """What the wish would do for an app of that account."""
    with transaction.atomic():
        terms = load_terms()
        state = load_account(account_id)
    subscription = subscription_of(state, app_id)
    return foresee(state, terms.terms, subscription.id, wish, now=now)
