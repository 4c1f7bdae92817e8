"""What a preview of money says is what is carried out, and another state is refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from prabayar.domain.errors import PaymentRefused, PreviewChanged
from prabayar.domain.ledger import Transfer
from prabayar.domain.money import Money
from prabayar.usecases.acting import Preview
from prabayar.usecases.allocate_payment import allocate_payment
from prabayar.usecases.credit_receipt import credit_receipt
from prabayar.usecases.preview_allocation import preview_allocation
from prabayar.usecases.preview_credit import preview_credit
from prabayar.usecases.preview_payment import ForeseenPayment, preview_payment
from prabayar.usecases.preview_refund import preview_refund
from prabayar.usecases.refund_balance import refund_balance
from tests.usecases.conftest import Shop, at

TOTAL = 2_331_000
DAY = "2026-10-22"


def moved(transfers: Iterable[Transfer]) -> list[tuple[str, int]]:
    return sorted((str(one.code), one.minor) for one in transfers)


def kept(shop: Shop) -> list[tuple[str, int]]:
    return sorted(shop.ask("SELECT code, minor FROM store_transfer"))


def foreseen(minor: int, **given: str) -> ForeseenPayment:
    return preview_payment(
        Money(minor, "IDR"), booked_on=date.fromisoformat(DAY), bank="bca", now=at(DAY), **given
    )


@pytest.mark.parametrize("minor", [TOTAL, TOTAL + 69_000, 1_000_000])
def test_recording_does_what_its_preview_says(shop: Shop, minor: int) -> None:
    reference = shop.choose()
    shown = foreseen(minor, reference=reference)
    assert shop.one("SELECT count(*) FROM store_payment") == 0
    expected = shown.preview.fingerprint
    recorded = shop.pay(minor, on=DAY, key="k1", reference=reference, expected=expected)
    assert (shown.account_code, recorded.account_code) == ("ACC-1", "ACC-1")
    assert kept(shop) == moved(shown.preview.decision.transfers)


def test_money_of_nobody_known_is_foreseen_as_unapplied(shop: Shop) -> None:
    shown = foreseen(5_000)
    assert (shown.account_code, shown.preview.fingerprint) == ("", "")
    assert moved(shown.preview.decision.transfers) == [("received", 5_000)]


def test_recording_is_refused_when_the_account_has_changed_since(shop: Shop) -> None:
    reference = shop.choose()
    expected = foreseen(TOTAL, reference=reference).preview.fingerprint
    shop.pay(1_000, on=DAY, key="k1", account_code="ACC-1")
    with pytest.raises(PreviewChanged):
        shop.pay(TOTAL, on=DAY, key="k2", reference=reference, expected=expected)
    assert shop.one("SELECT count(*) FROM store_payment") == 1


def test_a_second_click_finds_the_payment_recorded(shop: Shop) -> None:
    reference = shop.choose()
    expected = foreseen(TOTAL, reference=reference).preview.fingerprint
    for known in (False, True):
        recorded = shop.pay(TOTAL, on=DAY, key="k1", reference=reference, expected=expected)
        assert recorded.known is known


def test_a_preview_refuses_what_recording_refuses(shop: Shop) -> None:
    shop.account("ACC-2")
    with pytest.raises(PaymentRefused, match="a reference of ACC-1, not of ACC-2"):
        foreseen(TOTAL, reference=shop.choose(), account_code="ACC-2")
    with pytest.raises(PaymentRefused, match="more than 0"):
        foreseen(0, account_code="ACC-1")


def _same(shop: Shop, shown: Preview, before: list[tuple[str, int]]) -> None:
    assert kept(shop) == sorted([*before, *moved(shown.decision.transfers)])


def test_allocating_does_what_its_preview_says(shop: Shop) -> None:
    reference = shop.choose()
    shop.pay(TOTAL, on=DAY, key="k1")
    before = kept(shop)
    shown = preview_allocation("k1", reference=reference, now=at(DAY))
    expected = shown.fingerprint
    allocate_payment("k1", reference=reference, now=at(DAY), actor="staff:eva", expected=expected)
    _same(shop, shown, before)
    with pytest.raises(PaymentRefused, match="Say whose money it is"):
        preview_allocation("k1", now=at(DAY))


def test_a_credit_note_does_what_its_preview_says_and_only_once(shop: Shop) -> None:
    shop.pay(TOTAL, on=DAY, key="k1", reference=shop.choose())
    before = kept(shop)
    given = {"reason": "goodwill", "now": at("2026-10-23")}
    shown = preview_credit("RCP-2026-000001", 1_000_000, **given)  # type: ignore[arg-type] # plain
    assert shop.balance() == 0
    expected = shown.fingerprint
    for _ in range(2):
        try:
            credit_receipt(
                "RCP-2026-000001",
                1_000_000,
                reason="goodwill",
                now=at("2026-10-23"),
                actor="staff:eva",
                expected=expected,
            )
        except PreviewChanged:
            continue
    _same(shop, shown, before)
    assert shop.balance() == 1_110_000


def test_a_refund_does_what_its_preview_says(shop: Shop) -> None:
    shop.pay(500_000, on=DAY, key="k1", account_code="ACC-1")
    before = kept(shop)
    shown = preview_refund("ACC-1", 200_000, reason="asked", now=at(DAY))
    assert shop.balance() == 500_000
    refund_balance(
        "ACC-1",
        200_000,
        reason="asked",
        key="r1",
        now=at(DAY),
        actor="staff:eva",
        expected=shown.fingerprint,
    )
    _same(shop, shown, before)
