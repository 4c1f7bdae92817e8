"""Open an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from prabayar.domain.errors import ChangeRefused
from prabayar.domain.ids import AccountId
from prabayar.domain.life import opening
from prabayar.domain.money import digits_of
from prabayar.domain.period import zone_of
from prabayar.domain.state import Account, AccountState, Party
from prabayar.domain.working import Work
from prabayar.store.decisions import save
from prabayar.store.numbers import ids, references
from prabayar.store.terms import load_terms


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What an account is opened with."""

    code: str
    name: str
    country: str
    currency: str
    zone: str
    locale: str = "en"
    billing_emails: tuple[str, ...] = ()
    address: str = ""
    tax_id: str = ""


def open_account(new: NewAccount, *, now: datetime, actor: str) -> Account:
    """Errors: `ChangeRefused` (code taken, too many e-mails), `MoneyRefused` (currency)."""
    digits_of(new.currency)
    zone_of(new.zone)
    try:
        with transaction.atomic():
            return _open(new, now=now, actor=actor)
    except IntegrityError as error:
        raise ChangeRefused(
            f"There is an account {new.code} already: choose another code.", code=new.code
        ) from error


def _open(new: NewAccount, *, now: datetime, actor: str) -> Account:
    terms = load_terms()
    most = terms.terms.policy.max_billing_emails
    if len(new.billing_emails) > most:
        raise ChangeRefused(f"An account has up to {most} billing e-mails.", most=most)
    new_ids = ids(8)
    account = Account(
        id=AccountId(next(new_ids)),
        code=new.code,
        name=new.name,
        country=new.country,
        currency=new.currency,
        zone=new.zone,
        locale=new.locale,
        billing_emails=new.billing_emails,
    )
    party = Party(
        id=next(new_ids),
        account_id=account.id,
        name=new.name,
        country=new.country,
        address=new.address,
        tax_id=new.tax_id,
    )
    work = Work(
        AccountState(account, {}),
        terms.terms,
        now=now,
        ids=new_ids,
        references=references(),
        actor=actor,
    )
    opening.open_account(work, party)
    save([work.opening_decision()], terms=terms)
    return work.account
