"""What `next` costs: twelve months of one subscription, by the code that will decide them."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from prabayar.domain.decision import outlook
from prabayar.store.bulk import rows
from prabayar.store.loading import load_account
from prabayar.store.terms import load_terms
from prabayar.usecases.look_ahead import look_ahead

_SOME = "SELECT app_id, account_id, id FROM store_subscription ORDER BY id LIMIT %s"


@dataclass(frozen=True, slots=True)
class Outlooks:
    """Median milliseconds: deciding alone, and with the reading of everything that it takes."""

    pure: float
    loaded: float


def measure(*, now: datetime, count: int = 200) -> Outlooks:
    """Every invoice is supposed to be paid: then most happens."""
    pure, loaded = [], []
    with transaction.atomic():
        terms = load_terms().terms
    for app_id, account_id, subscription_id in rows(_SOME, [count]):
        with transaction.atomic():
            state = load_account(account_id)
        began = time.perf_counter()
        until = now + timedelta(days=365)
        outlook(state, terms, subscription_id, now=now, until=until, paid=True)
        pure.append(time.perf_counter() - began)
        began = time.perf_counter()
        look_ahead(app_id, now=now, paid=True)
        loaded.append(time.perf_counter() - began)
    return Outlooks(statistics.median(pure) * 1e3, statistics.median(loaded) * 1e3)
