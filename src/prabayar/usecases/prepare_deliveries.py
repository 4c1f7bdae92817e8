"""Take notices that are to be sent, check each again, and make their texts.

What is taken is leased: if its sender dies, it comes up again after the lease, with the same
Message-ID. What is not true any more is dropped with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from prabayar.domain.facts import Plain
from prabayar.domain.notices import still_true
from prabayar.domain.ports import Message
from prabayar.domain.wording import Occasion, wording
from prabayar.store.notices import DueNotice, claim_notices, drop_notices


def prepare_deliveries(*, now: datetime, limit: int = 500) -> list[tuple[int, Message]]:
    """(notice id, message) of up to `limit` that are to go out now; none means none is due."""
    while due := _claim(now=now, limit=limit):
        if messages := [(one.id, _message(one)) for one, reason in due if not reason]:
            return messages
    return []


def _claim(*, now: datetime, limit: int) -> list[tuple[DueNotice, str]]:
    """Those that were taken, each with the reason for which it was dropped ("" for the others)."""
    with transaction.atomic():
        due = [(notice, _dropped(notice)) for notice in claim_notices(now=now, limit=limit)]
        drop_notices([(notice.id, reason) for notice, reason in due if reason], now=now)
    return due


def _dropped(notice: DueNotice) -> str:
    return still_true(
        notice.kind,
        invoice_status=notice.invoice_status,
        phase=notice.phase,
        newer=notice.newer,
        plan_settled=notice.plan_settled,
    )


def _data_now(notice: DueNotice) -> Mapping[str, Plain]:
    """The fact's figures, and of an open invoice what is outstanding when the notice goes out."""
    outstanding = notice.outstanding_minor
    if outstanding is None:
        return notice.data
    return {**notice.data, "payable": outstanding, "outstanding": outstanding}


def _message(notice: DueNotice) -> Message:
    subject, body = wording(
        notice.kind,
        Occasion(
            account_name=notice.account_name,
            app_id=notice.app_id,
            currency=notice.currency,
            data=_data_now(notice),
            invoice_number=notice.invoice_number,
            reference=notice.reference,
        ),
    )
    return Message(
        message_id=notice.message_id,
        recipient=notice.recipient,
        kind=str(notice.kind),
        made_at=notice.send_at,
        subject=subject,
        body=body,
    )
