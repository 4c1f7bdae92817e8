"""A letter as the bytes that travel: RFC 5322, text and HTML, the same bytes each time.

Errors: `DeliveryFailed` for good, if a header would not stay one line.
"""

from __future__ import annotations

import unicodedata
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from prabayar.adapters.mail.address import Sender, to_ascii
from prabayar.domain.ports import DeliveryFailed, Message

# Parts are quoted-printable, in which "=_" cannot occur: nothing in a letter looks like this.
_BOUNDARY = "=_prabayar"
# Categories of characters that have no place in a header, line ends of every kind among them.
_BREAKS = frozenset({"Cc", "Zl", "Zp", "Cs"})


def compose(message: Message, *, sender: Sender) -> bytes:
    _check(message)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = message.subject
    mail.set_content(message.body, cte="quoted-printable")
    if message.html:
        mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
        mail.set_boundary(_BOUNDARY)
    return _head(message, sender).encode() + mail.as_bytes()


def _head(message: Message, sender: Sender) -> str:
    """Headers that are never folded: a program that reads an address would see half of it.

    A recipient that is not ASCII stays as it is, for servers that take UTF-8.
    """
    lines = [
        f"Date: {format_datetime(message.made_at)}",
        f"From: {formataddr((sender.name, sender.address))}",
        f"To: {to_ascii(message.recipient)}",
        f"Message-ID: <{message.message_id}@{sender.domain}>",
        # RFC 3834: an answering machine does not answer this.
        "Auto-Submitted: auto-generated",
        f"X-Prabayar-Notice: {message.kind}",
    ]
    if message.switch_off_url:
        # RFC 8058: one click in the reader's own program, without opening a page.
        lines += [
            f"List-Unsubscribe: <{message.switch_off_url}>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        ]
    return "".join(f"{line}\r\n" for line in lines)


def _check(message: Message) -> None:
    headers = {
        "recipient": message.recipient,
        "subject": message.subject,
        "message id": message.message_id,
        "kind": message.kind,
        "address for switching off": message.switch_off_url,
    }
    for name, text in headers.items():
        if any(unicodedata.category(sign) in _BREAKS for sign in text):
            raise DeliveryFailed(f"the {name} is not one line of text", temporary=False)
