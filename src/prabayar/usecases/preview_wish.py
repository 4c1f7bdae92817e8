"""Show what a wish would do, by the code that carries it out; nothing is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.decision import preview
from prabayar.domain.life.wishes import Wish
from prabayar.domain.working import Work
from prabayar.store.loading import load_account
from prabayar.store.queries.finding import account_of_app
from prabayar.store.terms import load_terms
from prabayar.usecases.acting import Preview, subscription_of

__all__ = ["Preview", "preview_wish"]


def preview_wish(app_id: str, wish: Wish, *, now: datetime) -> Preview:
    """Errors: whatever `carry_out` would refuse."""
    with transaction.atomic():
        terms = load_terms()
        state = load_account(account_of_app(app_id))

    def on_app(work: Work) -> None:
        wish(work, subscription_of(work.state, app_id))

    decided, made_of = preview(state, terms.terms, on_app, now=now)
    return Preview(decided, made_of)
