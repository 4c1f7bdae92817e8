"""Keep what became of messages: delivered, to be tried again, or given up with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from prabayar.store.notices import WAITS, close_notices, retry_notices


@dataclass(frozen=True, slots=True)
class Outcome:
    """`reason` is empty when the message was taken; `temporary` asks for another try."""

    notice_id: int
    reason: str = ""
    temporary: bool = False


def record_deliveries(outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Close what is done; put off what failed for now."""
    with transaction.atomic():
        close_notices([o.notice_id for o in outcomes if not o.reason], now=now)
        retry_notices(
            [(o.notice_id, o.reason) for o in outcomes if o.reason and o.temporary],
            now=now,
            waits=WAITS,
        )
        retry_notices(
            [(o.notice_id, o.reason) for o in outcomes if o.reason and not o.temporary],
            now=now,
            waits=(),
        )
