"""A letter, and an outbox in front of a test's server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from prabayar.adapters.clock import SystemClock
from prabayar.adapters.mail.address import Sender, Server, Tls
from prabayar.adapters.mail.smtp import SmtpOutbox
from prabayar.domain.ports import Message
from tests.mail.server import Box

SENDER = Sender("PT Contoh Péñagihan", "billing@contoh.example")
MADE: list[SmtpOutbox] = []  # what a test made, to be closed behind it


def letter(no: int = 1, **given: Any) -> Message:
    return Message(
        **{
            "message_id": f"notice-{no}",
            "recipient": f"a{no}@x.example",
            "kind": "plan_changed",
            "made_at": datetime(2026, 11, 4, 17, 0, tzinfo=UTC),
            "subject": "Tagihan INV-2026-000007 — „Kopi“",
            "body": "Yth. PT Merapi Media,\n\n.\nfrom here on: äöü ไทย\n",
            "html": "<p>Yth. PT Merapi Media</p>",
            **given,
        }
    )


def outbox(box: Box, *, tls: Tls = Tls.NONE, timeout: float = 5, **given: Any) -> SmtpOutbox:
    server = Server("127.0.0.1", box.port, tls, given.pop("user", ""), given.pop("password", ""))
    made = SmtpOutbox(server, sender=SENDER, clock=SystemClock, timeout=timeout, **given)
    MADE.append(made)
    return made
