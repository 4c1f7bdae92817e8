"""Take notices that are to be sent, check each again, and have them put into words.

What is taken is leased: if its sender dies, it comes up again after the lease, with the same
Message-ID. What is not true any more is dropped with its reason. A letter that cannot be written
is put off like one that cannot be delivered, and keeps no other waiting.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction

from prabayar.domain.notices import still_true
from prabayar.domain.ports import Message, Writes
from prabayar.domain.state import Terms
from prabayar.domain.wording import Occasion
from prabayar.store.notices import WAITS, DueNotice, claim_notices, drop_notices, retry_notices
from prabayar.store.queries.letters import occasions
from prabayar.store.terms import load_terms

_log = structlog.get_logger()


def prepare_deliveries(
    *, writes: Writes, now: datetime, limit: int = 500
) -> list[tuple[int, Message]]:
    """(notice id, message) of up to `limit` that are to go out now; none means none is due."""
    terms = load_terms().terms
    while (due := _claim(now=now, limit=limit)) is not None:
        written = [(one, _write(one, about, writes, terms)) for one, about in due]
        bad = [(one.id, "its letter could not be written") for one, text in written if text is None]
        if bad:
            with transaction.atomic():
                retry_notices(bad, now=now, waits=WAITS)
        if messages := [(one.id, text) for one, text in written if text is not None]:
            return messages
    return []


def _claim(*, now: datetime, limit: int) -> list[tuple[DueNotice, Occasion]] | None:
    """Those that are to be written, with what they are about; None if none was due."""
    with transaction.atomic():
        due = [(notice, _dropped(notice)) for notice in claim_notices(now=now, limit=limit)]
        drop_notices([(notice.id, reason) for notice, reason in due if reason], now=now)
        kept = [notice for notice, reason in due if not reason]
        about = occasions(kept)
    return [(notice, about[notice.id]) for notice in kept] if due else None


def _dropped(notice: DueNotice) -> str:
    return still_true(
        notice.kind,
        invoice_status=notice.invoice_status,
        phase=notice.phase,
        newer=notice.newer,
        plan_settled=notice.plan_settled,
        switched_off=notice.muted and notice.may_switch_off,
        gone=notice.gone,
    )


def _write(notice: DueNotice, about: Occasion, writes: Writes, terms: Terms) -> Message | None:
    try:
        written = writes(notice.kind, about, terms=terms)
    except Exception as error:  # noqa: BLE001 - one that cannot be written stops no other
        _log.error("letter_not_written", message_id=notice.message_id, exc_info=error)
        return None
    return Message(
        message_id=notice.message_id,
        recipient=notice.recipient,
        kind=str(notice.kind),
        made_at=notice.send_at,
        subject=written.subject,
        body=written.text,
        html=written.html,
        switch_off_url=written.switch_off_url,
    )
