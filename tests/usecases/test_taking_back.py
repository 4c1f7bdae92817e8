"""Money that is taken back, on a database: what it had paid is undone, and the books hold."""

import pytest

from prabayar.domain.errors import PaymentRefused, PreviewChanged
from prabayar.domain.facts import FactKind
from prabayar.store.errors import NotFound
from prabayar.usecases.allocate_payment import allocate_payment
from prabayar.usecases.take_back_payment import preview_taking_back, take_back_payment
from tests.usecases.banking import wrong
from tests.usecases.conftest import Shop, at

WRONG = "somebody else's"
PRICE = 2_100_000  # and tax


def take_back(key: str, *, on: str, expected: str = "", code: str = "ACC-1") -> None:
    take_back_payment(key, code, reason=WRONG, now=at(on), actor="staff:eva", expected=expected)


def paid(shop: Shop) -> int:
    """Growth, paid in the trial and running since 2 November; the amount that was paid."""
    reference = shop.choose()
    minor: int = shop.one("SELECT net_minor + tax_minor FROM store_invoice")
    shop.pay(minor, on="2026-10-25", key="money-1", reference=reference)
    shop.decide("2026-11-05")
    assert shop.phase() == "active"
    return minor


def test_t69_what_staff_recorded_by_mistake_is_taken_back_in_one_step(shop: Shop) -> None:
    minor = paid(shop)
    before = shop.reference()
    take_back("money-1", on="2026-11-06")
    assert (shop.phase(), shop.balance(), shop.reference()) == ("grace", 0, before)
    assert shop.ask("SELECT status FROM store_invoice ORDER BY id") == [("void",), ("open",)]
    assert shop.one("SELECT count(*) FROM store_period") == 0
    moved = "SELECT debit, credit, minor FROM store_transfer WHERE code = 'taken_back'"
    account_id = shop.one("SELECT id FROM store_account")
    assert shop.ask(moved) == [(f"balance:{account_id}", "bank_unconfirmed:bca", minor)]
    assert wrong(at("2026-11-06")) == ()
    shop.pay(minor, on="2026-11-07", key="money-2", reference=before)
    shop.decide("2026-11-08")
    assert shop.phase() == "active"
    assert wrong(at("2026-11-08")) == ()


def test_unpaid_after_a_return_the_app_is_suspended_after_seven_days(shop: Shop) -> None:
    paid(shop)
    take_back("money-1", on="2026-11-06")
    shop.decide("2026-11-12")
    assert shop.phase() == "grace"
    shop.decide("2026-11-13")
    assert shop.phase() == "suspended"
    assert wrong(at("2026-11-13")) == ()


def test_money_that_was_given_to_the_wrong_customer_is_unapplied_again(shop: Shop) -> None:
    shop.account("ACC-2")
    shop.pay(500_000, on="2026-10-20", key="money-1")
    allocate_payment("money-1", account_code="ACC-2", now=at("2026-10-20"), actor="staff:eva")
    assert shop.balance("ACC-2") == 500_000
    take_back("money-1", on="2026-10-21", code="ACC-2")
    assert shop.balance("ACC-2") == 0
    allocate_payment("money-1", account_code="ACC-1", now=at("2026-10-22"), actor="staff:eva")
    assert shop.balance("ACC-1") == 500_000
    assert wrong(at("2026-10-22")) == ()


def test_nothing_is_taken_twice_nor_from_somebody_else(shop: Shop) -> None:
    shop.account("ACC-2")
    shop.pay(500_000, on="2026-10-20", key="money-1", account_code="ACC-2")
    take_back("money-1", on="2026-10-21", code="ACC-2")
    with pytest.raises(PaymentRefused, match="Nothing of this payment is left"):
        take_back("money-1", on="2026-10-21", code="ACC-2")
    with pytest.raises(PaymentRefused, match="Nothing of payment money-1 is this account's"):
        take_back("money-1", on="2026-10-21")
    with pytest.raises(NotFound, match="There is no payment money-9"):
        take_back("money-9", on="2026-10-21")


def test_the_preview_is_what_is_carried_out_or_it_is_refused(shop: Shop) -> None:
    paid(shop)
    seen = preview_taking_back("money-1", "ACC-1", reason=WRONG, now=at("2026-11-06"))
    kinds = {fact.kind for fact in seen.decision.facts}
    assert {FactKind.SETTLEMENT_UNDONE, FactKind.PAYMENT_TAKEN_BACK} <= kinds
    assert shop.phase() == "active"
    shop.pay(1_000, on="2026-11-06", key="money-2", account_code="ACC-1")
    with pytest.raises(PreviewChanged):
        take_back("money-1", on="2026-11-06", expected=seen.fingerprint)


def test_what_is_owed_is_kept_with_the_account_and_paid_first(shop: Shop) -> None:
    shop.pay(500_000, on="2026-10-20", key="money-1", account_code="ACC-1")
    shop.choose(on="2026-10-21")  # what the balance has is kept for the invoice
    take_back("money-1", on="2026-10-22")
    assert shop.one("SELECT receivable_minor FROM store_account") == 0
    assert shop.one("SELECT sum(deposit_minor) FROM store_invoice") == 0
    assert wrong(at("2026-10-22")) == ()
