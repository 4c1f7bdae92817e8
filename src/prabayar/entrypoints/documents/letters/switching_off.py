"""The link by which somebody ends letters of one kind without signing in.

It is signed, never ends, and carries the account's code, the address and the kind: nothing that a
holder of the letter does not know. Errors: `ValueError` for a link that we did not make.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing

from prabayar.domain.notices import NoticeKind
from prabayar.domain.wording import Occasion
from prabayar.entrypoints.documents.letters.voice import link

_SALT = "prabayar.notices-off"


@dataclass(frozen=True, slots=True)
class SwitchOff:
    """What a link asks for."""

    account_code: str
    email: str
    kind: NoticeKind


def switch_off_url(kind: NoticeKind, occasion: Occasion) -> str:
    wanted = [occasion.account_code, occasion.recipient.lower(), str(kind)]
    token = signing.Signer(salt=_SALT).sign_object(wanted)
    return link(f"/notices/off/{token}")


def read_token(token: str) -> SwitchOff:
    try:
        account_code, email, kind = signing.Signer(salt=_SALT).unsign_object(token)
    except signing.BadSignature:
        raise ValueError("this link was not made here") from None
    return SwitchOff(account_code, email, NoticeKind(kind))
