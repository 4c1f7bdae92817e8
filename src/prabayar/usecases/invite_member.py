"""Invite somebody into an account, or send the letter again: each has a new secret.

Only the hash of the secret is kept. The letter is the caller's: an invitation stands whether or
not mail can be sent just now.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from prabayar.domain.facts import FactKind
from prabayar.domain.people import Role, check_invite
from prabayar.domain.state import Account
from prabayar.store.people import keep_invitation, lock_team
from prabayar.store.terms import load_terms
from prabayar.usecases.acting import tell


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the letter needs; `secret` is nowhere else."""

    account: Account
    email: str
    role: Role
    ends_at: datetime
    secret: str = field(repr=False)


def invite_member(
    account_code: str, *, email: str, role: Role, by: int | None, now: datetime, actor: str
) -> Invitation:
    """`by` is the member who asks, None the operator. Errors: `PeopleRefused`, `AccountBusy`."""
    email = email.strip().lower()
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        account, team = lock_team(account_code)
        check_invite(team, email=email, role=role, by=by)
        ends_at = now + timedelta(days=load_terms().terms.policy.invitation_days)
        keep_invitation(
            account.id,
            email=email,
            role=role,
            secret_hash=hashlib.sha256(secret.encode()).digest(),
            ends_at=ends_at,
            now=now,
            actor=actor,
        )
        tell(account, FactKind.MEMBER_INVITED, now=now, actor=actor, email=email, role=str(role))
    return Invitation(account, email, role, ends_at, secret)
