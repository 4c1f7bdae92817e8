"""Which facts are told to whom: `notices_for(fact)` is pure; texts are made when they are sent.

A notice has a cause (its fact); (cause, recipient, channel) is unique. Each is checked again when
it is sent: `still_true` says whether what it announces still holds. Source: rules 13.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from prabayar.domain.facts import Fact, FactKind
from prabayar.domain.ids import FactId


class NoticeKind(StrEnum):
    INVOICE_ISSUED = "invoice_issued"
    PAYMENT_DUE_SOON = "payment_due_soon"
    PAYMENT_RECEIVED = "payment_received"
    GRACE_BEGAN = "grace_began"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    ENDING_SOON = "ending_soon"
    ENDED = "ended"
    TRIAL_STARTED = "trial_started"
    TRIAL_ENDS_SOON = "trial_ends_soon"
    TRIAL_ENDED = "trial_ended"
    EXTENSION_GRANTED = "extension_granted"
    EXTENSION_DECLINED = "extension_declined"
    PROMOTION_GRANTED = "promotion_granted"
    PROMOTION_ENDS_SOON = "promotion_ends_soon"
    PROMOTION_ENDED = "promotion_ended"
    PROMOTION_REMOVED = "promotion_removed"
    PLAN_CHANGED = "plan_changed"
    TRANSFER_SHORT = "transfer_short"
    TRANSFER_RETURNED = "transfer_returned"
    MEMBER_ADDED = "member_added"


class Channel(StrEnum):
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the system tells someone once. `recipient` is an e-mail address."""

    id: int
    fact_id: FactId
    kind: NoticeKind
    recipient: str
    channel: Channel
    send_at: datetime


NOTICE_OF = {
    FactKind.INVOICE_ISSUED: NoticeKind.INVOICE_ISSUED,
    FactKind.REMINDER_DUE: NoticeKind.PAYMENT_DUE_SOON,
    FactKind.INVOICE_SETTLED: NoticeKind.PAYMENT_RECEIVED,
    FactKind.GRACE_BEGAN: NoticeKind.GRACE_BEGAN,
    FactKind.SUSPENDED: NoticeKind.SUSPENDED,
    FactKind.ENDING_ANNOUNCED: NoticeKind.ENDING_SOON,
    FactKind.SUBSCRIPTION_ENDED: NoticeKind.ENDED,
    FactKind.TRIAL_STARTED: NoticeKind.TRIAL_STARTED,
    FactKind.TRIAL_ENDING_ANNOUNCED: NoticeKind.TRIAL_ENDS_SOON,
    FactKind.TRIAL_ENDED: NoticeKind.TRIAL_ENDED,
    FactKind.TRIAL_EXTENDED: NoticeKind.EXTENSION_GRANTED,
    FactKind.EXTENSION_DECLINED: NoticeKind.EXTENSION_DECLINED,
    FactKind.PROMOTION_GRANTED: NoticeKind.PROMOTION_GRANTED,
    FactKind.PROMOTION_ENDING_ANNOUNCED: NoticeKind.PROMOTION_ENDS_SOON,
    FactKind.PROMOTION_ENDED: NoticeKind.PROMOTION_ENDED,
    FactKind.PROMOTION_REMOVED: NoticeKind.PROMOTION_REMOVED,
    FactKind.PLAN_CHANGED: NoticeKind.PLAN_CHANGED,
    FactKind.PAYMENT_SHORT: NoticeKind.TRANSFER_SHORT,
    FactKind.PAYMENT_TAKEN_BACK: NoticeKind.TRANSFER_RETURNED,
    FactKind.MEMBER_ADDED: NoticeKind.MEMBER_ADDED,
}


def notice_kind(fact: Fact) -> NoticeKind | None:
    """What a fact is told as, or None if nobody is told."""
    if fact.kind is FactKind.ACCESS_CHANGED:
        regained = fact.data["before"] == "suspended" and fact.data["after"] == "full"
        return NoticeKind.RESTORED if regained else None
    if fact.data.get("quiet"):
        return None
    return NOTICE_OF.get(fact.kind)


# Invoice, payment, suspension, security: an owner's address keeps these, whatever it switches off.
ESSENTIAL = frozenset(
    {
        NoticeKind.INVOICE_ISSUED,
        NoticeKind.PAYMENT_DUE_SOON,
        NoticeKind.PAYMENT_RECEIVED,
        NoticeKind.TRANSFER_SHORT,
        NoticeKind.TRANSFER_RETURNED,
        NoticeKind.GRACE_BEGAN,
        NoticeKind.SUSPENDED,
        NoticeKind.RESTORED,
        NoticeKind.ENDING_SOON,
        NoticeKind.ENDED,
        NoticeKind.TRIAL_ENDED,
        NoticeKind.MEMBER_ADDED,
    }
)


def may_switch_off(kind: NoticeKind, *, keeps: bool) -> bool:
    """`keeps` says that the address is one that keeps what is essential: that of an owner, or the
    first billing e-mail of an account whose owners have none.
    """
    return not keeps or kind not in ESSENTIAL


def recipients_of(billing_emails: Iterable[str], members: Iterable[str]) -> tuple[str, ...]:
    """Whom an account's notices go to, each once, however its address is written."""
    found: dict[str, str] = {}
    for email in (*billing_emails, *members):
        found.setdefault(email.lower(), email)
    return tuple(found.values())


def notices_for(fact: Fact, *, recipients: tuple[str, ...]) -> tuple[tuple[NoticeKind, str], ...]:
    """(kind, recipient) of every notice that the fact causes."""
    kind = notice_kind(fact)
    return () if kind is None else tuple((kind, recipient) for recipient in recipients)


# Notices that ask for payment: pointless once the invoice is not open any more.
_OPEN_ONLY = frozenset(
    {
        NoticeKind.PAYMENT_DUE_SOON,
        NoticeKind.TRANSFER_SHORT,
        NoticeKind.GRACE_BEGAN,
    }
)
# What a notice about a subscription claims, by the phases in which it is true.
_PHASES = {
    NoticeKind.SUSPENDED: frozenset({"suspended"}),
    NoticeKind.ENDING_SOON: frozenset({"suspended", "trial_expired"}),
    NoticeKind.TRIAL_ENDS_SOON: frozenset({"trial"}),
    NoticeKind.TRIAL_ENDED: frozenset({"trial_expired"}),
}


def still_true(
    kind: NoticeKind,
    *,
    invoice_status: str | None,
    phase: str | None,
    newer: bool,
    plan_settled: bool,
    switched_off: bool,
    gone: bool,
) -> str:
    """Why a notice is not sent any more ("" if it is to be sent).

    `newer` says that the same invoice has a newer notice of the same kind waiting;
    `plan_settled` that a trial's first invoice has been settled; `switched_off` that the recipient
    wants none of this kind, and may say so; `gone` that nothing of the account goes to it any more.
    """
    if gone:
        return "the recipient gets no notices of the account any more"
    if switched_off:
        return "switched off by the recipient"
    if kind is NoticeKind.INVOICE_ISSUED and invoice_status == "void":
        return "the invoice is void"
    if kind in _OPEN_ONLY and invoice_status in ("settled", "lapsed", "void"):
        return f"the invoice is {invoice_status}"
    if kind in _PHASES and phase is not None and phase not in _PHASES[kind]:
        return f"the subscription is {phase}"
    if kind is NoticeKind.TRIAL_ENDS_SOON and plan_settled:
        return "a plan has been paid"
    if kind is NoticeKind.TRANSFER_SHORT and newer:
        return "a newer notice says what is missing now"
    return ""
