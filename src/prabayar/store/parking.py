"""Parking: an account that cannot be decided is neither charged nor suspended until staff look.

These write the account's row and a fact without reading anything else of it: what is wrong may
be there.
"""

from __future__ import annotations

from datetime import datetime

from prabayar.domain.facts import Fact, FactKind
from prabayar.domain.ids import AccountId, FactId
from prabayar.domain.period import local_date
from prabayar.store import rows as made
from prabayar.store.bulk import copy, rows, run
from prabayar.store.errors import NotFound
from prabayar.store.numbers import ids

_PARK = "UPDATE store_account SET parked_reason = %s WHERE id = %s RETURNING zone"
_UNPARK = """
    UPDATE store_account a SET parked_reason = '',
        due_at = (SELECT min(s.due_at) FROM store_subscription s WHERE s.account_id = a.id)
    WHERE a.id = %s RETURNING zone
"""


def park_account(account_id: AccountId, *, reason: str, now: datetime, actor: str) -> None:
    """Set the account aside, with its reason."""
    found = rows(_PARK, [reason or "no reason given", account_id])
    _tell(account_id, found, FactKind.ACCOUNT_PARKED, now=now, actor=actor, reason=reason)


def unpark_account(account_id: AccountId, *, now: datetime, actor: str) -> None:
    """Let it be decided again, at once if something has fallen due meanwhile."""
    found = rows(_UNPARK, [account_id])
    _tell(account_id, found, FactKind.ACCOUNT_UNPARKED, now=now, actor=actor, reason="")
    run("NOTIFY prabayar_due")


def _tell(
    account_id: AccountId,
    found: list[tuple[str]],
    kind: FactKind,
    *,
    now: datetime,
    actor: str,
    reason: str,
) -> None:
    if not found:
        raise NotFound(f"There is no account {account_id}.", account=account_id)
    fact_id = FactId(next(ids(1)))
    effective_on = local_date(now, found[0][0])
    fact = Fact(fact_id, kind, account_id, None, None, effective_on, now, actor, {"reason": reason})
    copy(made.FACT, [made.fact_row(fact)])
