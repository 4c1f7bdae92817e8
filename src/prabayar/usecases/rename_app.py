"""Call an app by another name; its App ID stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.errors import ChangeRefused
from prabayar.domain.facts import Fact, FactKind
from prabayar.domain.ids import FactId
from prabayar.domain.period import local_date
from prabayar.domain.state import Decision
from prabayar.store.decisions import save
from prabayar.store.locks import lock_account_row
from prabayar.store.naming import rename
from prabayar.store.numbers import ids
from prabayar.store.states import account_of
from prabayar.store.terms import load_terms

LONGEST = 100


def rename_app(account_code: str, app_id: str, *, name: str, now: datetime, actor: str) -> None:
    """The name that it has already changes nothing.

    Errors: `ChangeRefused`, `NotFound` (for an app of another account too), `AccountBusy`.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST:
        raise ChangeRefused(f"A name has 1 to {LONGEST} characters.", most=LONGEST)
    with transaction.atomic():
        account = account_of(lock_account_row(account_code))
        was = rename(account.id, app_id, name=name)
        if was.before == name:
            return
        fact = Fact(
            FactId(next(ids(1))),
            FactKind.ACCOUNT_CHANGED,
            account.id,
            was.subscription_id,
            None,
            local_date(now, account.zone),
            now,
            actor,
            {"field": "app name", "app": app_id, "before": was.before, "after": name},
        )
        told = Decision(order=now, account=account, before=account, facts=(fact,))
        save([told], terms=load_terms())
