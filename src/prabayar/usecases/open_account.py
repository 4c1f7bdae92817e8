"""Open an account."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from prabayar.domain.errors import ChangeRefused
from prabayar.domain.money import digits_of
from prabayar.domain.period import zone_of
from prabayar.domain.state import Account
from prabayar.usecases.acting import NewAccount, begin

__all__ = ["NewAccount", "open_account"]


def open_account(new: NewAccount, *, now: datetime, actor: str) -> Account:
    """Errors: `ChangeRefused` (code taken, too many e-mails), `MoneyRefused` (currency)."""
    digits_of(new.currency)
    zone_of(new.zone)
    try:
        with transaction.atomic():
            return begin(new, now=now, actor=actor)
    except IntegrityError as error:
        raise ChangeRefused(
            f"There is an account {new.code} already: choose another code.", code=new.code
        ) from error
