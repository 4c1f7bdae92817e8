"""Puts a notice into words: the letter of its kind, in the language of its recipient."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from prabayar.domain.notices import NoticeKind
from prabayar.domain.ports import Written
from prabayar.domain.state import Terms
from prabayar.domain.values import replace
from prabayar.domain.wording import Occasion
from prabayar.entrypoints.documents.letters import paying, promotions, running, transfers, trials
from prabayar.entrypoints.documents.letters.letter import (
    Action,
    Frame,
    Letter,
    as_html,
    as_text,
    subject_of,
)
from prabayar.entrypoints.documents.letters.switching_off import switch_off_url
from prabayar.entrypoints.documents.letters.voice import Voice

LETTERS: dict[NoticeKind, Callable[[Voice], Letter]] = {
    NoticeKind.INVOICE_ISSUED: paying.invoice_issued,
    NoticeKind.PAYMENT_DUE_SOON: paying.payment_due_soon,
    NoticeKind.PAYMENT_RECEIVED: paying.payment_received,
    NoticeKind.GRACE_BEGAN: paying.grace_began,
    NoticeKind.TRANSFER_SHORT: paying.transfer_short,
    NoticeKind.TRANSFER_RETURNED: transfers.transfer_returned,
    NoticeKind.SUSPENDED: running.suspended,
    NoticeKind.RESTORED: running.restored,
    NoticeKind.ENDING_SOON: running.ending_soon,
    NoticeKind.ENDED: running.ended,
    NoticeKind.PLAN_CHANGED: running.plan_changed,
    NoticeKind.MEMBER_ADDED: running.member_added,
    NoticeKind.TRIAL_STARTED: trials.trial_started,
    NoticeKind.TRIAL_ENDS_SOON: trials.trial_ends_soon,
    NoticeKind.TRIAL_ENDED: trials.trial_ended,
    NoticeKind.EXTENSION_GRANTED: trials.extension_granted,
    NoticeKind.EXTENSION_DECLINED: trials.extension_declined,
    NoticeKind.PROMOTION_GRANTED: promotions.promotion_granted,
    NoticeKind.PROMOTION_ENDS_SOON: promotions.promotion_ends_soon,
    NoticeKind.PROMOTION_ENDED: promotions.promotion_ended,
    NoticeKind.PROMOTION_REMOVED: promotions.promotion_removed,
}


def letter_of(kind: NoticeKind, occasion: Occasion, *, terms: Terms) -> Letter:
    """What a notice says, in the language that is active; for a page as well."""
    return LETTERS[kind](Voice(occasion, terms))


def write_letter(kind: NoticeKind, occasion: Occasion, *, terms: Terms) -> Written:
    """Fulfils `Writes`."""
    with override(language_of(occasion.locale)):
        letter = letter_of(kind, occasion, terms=terms)
        words = {"account": occasion.account_name, "email": occasion.recipient}
        letter = replace(
            letter,
            greeting=_("Dear %(account)s,") % words,
            footnotes=(
                *letter.footnotes,
                _("This letter about %(account)s was sent to %(email)s. You may answer it.")
                % words,
            ),
        )
        url = switch_off_url(kind, occasion) if occasion.may_switch_off else ""
        frame = Frame(
            brand=terms.policy.seller_name or "Prabayar",
            language=language_of(occasion.locale),
            switch_off=Action(_("Send no more letters of this kind"), url) if url else None,
        )
        return Written(
            subject=subject_of(letter),
            text=as_text(letter, frame),
            html=as_html(letter, frame),
            switch_off_url=url,
        )


def language_of(locale: str) -> str:
    """The language that letters are written in for a locale; English where there is none."""
    language = locale.replace("_", "-").split("-")[0].lower()
    return language if language in dict(settings.LANGUAGES) else "en"
