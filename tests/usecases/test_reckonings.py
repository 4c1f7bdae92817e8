"""Reckonings: asked for, taken by one worker, kept with the instant that they hold for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from prabayar.entrypoints.worker import reckon
from prabayar.entrypoints.worker.reckon import reckon_batch
from prabayar.store import reckonings
from prabayar.store.queries.checked import MOST_KEPT, findings_of, plain_findings
from prabayar.store.queries.figures import (
    Aged,
    Held,
    MoneyFigures,
    MonthFigures,
    ledger_is_small,
    money_figures,
)
from prabayar.store.queries.verify import Finding
from prabayar.store.reckonings import Reckoned, Subject
from prabayar.usecases.ask_reckoning import ask_reckoning
from prabayar.usecases.keep_reckoning import keep_reckoning
from prabayar.usecases.take_reckoning import take_reckoning
from tests.usecases.conftest import ZONE, Shop, at

NOW = at("2026-10-25")
TOTAL = 2_331_000


def test_what_nobody_has_asked_for_is_not_there_and_is_taken_by_nobody(shop: Shop) -> None:
    assert reckonings.read(Subject.MONEY) == Reckoned()
    assert take_reckoning(now=NOW) is None


def test_a_reckoning_is_taken_by_one_worker_and_kept_with_its_instant(shop: Shop) -> None:
    ask_reckoning(Subject.MONEY, now=NOW, actor="staff:7")
    assert reckonings.read(Subject.MONEY).asked_by == "staff:7"
    assert take_reckoning(now=NOW) is Subject.MONEY
    assert take_reckoning(now=NOW) is None
    keep_reckoning(Subject.MONEY, {"months": []}, as_of=NOW)
    assert reckonings.read(Subject.MONEY) == Reckoned(None, "staff:7", None, NOW, {"months": []})
    assert take_reckoning(now=NOW + timedelta(days=1)) is None


def test_what_a_dead_worker_had_taken_is_taken_again_after_an_hour(shop: Shop) -> None:
    ask_reckoning(Subject.VERIFY, now=NOW, actor="staff:7")
    take_reckoning(now=NOW)
    assert take_reckoning(now=NOW + timedelta(minutes=59)) is None
    assert take_reckoning(now=NOW + timedelta(minutes=61)) is Subject.VERIFY


def test_the_last_result_stays_while_a_new_one_is_on_its_way(shop: Shop) -> None:
    keep_reckoning(Subject.VERIFY, {"counts": {}}, as_of=NOW, actor="staff:7")
    ask_reckoning(Subject.VERIFY, now=NOW + timedelta(hours=1), actor="staff:8")
    found = reckonings.read(Subject.VERIFY)
    assert (found.as_of_at, found.came_of_it, found.asked_by) == (NOW, {"counts": {}}, "staff:8")


def test_a_worker_works_out_all_that_is_wanted(shop: Shop) -> None:
    ask_reckoning(Subject.MONEY, now=NOW, actor="staff:7")
    assert reckon_batch(NOW, 1_000).done == 0
    kept = reckonings.read(Subject.MONEY)
    assert kept.came_of_it is not None
    assert MoneyFigures.of(kept.came_of_it) == money_figures(zone=ZONE, today=date(2026, 10, 25))


def test_a_reckoning_that_fails_is_left_to_whoever_tries_next(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_reckoning(Subject.MONEY, now=NOW, actor="staff:7")

    def fails(subject: Subject, **given: object) -> None:
        raise RuntimeError(subject)

    monkeypatch.setattr(reckon, "reckoned", fails)
    with pytest.raises(RuntimeError):
        reckon_batch(NOW, 1_000)
    assert take_reckoning(now=NOW) is Subject.MONEY


def test_the_figures_of_money_are_those_of_the_books(shop: Shop) -> None:
    shop.pay(TOTAL + 69_000, on="2026-10-22", key="k1", reference=shop.choose())
    shop.app("app-2", on="2026-10-01")
    shop.choose("app-2", on="2026-10-23")
    found = money_figures(zone=ZONE, today=date(2026, 10, 25))
    october = found.months[0]
    assert (october.month, october.currency) == ("2026-10", "IDR")
    assert (october.received_minor, october.deferred_minor) == (TOTAL + 69_000, 2_100_000)
    assert october.held_minor == 69_000
    [open_one] = found.ages
    assert (open_one.currency, open_one.count, open_one.minor) == ("IDR", 1, TOTAL - 69_000)
    assert found.held == (Held(currency="IDR", balances_minor=0, deposits_minor=69_000),)
    assert MoneyFigures.of(found.plain()) == found
    assert found.currencies == ("IDR",)


@pytest.mark.parametrize(
    ("days_over", "age"),
    [(-1, "not_due"), (0, "not_due"), (1, "week"), (7, "week"), (8, "two_weeks"), (14, "two_weeks"),
     (15, "older")],
)  # fmt: skip
def test_an_open_invoice_has_the_age_of_the_days_it_is_over(
    shop: Shop, days_over: int, age: str
) -> None:
    shop.choose()
    due_on = shop.one("SELECT due_on FROM store_invoice")
    found = money_figures(zone=ZONE, today=due_on + timedelta(days=days_over))
    assert found.ages == (Aged(currency="IDR", age=age, count=1, minor=TOTAL),)


def test_a_month_in_which_only_something_was_due_is_shown(shop: Shop) -> None:
    shop.choose(on="2026-10-25")
    asked = money_figures(zone=ZONE, today=date(2026, 10, 25)).months
    assert asked == (
        MonthFigures(
            month=f"{shop.one('SELECT due_on FROM store_invoice'):%Y-%m}",
            currency="IDR",
            asked_minor=TOTAL,
            received_minor=0,
            earned_minor=0,
            deferred_minor=0,
            held_minor=0,
        ),
    )


def test_a_ledger_of_few_transfers_is_small(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.pay(1_000, on="2026-10-22", key="k1", account_code="ACC-1")
    assert ledger_is_small()
    monkeypatch.setattr("prabayar.store.queries.figures.SMALL", 0)
    assert not ledger_is_small()


def test_of_many_findings_the_first_are_kept_and_all_are_counted() -> None:
    found = [Finding("I2", f"n{number}", "ACC-1", "why") for number in range(MOST_KEPT + 1)]
    kept, counts = findings_of(plain_findings(found))
    assert kept == tuple(found[:MOST_KEPT])
    assert counts == {"I2": MOST_KEPT + 1}
