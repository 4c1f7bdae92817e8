"""Accept an invitation: the one who was invited becomes a member, once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.errors import PeopleRefused
from prabayar.domain.facts import FactKind
from prabayar.domain.state import Account
from prabayar.store.errors import NotFound
from prabayar.store.people import accept, add_membership, invitation_of_secret, lock_team, person
from prabayar.usecases.acting import tell

# One sentence for an unknown, ended, withdrawn or used one: whoever guesses learns nothing.
USED_UP = "This invitation cannot be used any more: ask whoever invited you for a new one."

STAFF = "Staff are no members of accounts: sign in with an address of your own."


def accept_invitation(
    secret_hash: bytes, *, member_id: int, email: str, now: datetime, actor: str
) -> Account:
    """The account that was joined. Errors: `PeopleRefused`, `AccountBusy`."""
    with transaction.atomic():
        try:
            account_id = invitation_of_secret(secret_hash).account_id
            account, team = lock_team(account_id)
            invited = invitation_of_secret(secret_hash)  # a new letter may have been sent meanwhile
        except NotFound:
            raise PeopleRefused(USED_UP, rule="used_up") from None
        if invited.email.casefold() != email.casefold():
            raise PeopleRefused(
                f"You are signed in as {email}, and the invitation is for another address:"
                " sign in with that one.",
                rule="other_address",
                email=email,
            )
        found = person(email)
        if found is not None and found.staff_role is not None:
            raise PeopleRefused(STAFF, rule="staff")
        if invited.ends_at <= now or not accept(invited.id, now=now):
            raise PeopleRefused(USED_UP, rule="used_up")
        if member_id not in team:
            # Told first: those who were there before are warned, not the new one.
            tell(
                account,
                FactKind.MEMBER_ADDED,
                now=now,
                actor=actor,
                email=email,
                role=str(invited.role),
            )
            add_membership(account.id, member_id, role=invited.role, now=now)
    return account
