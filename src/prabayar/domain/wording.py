"""What a notice says, in plain English, from its fact and its invoice; made when it is sent.

Amounts carry their currency, dates are ISO dates in the account's zone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from prabayar.domain.facts import Plain
from prabayar.domain.money import Money
from prabayar.domain.notices import NoticeKind


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a notice is about: the fact's data, and names that a reader knows."""

    account_name: str
    app_id: str
    currency: str
    data: Mapping[str, Plain]
    invoice_number: str = ""
    reference: str = ""

    def money(self, key: str) -> str:
        minor = self.data.get(key)
        return str(Money(minor, self.currency)) if isinstance(minor, int) else ""

    def text(self, key: str) -> str:
        value = self.data.get(key)
        return "" if value is None else str(value)

    def day_before(self, key: str) -> str:
        """The last day of a range of which `key` names the first day after it."""
        return str(date.fromisoformat(self.text(key)) - timedelta(days=1))


def wording(kind: NoticeKind, occasion: Occasion) -> tuple[str, str]:
    """Subject and body of a notice."""
    subject, sentence = _WORDS[kind](occasion)
    lines = [f"Dear {occasion.account_name},", "", sentence]
    if kind in _TO_PAY:
        lines += [
            "",
            f"Invoice:   {occasion.invoice_number}",
            f"Reference: {occasion.reference}",
            "Please write the reference on your transfer; it finds its invoice by it.",
        ]
    return subject, "\n".join(lines)


_TO_PAY = frozenset(
    {
        NoticeKind.INVOICE_ISSUED,
        NoticeKind.PAYMENT_DUE_SOON,
        NoticeKind.GRACE_BEGAN,
        NoticeKind.TRANSFER_SHORT,
    }
)


def _invoice_issued(o: Occasion) -> tuple[str, str]:
    return (
        f"Invoice {o.invoice_number} for {o.app_id}",
        f"{o.money('payable')} is to be paid by {o.text('due_on')} for {o.app_id}.",
    )


def _payment_due_soon(o: Occasion) -> tuple[str, str]:
    return (
        f"Reminder: {o.money('outstanding')} due on {o.text('due_on')}",
        f"{o.money('outstanding')} is still open for {o.app_id}; it is due on {o.text('due_on')}.",
    )


def _payment_received(o: Occasion) -> tuple[str, str]:
    return (
        f"Receipt for {o.app_id}",
        f"Thank you: {o.invoice_number} over {o.money('total')} for {o.app_id} is settled.",
    )


def _grace_began(o: Occasion) -> tuple[str, str]:
    return (
        f"{o.app_id} will be suspended on {o.text('suspend_on')}",
        f"{o.money('outstanding')} has not arrived. {o.app_id} runs on until"
        f" {o.text('suspend_on')}; pay before that day and nothing changes.",
    )


def _suspended(o: Occasion) -> tuple[str, str]:
    return (
        f"{o.app_id} is suspended",
        f"{o.app_id} is suspended because its invoice was not paid. A payment brings it back;"
        f" without one it ends on {o.text('ends_on')}.",
    )


def _restored(o: Occasion) -> tuple[str, str]:
    return f"{o.app_id} runs again", f"{o.app_id} has full access again."


def _ending_soon(o: Occasion) -> tuple[str, str]:
    return (
        f"{o.app_id} ends on {o.text('ends_on')}",
        f"{o.app_id} is suspended and ends on {o.text('ends_on')} unless it is paid.",
    )


def _ended(o: Occasion) -> tuple[str, str]:
    return f"{o.app_id} has ended", f"The subscription of {o.app_id} has ended."


def _trial_started(o: Occasion) -> tuple[str, str]:
    return (
        f"The trial of {o.app_id} has begun",
        f"{o.app_id} is free until the end of {o.text('ends_on')}.",
    )


def _trial_ends_soon(o: Occasion) -> tuple[str, str]:
    return (
        f"The trial of {o.app_id} ends on {o.text('ends_on')}",
        f"The last trial day of {o.app_id} is {o.text('ends_on')}. Choose a plan to go on.",
    )


def _trial_ended(o: Occasion) -> tuple[str, str]:
    return (
        f"The trial of {o.app_id} has ended",
        f"The trial of {o.app_id} ended on {o.text('ends_on')}. Your data is kept; choose a plan"
        " and pay its first invoice to go on.",
    )


def _extension_granted(o: Occasion) -> tuple[str, str]:
    return (
        f"More time for {o.app_id}",
        f"The trial of {o.app_id} now lasts until the end of {o.text('ends_on')}."
        f" {o.text('note')}".rstrip(),
    )


def _extension_declined(o: Occasion) -> tuple[str, str]:
    return (
        f"Your request for {o.app_id}",
        f"We could not extend the trial of {o.app_id}. {o.text('note')}".rstrip(),
    )


def _promotion_granted(o: Occasion) -> tuple[str, str]:
    return (
        f"A promotion for {o.app_id}",
        f"{_discount(o)} off each period of {o.app_id} that starts before {o.text('ends_on')}."
        f" {o.text('note')}".rstrip(),
    )


def _promotion_ends_soon(o: Occasion) -> tuple[str, str]:
    return (
        f"The promotion of {o.app_id} ends soon",
        f"From {o.text('from_on')} on {o.app_id} costs its normal price of"
        f" {o.money('normal_price')} before tax.",
    )


def _promotion_ended(o: Occasion) -> tuple[str, str]:
    return (
        f"The promotion of {o.app_id} has ended",
        f"Periods of {o.app_id} that start from {o.text('ends_on')} on cost the normal price of"
        f" {o.money('normal_price')} before tax.",
    )


def _promotion_removed(o: Occasion) -> tuple[str, str]:
    return (
        f"The promotion of {o.app_id} is gone",
        f"The change of plan removed the promotion of {_discount(o)} that would have run"
        f" through {o.day_before('ends_on')}.",
    )


def _plan_changed(o: Occasion) -> tuple[str, str]:
    return (
        f"{o.app_id} is on {o.text('after')} now",
        f"{o.app_id} changed from {o.text('before')} to {o.text('after')}, per"
        f" {o.text('interval')}.",
    )


def _transfer_short(o: Occasion) -> tuple[str, str]:
    return (
        f"{o.money('outstanding')} is missing for {o.app_id}",
        f"Your transfer for {o.app_id} arrived; {o.money('outstanding')} is still missing.",
    )


def _discount(o: Occasion) -> str:
    value = o.data.get("value")
    if o.data.get("kind") == "percent" and isinstance(value, int):
        whole, part = divmod(value, 100)
        return f"{whole}.{part:02d} %" if part else f"{whole} %"
    return o.money("value")


_WORDS: dict[NoticeKind, Callable[[Occasion], tuple[str, str]]] = {
    NoticeKind.INVOICE_ISSUED: _invoice_issued,
    NoticeKind.PAYMENT_DUE_SOON: _payment_due_soon,
    NoticeKind.PAYMENT_RECEIVED: _payment_received,
    NoticeKind.GRACE_BEGAN: _grace_began,
    NoticeKind.SUSPENDED: _suspended,
    NoticeKind.RESTORED: _restored,
    NoticeKind.ENDING_SOON: _ending_soon,
    NoticeKind.ENDED: _ended,
    NoticeKind.TRIAL_STARTED: _trial_started,
    NoticeKind.TRIAL_ENDS_SOON: _trial_ends_soon,
    NoticeKind.TRIAL_ENDED: _trial_ended,
    NoticeKind.EXTENSION_GRANTED: _extension_granted,
    NoticeKind.EXTENSION_DECLINED: _extension_declined,
    NoticeKind.PROMOTION_GRANTED: _promotion_granted,
    NoticeKind.PROMOTION_ENDS_SOON: _promotion_ends_soon,
    NoticeKind.PROMOTION_ENDED: _promotion_ended,
    NoticeKind.PROMOTION_REMOVED: _promotion_removed,
    NoticeKind.PLAN_CHANGED: _plan_changed,
    NoticeKind.TRANSFER_SHORT: _transfer_short,
}
