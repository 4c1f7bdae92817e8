"""Open the account that somebody asked for when they signed up, with them as its owner.

When: as soon as the e-mail address is confirmed. Strangers who never confirm one leave a member
behind, and nothing in the books. What they want is kept with the member and not in the session,
so that another browser may confirm it; it is forgotten in the transaction that opens the account.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from prabayar.domain.errors import ChangeRefused
from prabayar.domain.facts import FactKind
from prabayar.domain.money import digits_of
from prabayar.domain.people import Role
from prabayar.domain.period import zone_of
from prabayar.domain.state import Account
from prabayar.store.numbers import references
from prabayar.store.people import add_membership, team_of, want_account, wanted_account
from prabayar.store.terms import load_terms
from prabayar.usecases.acting import NewAccount, begin, tell

_TRIES = 5  # of finding a code that is free


def sign_up(member_id: int, *, now: datetime, actor: str) -> Account | None:
    """The new account; None if nothing is wanted (any more).

    Errors: `ChangeRefused`, `MoneyRefused` if what was wanted cannot be had any more: it stays.
    """
    with transaction.atomic():
        wanted = wanted_account(member_id)
        if not wanted:
            return None
        account = _open(member_id, wanted, now=now, actor=actor)
        add_membership(account.id, member_id, role=Role.OWNER, now=now)
        email = team_of(account.id)[member_id].email
        # Nobody is warned of the member that they are themselves.
        tell(
            account,
            FactKind.MEMBER_ADDED,
            now=now,
            actor=actor,
            email=email,
            role=str(Role.OWNER),
            quiet=True,
        )
        want_account(member_id, {})
        return account


def _open(member_id: int, wanted: Mapping[str, str], *, now: datetime, actor: str) -> Account:
    digits_of(wanted["currency"])
    zone_of(wanted["zone"])
    sold = {price.currency for price in load_terms().terms.catalog.prices.values()}
    if wanted["currency"] not in sold:
        raise ChangeRefused(f"Nothing is sold in {wanted['currency']}: choose another currency.")
    for attempt in range(_TRIES):
        new = NewAccount(
            code=_code(member_id, attempt, now),
            name=wanted["name"],
            country=wanted["country"],
            currency=wanted["currency"],
            zone=wanted["zone"],
            locale=wanted["locale"],
        )
        try:
            with transaction.atomic():
                return begin(new, now=now, actor=actor)
        except IntegrityError:
            continue  # an imported account may be called so
    raise ChangeRefused("No code was free for the account: please try again.")


def _code(member_id: int, attempt: int, now: datetime) -> str:
    """`ACC-7K2M9Q`: made as references are, so that nobody can count the accounts by it."""
    reference = references(1)(f"account {member_id} {now.isoformat()} {attempt}")
    return f"ACC-{reference[2:8]}"
