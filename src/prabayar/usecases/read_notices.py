"""Note how far a member has read what their account is told."""

from __future__ import annotations

from django.db import transaction

from prabayar.domain.ids import AccountId
from prabayar.store.people import read_through


def read_notices(account_id: AccountId, *, member_id: int, through: int) -> None:
    """`through` is the newest fact that was shown; what came since stays unread."""
    with transaction.atomic():
        read_through(account_id, member_id, through=through)
