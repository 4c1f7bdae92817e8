"""Letters that do not wait for a worker: codes, links and words of security at signing in.

They go out at once, in the language that is active, and are not kept: a code is of no use later.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

import structlog
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from prabayar import wiring
from prabayar.domain.errors import Refusal
from prabayar.domain.ports import DeliveryFailed, Message
from prabayar.entrypoints.documents.letters.letter import (
    Action,
    Frame,
    Letter,
    as_html,
    as_text,
    subject_of,
)
from prabayar.store.terms import load_terms

_log = structlog.get_logger()


class LetterNotSent(Refusal):
    """A letter that somebody waits for did not go out."""

    code = "letter"


def send_direct(
    *,
    recipient: str,
    subject: str,
    paragraphs: Sequence[str],
    kind: str,
    now: datetime,
    code: str = "",
    action: tuple[str, str] | None = None,
    footnotes: Sequence[str] = (),
) -> None:
    """Send a letter now. `action` is the label of its button and where that leads.

    Errors: `LetterNotSent`. Whoever only announces what has been done already may let it pass.
    """
    letter = Letter(
        subject=subject,
        headline=subject,
        paragraphs=tuple(paragraphs),
        code=code,
        action=None if action is None else Action(*action),
        footnotes=tuple(footnotes),
    )
    frame = Frame(brand=brand(), language=get_language() or "en")
    message = Message(
        message_id=f"direct-{secrets.token_hex(12)}",
        recipient=recipient,
        kind=kind,
        made_at=now,
        subject=subject_of(letter),
        body=as_text(letter, frame),
        html=as_html(letter, frame),
    )
    outbox = wiring.outbox()
    try:
        outbox.deliver(message)
    except DeliveryFailed as error:
        _log.warning("letter_not_sent", kind=kind, reason=error.reason, temporary=error.temporary)
        raise LetterNotSent(unsent(error)) from error
    finally:
        outbox.rest()


def brand() -> str:
    """Whom letters are from: the operator, by its name."""
    return load_terms().terms.policy.seller_name or "Prabayar"


def unsent(error: DeliveryFailed) -> str:
    """Why a letter did not go out, in the language that is active."""
    if error.temporary:
        return _("The letter could not be sent just now. Please try again in a few minutes.")
    return _("No letter can be sent to this address. Check how it is written, or use another.")
