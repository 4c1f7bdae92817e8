"""Apps of the house in every state that the pages about plans know, and a member who acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from prabayar.domain.catalog import Interval, Price
from prabayar.domain.facts import Fact, FactKind
from prabayar.domain.ids import PriceId, PromotionId
from prabayar.domain.life.wishes import Cancel, ChangePlan, ChoosePlan, GrantPromotion, PayAhead
from prabayar.domain.period import local_date
from prabayar.domain.promotion import DiscountKind, Promotion
from prabayar.entrypoints.dashboard.plan.previews import Preview
from prabayar.store.bulk import rows
from prabayar.store.numbers import ids
from prabayar.store.terms import save_prices
from tests.dashboard.conftest import House

PLAN = "/apps/app-1/plan/"
GROWTH = 2_331_000  # a month with tax
YEARS = {"starter": 6_900_000, "growth": 21_000_000, "pro": 59_000_000}


def sold_by_the_year() -> None:
    new = ids(len(YEARS))
    save_prices(
        Price(PriceId(next(new)), code, "IDR", Interval.YEAR, minor)
        for code, minor in YEARS.items()
    )


def promise(house: House, *, percent: int = 25, until: str = "2027-02-01", **given: Any) -> None:
    """A promotion for app-1, granted today."""
    granted = Promotion(
        PromotionId(next(ids(1))),
        DiscountKind.PERCENT,
        percent * 100,
        date.fromisoformat(until),
        **given,
    )
    house.shop.wish("app-1", GrantPromotion(promotion=granted), on=day(house))


def day(house: House) -> str:
    """The local day of the clock's instant."""
    return local_date(house.clock.at, "Asia/Jakarta").isoformat()


# -- worlds: app-1 in a state ----------------------------------------------------------------------


def in_trial(house: House) -> None:
    """Since 1 October, through 1 November; it is the 25th of October."""
    sold_by_the_year()
    house.today("2026-10-25")


def after_the_trial(house: House) -> None:
    sold_by_the_year()
    house.today("2026-11-05")


def chosen(house: House) -> None:
    """Growth is chosen in the trial and not paid."""
    in_trial(house)
    house.shop.choose(on="2026-10-25")


def bought_in_trial(house: House) -> None:
    chosen(house)
    house.shop.pay(GROWTH, on="2026-10-25", key="p-1", reference=house.shop.reference())


def running(house: House) -> None:
    """Growth since 2 November, paid through 1 December; it is 12 November."""
    bought_in_trial(house)
    house.today("2026-11-12")


def with_a_promotion(house: House) -> None:
    running(house)
    promise(house)


def with_a_renewal(house: House) -> None:
    """The invoice for December is open; it is 20 November."""
    running(house)
    house.today("2026-11-20")


def with_money(house: House) -> None:
    """More than enough on the balance."""
    running(house)
    house.shop.pay(9_000_000, on="2026-11-12", key="p-2", account_code="ACC-1")


def upgrading(house: House) -> None:
    running(house)
    house.shop.wish("app-1", ChangePlan(plan_code="pro"), on="2026-11-12")


def downgrading(house: House) -> None:
    running(house)
    house.shop.wish("app-1", ChangePlan(plan_code="starter"), on="2026-11-12")


def downgrading_with_a_renewal(house: House) -> None:
    with_a_renewal(house)
    house.shop.wish("app-1", ChangePlan(plan_code="starter"), on="2026-11-20")


def cancelled(house: House) -> None:
    running(house)
    house.shop.wish("app-1", Cancel(), on="2026-11-12")


def cancelled_late(house: House) -> None:
    """So late that a renewal is due as soon as it is resumed."""
    with_a_renewal(house)
    house.shop.wish("app-1", Cancel(), on="2026-11-20")


def paid_ahead(house: House) -> None:
    running(house)
    house.shop.wish("app-1", PayAhead(), on="2026-11-12")
    house.shop.pay(GROWTH, on="2026-11-12", key="p-2", reference=house.shop.reference())


def by_the_year(house: House) -> None:
    in_trial(house)
    house.shop.wish(
        "app-1", ChoosePlan(plan_code="growth", interval=Interval.YEAR), on="2026-10-25"
    )
    house.shop.pay(23_310_000, on="2026-10-25", key="p-1", reference=house.shop.reference())
    house.today("2026-11-12")


def in_grace(house: House) -> None:
    """Unpaid since 2 December; it is the 5th."""
    running(house)
    for one in ("2026-11-18", "2026-12-02", "2026-12-05"):
        house.today(one)


def suspended(house: House) -> None:
    in_grace(house)
    for one in ("2026-12-09", "2026-12-15"):
        house.today(one)


def ended(house: House) -> None:
    running(house)
    house.shop.wish("app-1", Cancel(at_once=True), on="2026-11-12")


# -- a member who acts -----------------------------------------------------------------------------


def preview(browser: Client, query: str) -> Preview:
    answer = browser.get(f"{PLAN}preview/?{query}")
    assert answer.status_code == 200, (answer.status_code, text(answer))
    found: Preview = answer.context["preview"]
    return found


def send(browser: Client, query: str, shown: Preview, **typed: str) -> HttpResponse:
    """Press the button of the preview that was shown."""
    hidden = {"fingerprint": shown.fingerprint, "shown_on": shown.shown_on.isoformat()}
    answer: Any = browser.post(f"{PLAN}carry-out/?{query}", {**hidden, **typed})
    return answer


def text(answer: Any) -> str:
    """What the page says, as a text without marks."""
    body: str = answer.content.decode()
    words, inside = [], False
    for sign in body[body.find("<main") :]:
        if sign in "<>":
            inside = sign == "<"
            words.append(" ")
        elif not inside:
            words.append(sign)
    return " ".join(unescape("".join(words)).split())


@dataclass(frozen=True)
class Mark:
    """Where the store stood: what came after it was done since."""

    last: int

    @classmethod
    def set(cls) -> Mark:
        return cls(rows("SELECT max(id) FROM store_fact")[0][0])

    def facts(self) -> list[Fact]:
        found = rows(
            "SELECT id, kind, account_id, subscription_id, invoice_id, effective_on, recorded_at,"
            " actor, data FROM store_fact WHERE id > %s ORDER BY id",
            [self.last],
        )
        return [Fact(row[0], FactKind(row[1]), *row[2:]) for row in found]

    def invoices(self) -> list[tuple[Any, ...]]:
        """Of each new invoice: net, tax, credit, what is still to be paid, its last day."""
        return rows(
            "SELECT i.net_minor, i.tax_minor, i.credit_minor,"
            " CASE WHEN i.status = 'settled' THEN 0 ELSE"
            " greatest(i.net_minor + i.tax_minor - i.credit_minor, 0) - i.deposit_minor END,"
            " i.valid_until_on, i.status FROM store_invoice i"
            " WHERE i.id > %s AND i.status <> 'void' ORDER BY i.id",
            [self.last],
        )

    def lines(self) -> list[tuple[Any, ...]]:
        """Of the lines of new invoices: the plan, the normal price and the discount."""
        return rows(
            "SELECT l.plan_code, l.price_minor, l.discount_minor FROM store_invoiceline l"
            " JOIN store_invoice i ON i.id = l.invoice_id WHERE i.id > %s AND i.status <> 'void'"
            " ORDER BY i.id, l.no",
            [self.last],
        )

    def credit_notes(self) -> list[tuple[Any, ...]]:
        return rows(
            "SELECT net_minor, tax_minor FROM store_creditnote WHERE id > %s ORDER BY id",
            [self.last],
        )


World = Callable[[House], None]
