"""A customer's house: the small shop of the use cases, and members of its accounts who sign in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client

from prabayar import wiring
from prabayar.domain.people import Role
from prabayar.store.bulk import rows
from prabayar.store.people import add_membership, add_person
from tests.infrastructure.counting import counted
from tests.usecases.conftest import Shop, at, shop

__all__ = ["House", "at", "shop"]

# The same for everybody: hashing one takes a tenth of a second, on purpose.
_HASH = make_password("kopi susu gula aren", salt="tests-of-dashboard-0000")
_SINCE = at("2026-10-01")


class Clock:
    """The present instant of a test, which moves only when the test says so."""

    def __init__(self) -> None:
        self.at = at("2026-10-25")

    def now(self) -> datetime:
        return self.at


@dataclass
class House:
    """Who works in the test; `today` moves the clock and does each day's work until then.

    Prices are without tax in the catalogue: starter IDR 690,000, growth 2,100,000, pro 5,900,000
    a month; with Indonesian tax (11 %) growth is 2,331,000.
    """

    shop: Shop
    clock: Clock
    worked_on: date = date(2026, 10, 1)

    def today(self, day: str) -> None:
        while self.worked_on < date.fromisoformat(day):
            self.worked_on += timedelta(days=1)
            self.shop.decide(self.worked_on.isoformat())
        self.clock.at = at(day)

    def member(self, role: Role = Role.OWNER, *, email: str = "", code: str = "ACC-1") -> int:
        """The id of a member; by default `owner@acc-1.example`, called Owner."""
        email = email or f"{role}@{code.lower()}.example"
        found = rows("SELECT id FROM store_member WHERE email = %s", [email])
        if found:
            member_id: int = found[0][0]
        else:
            name = email.partition("@")[0].title()
            member_id = add_person(email=email, name=name, locale="en", password=_HASH, now=_SINCE)
        account_id = self.shop.one("SELECT id FROM store_account WHERE code = %s", code)
        mine = rows(
            "SELECT FROM store_membership WHERE account_id = %s AND member_id = %s",
            [account_id, member_id],
        )
        if not mine:
            add_membership(account_id, member_id, role=role, now=_SINCE)
        return member_id

    def signed_in(self, role: Role = Role.OWNER, *, code: str = "ACC-1") -> Client:
        """A browser in which a member with that role has signed in."""
        return self.browser(self.member(role, code=code))

    def browser(self, member_id: int) -> Client:
        made = Client()
        made.force_login(get_user_model().objects.get(pk=member_id))
        return made

    def neighbour(self, app_id: str = "foreign-1") -> None:
        """ACC-2, another account, with an app of its own."""
        self.shop.account("ACC-2", emails=("b@x.example",))
        self.shop.app(app_id, code="ACC-2")

    def queries(self, browser: Client, url: str, **given: Any) -> int:
        """How many statements a page takes, those of the session and the guard among them."""
        browser.get(url, **given)  # what a process learns once is not the page's
        with counted() as found:
            answer = browser.get(url, **given)
        assert answer.status_code == 200, answer.status_code
        return found.number


@pytest.fixture
def house(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> House:
    """The shop's ACC-1 with app-1 in trial since 1 October 2026; it is the 25th."""
    cache.clear()
    clock = Clock()
    monkeypatch.setattr(wiring, "clock", lambda: clock)
    return House(shop, clock)


@pytest.fixture
def signed_in(house: House) -> Callable[..., Client]:
    return house.signed_in
