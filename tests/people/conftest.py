"""Accounts with members, staff, and browsers of people who sign in; on a real database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client

from prabayar import wiring
from prabayar.domain.catalog import Interval, OverQuota, Plan, Price
from prabayar.domain.ids import AccountId, PriceId
from prabayar.domain.people import Role, StaffRole
from prabayar.domain.ports import Message
from prabayar.store.bulk import rows, run
from prabayar.store.numbers import ids
from prabayar.store.people import add_membership, add_person, set_staff_role
from prabayar.store.terms import save_plans, save_prices
from prabayar.usecases.open_account import NewAccount, open_account

NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
PASSWORD = "kopi susu gula aren"
# Hashing a real one takes half a second, on purpose.
FAST = "django.contrib.auth.hashers.MD5PasswordHasher"


class Clock:
    """The present instant of a test, which moves only when the test says so."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


@dataclass
class Letters:
    """The outbox of a test; `down` makes it refuse everything."""

    sent: list[Message] = field(default_factory=list)
    down: bool = False

    def deliver(self, message: Message) -> None:
        from prabayar.domain.ports import DeliveryFailed

        if self.down:
            raise DeliveryFailed("the mail server does not answer", temporary=True)
        self.sent.append(message)

    def rest(self) -> None:
        """Nothing is held open."""

    def to(self, recipient: str) -> list[Message]:
        return [one for one in self.sent if one.recipient == recipient]


@dataclass
class Town:
    """Who lives in the test: made by functions with ordinary defaults."""

    clock: Clock
    letters: Letters

    def account(self, code: str = "ACC-1", **given: Any) -> AccountId:
        new = {
            "code": code,
            "name": f"PT {code}",
            "country": "ID",
            "currency": "IDR",
            "zone": "Asia/Jakarta",
        }
        return open_account(NewAccount(**{**new, **given}), now=NOW, actor="cli:eva").id

    def person(self, email: str, *, name: str = "") -> int:
        return add_person(
            email=email,
            name=name or email.partition("@")[0],
            locale="en",
            password=make_password(PASSWORD),
            now=NOW,
        )

    def member(self, email: str, role: Role = Role.OWNER, *, code: str = "ACC-1") -> int:
        member_id = self.person(email)
        account_id = self.one("SELECT id FROM store_account WHERE code = %s", code)
        add_membership(account_id, member_id, role=role, now=NOW)
        return member_id

    def staff(self, email: str, role: StaffRole = StaffRole.ADMIN) -> int:
        member_id = self.person(email)
        set_staff_role(member_id, role)
        return member_id

    def role(self, email: str, *, code: str = "ACC-1") -> str | None:
        found = rows(
            "SELECT m.role FROM store_membership m JOIN store_member p ON p.id = m.member_id"
            " JOIN store_account a ON a.id = m.account_id WHERE p.email = %s AND a.code = %s",
            [email, code],
        )
        return found[0][0] if found else None

    def facts(self, *kinds: str) -> list[tuple[str, str, dict[str, Any]]]:
        """(kind, actor, what) in the order in which they happened."""
        return rows(
            "SELECT kind, actor, data FROM store_fact WHERE kind = ANY(%s) ORDER BY id",
            [list(kinds)],
        )

    def ask_account(self) -> dict[str, Any]:
        """The one account that a test has opened."""
        names = ("code", "name", "country", "currency", "zone", "locale")
        found = rows(f"SELECT {', '.join(names)} FROM store_account WHERE code <> 'ACC-1'")
        assert len(found) == 1
        return dict(zip(names, found[0], strict=True))

    def ask(self, statement: str, *parameters: object) -> Any:
        """The one row that a query finds."""
        found = rows(statement, parameters)
        assert len(found) == 1
        return found[0]

    def one(self, statement: str, *parameters: object) -> Any:
        return rows(statement, parameters)[0][0]

    def run(self, statement: str, *parameters: object) -> int:
        return run(statement, parameters)


def hash_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Letters:
    made = Letters()
    monkeypatch.setattr(wiring, "outbox", lambda: made)
    return made


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(wiring, "clock", lambda: made)
    return made


@pytest.fixture(autouse=True)
def _fast_hashing(settings: Any) -> None:
    settings.PASSWORD_HASHERS = [FAST]


def _catalog() -> None:
    save_plans([Plan("starter", "Starter", 1, 1_000, OverQuota.ALLOW)], trial_plan="starter")
    new = ids(2)
    save_prices(
        Price(PriceId(next(new)), "starter", currency, Interval.MONTH, minor)
        for currency, minor in (("IDR", 690_000), ("USD", 4_900))
    )


@pytest.fixture
def town(db: None, clock: Clock, letters: Letters) -> Town:
    """A catalogue in IDR and USD, and account ACC-1 without members."""
    _catalog()
    cache.clear()
    made = Town(clock, letters)
    made.account()
    return made


@pytest.fixture
def big_town(transactional_db: None, clock: Clock, letters: Letters) -> Town:
    """The same, for tests in which several connections take part."""
    _catalog()
    made = Town(clock, letters)
    made.account()
    return made


@pytest.fixture
def open_browser() -> Callable[..., Client]:
    """A browser that has seen nothing yet; `signed_in` as a member's id."""

    def make(signed_in: int | None = None, **headers: Any) -> Client:
        made = Client(enforce_csrf_checks=False, **headers)
        if signed_in is not None:
            from django.contrib.auth import get_user_model

            made.force_login(get_user_model().objects.get(pk=signed_in))
        return made

    return make
