"""The operator's office: the small shop of the use cases, with staff and members who sign in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prabayar import wiring
from prabayar.domain.people import Role, StaffRole
from prabayar.store.bulk import rows
from prabayar.store.people import add_membership, add_person, set_staff_role
from tests.usecases.conftest import Shop, at, shop

__all__ = ["Office", "at", "shop"]

# The same for everybody: hashing one takes a tenth of a second, on purpose.
_HASH = make_password("kopi susu gula aren", salt="tests-of-console-000000")


class Clock:
    """The present instant of a test, which moves only when the test says so."""

    def __init__(self) -> None:
        self.at = at("2026-10-25")

    def now(self) -> datetime:
        return self.at


@dataclass
class Office:
    """Who works in the test, each with a browser of their own; `clock.at` is the present."""

    shop: Shop
    clock: Clock

    def staff(self, role: StaffRole = StaffRole.SUPPORT, *, second_step: bool = True) -> Client:
        """A browser of somebody of the operator, `eva-support@prabayar.example`."""
        member_id = self.person(f"eva-{role}@prabayar.example", name=f"Eva {role.title()}")
        set_staff_role(member_id, role)
        if second_step and not Authenticator.objects.filter(user_id=member_id).exists():
            Authenticator.objects.create(
                user_id=member_id, type=Authenticator.Type.TOTP, data={"secret": "sealed"}
            )
        return self.browser(member_id)

    def member(self, email: str = "budi@acc-1.example", role: Role = Role.OWNER) -> Client:
        """A browser of a member of ACC-1."""
        member_id = self.person(email, name=email.partition("@")[0].title())
        account_id = self.shop.one("SELECT id FROM store_account WHERE code = 'ACC-1'")
        add_membership(account_id, member_id, role=role, now=at("2026-10-01"))
        return self.browser(member_id)

    def person(self, email: str, *, name: str) -> int:
        found = rows("SELECT id FROM store_member WHERE email = %s", [email])
        if found:
            member_id: int = found[0][0]
            return member_id
        now = at("2026-10-01")
        return add_person(email=email, name=name, locale="en", password=_HASH, now=now)

    def browser(self, member_id: int) -> Client:
        made = Client()
        made.force_login(get_user_model().objects.get(pk=member_id))
        return made

    def newest(self, kind: str) -> tuple[str, Mapping[str, Any]]:
        """The actor and the content of the newest fact of a kind."""
        found: tuple[str, Mapping[str, Any]] = rows(
            "SELECT actor, data FROM store_fact WHERE kind = %s ORDER BY id DESC LIMIT 1", [kind]
        )[0]
        return found

    def now_on(self, day: str) -> None:
        self.clock.at = at(day)

    def queries(self, browser: Client, url: str) -> int:
        """How many statements a page takes, those of the session and the sign-in among them.

        The store's own statements go past Django's log, so the driver counts them.
        """
        counted = _Counted()
        with pytest.MonkeyPatch.context() as patch, CaptureQueriesContext(connection) as logged:
            counted.watch(patch)
            answer = browser.get(url)
            assert answer.status_code == 200, answer.status_code
        return len(logged) + counted.number


class _Counted:
    def __init__(self) -> None:
        self.number = 0

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        import psycopg

        plain = psycopg.Cursor.execute

        def execute(cursor: Any, *given: Any, **named: Any) -> Any:
            if type(cursor) is psycopg.Cursor:
                self.number += 1
            return plain(cursor, *given, **named)

        patch.setattr(psycopg.Cursor, "execute", execute)


@pytest.fixture
def office(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The shop's ACC-1 with app-1 in trial since 1 October 2026; it is the 25th."""
    cache.clear()
    clock = Clock()
    monkeypatch.setattr(wiring, "clock", lambda: clock)
    return Office(shop, clock)
