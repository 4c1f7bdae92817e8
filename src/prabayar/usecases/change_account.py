"""Change an account: its time zone, how its balance is used, what it withholds, its documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from prabayar.domain.life import grants, opening
from prabayar.domain.state import Party
from prabayar.domain.working import Work
from prabayar.usecases.acting import Done, Preview, act, foresee

AccountWish = Callable[[Work], None]


def zone(name: str) -> AccountWish:
    """Another time zone, from each subscription's next period on."""
    return lambda work: grants.set_zone(work, zone=name)


def use_balance(use: bool) -> AccountWish:
    """Whether the balance pays open invoices by itself."""
    return lambda work: grants.set_use_balance(work, use_balance=use)


def withholding(*, withholding_bp: int, collects_tax: bool) -> AccountWish:
    """What the account keeps back for the state; what has arrived already may be enough then."""
    return lambda work: grants.set_withholding(
        work, withholding_bp=withholding_bp, collects_tax=collects_tax
    )


def party(*, name: str, country: str, address: str, tax_id: str) -> AccountWish:
    """The buyer that documents show from now on."""

    def change(work: Work) -> None:
        new = Party(
            id=next(work.ids),
            account_id=work.account.id,
            name=name,
            country=country,
            address=address,
            tax_id=tax_id,
        )
        opening.change_party(work, new)

    return change


def change_account(
    account_code: str, wish: AccountWish, *, now: datetime, actor: str, expected: str = ""
) -> Done:
    """Errors: `Refusal` of the wish, `AccountBusy`, `NotFound`, `PreviewChanged`."""
    with transaction.atomic():
        return act(account_code, wish, now=now, actor=actor, expected=expected)


def preview_account(account_code: str, wish: AccountWish, *, now: datetime) -> Preview:
    """What `change_account` would do now; nothing is kept. Errors: whatever it refuses."""
    with transaction.atomic():
        return foresee(account_code, wish, now=now)
