"""Keeps the names of apps. An App ID is for ever; what people call the app is not."""

from __future__ import annotations

from dataclasses import dataclass

from prabayar.domain.ids import AccountId, SubscriptionId
from prabayar.store.bulk import rows
from prabayar.store.errors import NotFound

_RENAME = """
    UPDATE store_app p SET name = %s
    FROM (SELECT q.id, q.name FROM store_app q WHERE q.account_id = %s AND q.app_id = %s) was
    WHERE p.id = was.id
    RETURNING was.name, (SELECT max(s.id) FROM store_subscription s
        WHERE s.account_id = p.account_id AND s.app_id = p.app_id)
"""


@dataclass(frozen=True, slots=True)
class Renamed:
    """What it was called before, and its newest subscription."""

    before: str
    subscription_id: SubscriptionId


def rename(account_id: AccountId, app_id: str, *, name: str) -> Renamed:
    """The caller holds the account. Errors: `NotFound`, for another account's too."""
    found = rows(_RENAME, [name, account_id, app_id])
    if not found:
        raise NotFound(f"There is no app {app_id}.", app=app_id)
    return Renamed(*found[0])
