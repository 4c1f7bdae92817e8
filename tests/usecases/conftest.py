"""A small shop on a real database: a catalogue, one account, one app, and a clock by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest

from prabayar.domain.catalog import Interval, OverQuota, Plan, Price
from prabayar.domain.ids import PriceId
from prabayar.domain.life.wishes import ChoosePlan, Wish
from prabayar.domain.money import Money
from prabayar.domain.period import instant_of
from prabayar.store.bulk import rows
from prabayar.store.numbers import ids
from prabayar.store.terms import save_plans, save_prices
from prabayar.usecases.acting import Done
from prabayar.usecases.carry_out import carry_out
from prabayar.usecases.decide_due import decide_due
from prabayar.usecases.make_app import make_app
from prabayar.usecases.open_account import NewAccount, open_account
from prabayar.usecases.record_payment import Recorded, record_payment

ZONE = "Asia/Jakarta"


def at(text: str) -> datetime:
    """The first instant of a local day."""
    return instant_of(date.fromisoformat(text), ZONE)


@dataclass
class Shop:
    """What a test does to the shop; days are local days."""

    ask: Callable[..., list[Any]] = rows

    def account(self, code: str = "ACC-1", *, emails: tuple[str, ...] = ("a@x.example",)) -> None:
        new = NewAccount(
            code=code,
            name=f"PT {code}",
            country="ID",
            currency="IDR",
            zone=ZONE,
            billing_emails=emails,
        )
        open_account(new, now=at("2026-10-01"), actor="staff:eva")

    def app(self, app_id: str = "app-1", *, code: str = "ACC-1", on: str = "2026-10-01") -> None:
        make_app(code, app_id=app_id, name=app_id, now=at(on), actor="member:budi")

    def wish(self, app_id: str, wish: Wish, *, on: str, expected: str = "") -> Done:
        return carry_out(app_id, wish, now=at(on), actor="member:budi", expected=expected)

    def choose(self, app_id: str = "app-1", *, on: str = "2026-10-20") -> str:
        """Choose Growth by the month; the reference of the first invoice."""
        self.wish(app_id, ChoosePlan(plan_code="growth", interval=Interval.MONTH), on=on)
        return self.reference(app_id)

    def pay(self, minor: int, *, on: str, key: str, **given: Any) -> Recorded:
        booked_on = date.fromisoformat(given.pop("booked_on", on))
        return record_payment(
            Money(minor, given.pop("currency", "IDR")),
            booked_on=booked_on,
            bank=given.pop("bank", "bca"),
            key=key,
            now=at(on),
            actor="staff:eva",
            **given,
        )

    def decide(self, on: str) -> int:
        return decide_due(now=at(on)).accounts

    def reference(self, app_id: str = "app-1") -> str:
        """The reference of the newest invoice of the app."""
        found = rows(
            "SELECT r.reference FROM store_invoice i"
            " JOIN store_paymentrequest r ON r.id = i.request_id"
            " JOIN store_subscription s ON s.id = i.subscription_id"
            " WHERE s.app_id = %s ORDER BY i.issued_at DESC, i.id DESC LIMIT 1",
            [app_id],
        )
        reference: str = found[0][0]
        return reference

    def one(self, statement: str, *parameters: object) -> Any:
        return rows(statement, parameters)[0][0]

    def balance(self, code: str = "ACC-1") -> int:
        minor: int = self.one("SELECT balance_minor FROM store_account WHERE code = %s", code)
        return minor

    def phase(self, app_id: str = "app-1") -> str:
        phase: str = self.one("SELECT phase FROM store_subscription WHERE app_id = %s", app_id)
        return phase


PRICES = {"starter": 690_000, "growth": 2_100_000, "pro": 5_900_000}


@pytest.fixture
def shop(db: None) -> Shop:
    """Three plans in rupiah; account ACC-1 with app-1 in trial since 1 October 2026."""
    plans = [
        Plan(code, code.title(), rank, 1_000 * rank, OverQuota.ALLOW)
        for rank, code in enumerate(PRICES, start=1)
    ]
    save_plans(plans, trial_plan="starter")
    new = ids(len(PRICES))
    save_prices(
        Price(PriceId(next(new)), code, "IDR", Interval.MONTH, minor)
        for code, minor in PRICES.items()
    )
    made = Shop()
    made.account()
    made.app()
    return made
