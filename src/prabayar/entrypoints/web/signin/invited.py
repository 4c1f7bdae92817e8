"""The invitation that somebody has in hand: its secret leaves the address at once.

What stays in the session is the hash, as in the database: nobody who reads either can use it.
"""

from __future__ import annotations

import hashlib

from django.contrib.auth import logout
from django.http import HttpRequest

from prabayar.store.errors import NotFound
from prabayar.store.queries.people import InvitationRow, invitation_by_hash

_SESSION = "invitation"


def take(request: HttpRequest, secret: str) -> None:
    request.session[_SESSION] = hashlib.sha256(secret.encode()).hexdigest()


def hash_in_hand(request: HttpRequest) -> bytes:
    """Empty if there is none."""
    return bytes.fromhex(request.session.get(_SESSION, ""))


def let_go(request: HttpRequest) -> None:
    request.session.pop(_SESSION, None)


def sign_out(request: HttpRequest) -> None:
    """Everything of the session ends but the invitation: for somebody signed in as another."""
    kept = request.session.get(_SESSION, "")
    logout(request)
    if kept:
        request.session[_SESSION] = kept


def in_hand(request: HttpRequest) -> InvitationRow | None:
    """The invitation, if it can still be accepted."""
    found = hash_in_hand(request)
    if not found:
        return None
    try:
        invitation = invitation_by_hash(found)
    except NotFound:
        return None
    now = getattr(request, "now", None)
    return invitation if now is not None and invitation.is_open(now=now) else None


def invited_email(request: HttpRequest) -> str:
    """The address of the invitation in hand, "" without one."""
    invitation = in_hand(request)
    return "" if invitation is None else invitation.email
