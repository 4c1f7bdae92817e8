"""Many payments in one go end as one by one; what is wrong with one of them stops no other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from prabayar.domain.errors import Undecidable
from prabayar.domain.money import Money
from prabayar.store.decisions import save
from prabayar.usecases import settle_payments as settling
from prabayar.usecases.settle_payments import Incoming, Outcome, settle_payments
from tests.usecases.conftest import Shop, at

TOTAL = 2_331_000  # Growth with 12 % on 11/12 of 2,100,000


def money(key: str, minor: int = TOTAL, **given: Any) -> Incoming:
    amount = Money(minor, given.pop("currency", "IDR"))
    named = {"booked_on": date(2026, 10, 22), "bank": "bca", **given}
    return Incoming(amount=amount, key=key, **named)


def settle(*incoming: Incoming, on: str = "2026-10-22") -> list[Outcome]:
    return list(settle_payments(incoming, now=at(on), actor="bank"))


def customers(shop: Shop, *codes: str) -> list[str]:
    """Accounts with one app each that has chosen a plan; the references of their invoices."""
    references = []
    for code in codes:
        shop.account(code)
        shop.app(f"app-{code}", code=code)
        references.append(shop.choose(f"app-{code}"))
    return references


def books(shop: Shop) -> list[Any]:
    """What can be compared between two ways: ids, and the order of recording, aside."""
    return shop.ask(
        "SELECT a.code, a.balance_minor,"
        " array(SELECT i.status || i.deposit_minor FROM store_invoice i"
        "   WHERE i.account_id = a.id ORDER BY i.id),"
        " array(SELECT t.code || t.minor FROM store_transfer t"
        "   WHERE t.account_id = a.id ORDER BY t.fact_id, t.code, t.minor),"
        " array(SELECT f.kind || f.effective_on FROM store_fact f"
        "   WHERE f.account_id = a.id ORDER BY f.id),"
        " array(SELECT s.phase || s.due_at FROM store_subscription s"
        "   WHERE s.account_id = a.id ORDER BY s.id)"
        " FROM store_account a ORDER BY a.code"
    )


def test_each_settles_its_invoice_and_is_told_in_the_order_given(shop: Shop) -> None:
    two, three = customers(shop, "ACC-2", "ACC-3")
    outcomes = settle(money("k3", reference=three), money("k2", reference=two))
    assert outcomes == [Outcome("k3", "ACC-3"), Outcome("k2", "ACC-2")]
    assert shop.ask("SELECT DISTINCT status FROM store_invoice") == [("settled",)]
    assert shop.one("SELECT count(*) FROM store_receipt") == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "minors", [(TOTAL, 5_000), (1_000_000, TOTAL - 1_000_000), (3 * TOTAL, 1), (10, 20, 30)]
)
def test_several_of_one_account_end_as_one_by_one(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, minors: tuple[int, ...]
) -> None:
    twice = customers(shop, "ACC-2", "ACC-3")
    for n, minor in enumerate(minors):
        shop.pay(minor, on="2026-10-22", key=f"one-{n}", reference=twice[0])
    settle(*[money(f"set-{n}", minor, reference=twice[1]) for n, minor in enumerate(minors)])
    alone, together = books(shop)[1:]
    assert alone[1:] == together[1:]


def test_the_same_key_again_changes_nothing(shop: Shop) -> None:
    (reference,) = customers(shop, "ACC-2")
    given = money("k1", reference=reference)
    assert settle(given, given) == [Outcome("k1", "ACC-2"), Outcome("k1", "ACC-2", known=True)]
    before = books(shop)
    assert settle(given) == [Outcome("k1", "ACC-2", known=True)]
    assert books(shop) == before
    (other,) = settle(money("k1", TOTAL - 1, reference=reference))
    assert other.skipped.startswith("k1 has been recorded as IDR 2331000 of 2026-10-22")


def test_money_of_nobody_known_is_unapplied(shop: Shop) -> None:
    assert settle(money("k1"), money("k2", 0)) == [
        Outcome("k1"),
        Outcome("k2", skipped="A payment is more than 0."),
    ]
    assert shop.ask("SELECT code, credit LIKE 'unapplied:%%' FROM store_transfer") == [
        ("received", True)
    ]


def test_what_cannot_be_booked_is_told_and_stops_no_other(shop: Shop) -> None:
    two, three = customers(shop, "ACC-2", "ACC-3")
    outcomes = settle(
        money("k1", bank="BCA!"),
        money("k2", reference="hello"),
        money("k3", reference="PB00000000"),
        money("k4", account_code="ACC-9"),
        money("k5", reference=two, account_code="ACC-3"),
        money("k6", reference=two, currency="USD"),
        money("k7", reference=two, booked_on=date(2026, 10, 30)),
        money("k8", reference=two),
        money("k9", reference=three),
    )
    assert [one.skipped for one in outcomes[-2:]] == ["", ""]
    words = ["bank account's code", "mistyped", "nobody was given it", "no account ACC-9"]
    words += [f"{two} is a reference of ACC-2", "USD cannot be booked", "lies in the future"]
    for one, word in zip(outcomes, words, strict=False):
        assert word in one.skipped
    assert shop.ask("SELECT key FROM store_payment ORDER BY key") == [("k8",), ("k9",)]


def test_an_account_that_cannot_be_decided_stops_no_other(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    two, three = customers(shop, "ACC-2", "ACC-3")
    original = settling.receive

    def receive(work: Any, payment: Any) -> None:
        if work.account.code == "ACC-2":
            raise Undecidable("the books of ACC-2 are torn")
        original(work, payment)

    monkeypatch.setattr(settling, "receive", receive)
    outcomes = settle(money("k2", reference=two), money("k3", reference=three))
    assert outcomes == [
        Outcome("k2", skipped="the books of ACC-2 are torn"),
        Outcome("k3", "ACC-3"),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_chunk_that_cannot_be_kept_is_halved_until_the_culprit_is_alone(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    references = customers(shop, "ACC-2", "ACC-3", "ACC-4")

    def broken(decisions: Any, **named: Any) -> Any:
        keys = [payment.key for d in decisions for payment in d.payments]
        if "k1" in keys:
            raise RuntimeError("a bug")
        return save(decisions, **named)

    monkeypatch.setattr(settling, "save", broken)
    outcomes = settle(*[money(f"k{n}", reference=one) for n, one in enumerate(references)])
    assert [one.skipped for one in outcomes] == ["", "RuntimeError: a bug", ""]
    assert shop.ask("SELECT key FROM store_payment ORDER BY key") == [("k0",), ("k2",)]


def test_more_than_a_chunk_is_several_transactions(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "CHUNK", 2)
    references = customers(shop, "ACC-2", "ACC-3", "ACC-4")
    outcomes = settle(*[money(f"k{n}", reference=one) for n, one in enumerate(references)])
    assert [one.account_code for one in outcomes] == ["ACC-2", "ACC-3", "ACC-4"]
    assert shop.one("SELECT count(*) FROM store_receipt") == 3


def test_no_payments_change_nothing(shop: Shop) -> None:
    before = books(shop)
    assert settle() == []
    assert books(shop) == before
