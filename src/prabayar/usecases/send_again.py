"""Send a notice again that was given up: the same message, to the same address."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.errors import ChangeRefused
from prabayar.domain.facts import FactKind
from prabayar.store import notices
from prabayar.store.locks import read_account_row
from prabayar.store.states import account_of
from prabayar.usecases.acting import tell


def send_again(notice_id: int, *, now: datetime, actor: str) -> None:
    """It is checked again before it goes out, and may be dropped then.

    Errors: `ChangeRefused` for one that was delivered, dropped, or is on its way.
    """
    with transaction.atomic():
        renewed = notices.send_again(notice_id, now=now)
        if renewed is None:
            raise ChangeRefused("Only a notice that was given up is sent again.", notice=notice_id)
        account_id, recipient, kind = renewed
        account = account_of(read_account_row(account_id))
        tell(
            account,
            FactKind.NOTICE_SENT_AGAIN,
            now=now,
            actor=actor,
            notice=notice_id,
            told=str(kind),
            recipient=recipient,
        )
