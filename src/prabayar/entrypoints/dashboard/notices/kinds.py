"""The kinds of notice in groups, and in words what has become of a letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prabayar.domain.notices import NoticeKind
from prabayar.entrypoints.documents.letters.kinds import kind_names
from prabayar.entrypoints.web.words import Word
from prabayar.store.queries.notice_centre import LetterRow, ToldRow


@dataclass(frozen=True, slots=True)
class Group:
    title: Promise
    kinds: tuple[NoticeKind, ...]


GROUPS = (
    Group(
        later("Invoices and payments"),
        (
            NoticeKind.INVOICE_ISSUED,
            NoticeKind.PAYMENT_DUE_SOON,
            NoticeKind.TRANSFER_SHORT,
            NoticeKind.TRANSFER_RETURNED,
            NoticeKind.PAYMENT_RECEIVED,
        ),
    ),
    Group(
        later("Access to the apps"),
        (
            NoticeKind.GRACE_BEGAN,
            NoticeKind.SUSPENDED,
            NoticeKind.RESTORED,
            NoticeKind.ENDING_SOON,
            NoticeKind.ENDED,
        ),
    ),
    Group(
        later("Trial"),
        (
            NoticeKind.TRIAL_STARTED,
            NoticeKind.TRIAL_ENDS_SOON,
            NoticeKind.TRIAL_ENDED,
            NoticeKind.EXTENSION_GRANTED,
            NoticeKind.EXTENSION_DECLINED,
        ),
    ),
    Group(
        later("Promotion"),
        (
            NoticeKind.PROMOTION_GRANTED,
            NoticeKind.PROMOTION_ENDS_SOON,
            NoticeKind.PROMOTION_ENDED,
            NoticeKind.PROMOTION_REMOVED,
        ),
    ),
    Group(later("Plan"), (NoticeKind.PLAN_CHANGED,)),
    Group(later("Security"), (NoticeKind.MEMBER_ADDED,)),
)
_WHY_NOT: dict[str, Promise] = {
    "the recipient gets no notices of the account any more": later(
        "the address gets no notices of the account any more"
    ),
    "switched off by the recipient": later("switched off for this address"),
    "the invoice is void": later("the invoice had become void"),
    "the invoice is settled": later("the invoice had been settled"),
    "the invoice is lapsed": later("the invoice had lapsed"),
    "the subscription is active": later("the app was active again"),
    "the subscription is grace": later("the app was in its grace time again"),
    "the subscription is trial": later("the app was in its trial again"),
    "the subscription is trial_expired": later("the trial was over"),
    "the subscription is suspended": later("the app was suspended"),
    "the subscription is ended": later("the subscription had ended"),
    "a plan has been paid": later("a plan had been paid"),
    "a newer notice says what is missing now": later("a newer one says what is missing"),
}


def choices() -> Sequence[tuple[str | Promise, object]]:
    """All kinds as a select offers them, in their groups."""
    names = kind_names()
    return [
        ("", _("All kinds")),
        *((group.title, [(str(kind), names[kind]) for kind in group.kinds]) for group in GROUPS),
    ]


def kind_of(code: str) -> NoticeKind | None:
    return NoticeKind(code) if code in NoticeKind.__members__.values() else None


def came_of(row: ToldRow) -> Word:
    """What has become of all letters of a notice."""
    if row.given_up:
        return Word(_("Not delivered"), "bad")
    if row.waiting:
        return Word(_("On its way"), "accent")
    if row.delivered:
        return Word(_("Sent"), "ok")
    if row.left_out:
        return Word(_("Not sent"), "")
    return Word(_("Here only"), "")


def state_of(letter: LetterRow) -> Word:
    """What has become of one letter."""
    match letter.state:
        case "delivered":
            return Word(_("Sent"), "ok")
        case "gave_up":
            return Word(_("Given up"), "bad")
        case "dropped":
            return Word(_("Not sent"), "")
        case _:
            return Word(_("Waiting"), "accent")


def why(letter: LetterRow) -> str:
    """A sentence on what has become of it; "" where there is nothing to add."""
    reason = str(_WHY_NOT.get(letter.reason, letter.reason))
    match letter.state:
        case "delivered":
            return ""
        case "dropped":
            return _("Because when it was to go out, %(reason)s.") % {"reason": reason}
        case "gave_up":
            return _("After all tries: %(reason)s.") % {"reason": reason}
        case _ if letter.tries:
            return _("The last try failed: %(reason)s. It is tried again.") % {"reason": reason}
        case _:
            return ""
