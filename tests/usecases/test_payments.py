"""Money recorded by hand: for a reference, an account, or nobody known; once, whatever happens."""

from __future__ import annotations

from datetime import date

import pytest

from prabayar.domain.errors import PaymentRefused
from prabayar.domain.life.wishes import ChangePlan, ExtendTrial
from prabayar.domain.money import Money
from prabayar.store.errors import NotFound
from prabayar.usecases.allocate_payment import allocate_payment
from prabayar.usecases.bundle_invoices import bundle_invoices
from prabayar.usecases.change_account import change_account, use_balance
from prabayar.usecases.credit_receipt import credit_receipt
from prabayar.usecases.give_back_payment import give_back_payment
from prabayar.usecases.refund_balance import refund_balance
from tests.usecases.conftest import Shop, at

TOTAL = 2_331_000  # Growth with 12 % on 11/12 of 2,100,000


def test_money_with_a_reference_settles_its_invoice(shop: Shop) -> None:
    recorded = shop.pay(TOTAL, on="2026-10-22", key="k1", reference=shop.choose())
    assert (recorded.account_code, recorded.known) == ("ACC-1", False)
    assert shop.one("SELECT status FROM store_invoice") == "settled"
    assert shop.one("SELECT number FROM store_receipt") == "RCP-2026-000001"
    assert shop.balance() == 0


def test_the_same_key_again_changes_nothing(shop: Shop) -> None:
    reference = shop.choose()
    shop.pay(TOTAL, on="2026-10-22", key="k1", reference=reference)
    before = shop.one("SELECT count(*) FROM store_transfer")
    assert shop.pay(TOTAL, on="2026-10-22", key="k1", reference=reference).known
    assert shop.one("SELECT count(*) FROM store_transfer") == before


def test_the_same_key_for_other_money_is_refused(shop: Shop) -> None:
    reference = shop.choose()
    shop.pay(TOTAL, on="2026-10-22", key="k1", reference=reference)
    with pytest.raises(PaymentRefused, match="k1 has been recorded as IDR 2331000"):
        shop.pay(TOTAL - 1, on="2026-10-22", key="k1", reference=reference)


def test_a_reference_is_read_as_people_type_it(shop: Shop) -> None:
    reference = shop.choose()
    typed = f" {reference[:4].lower()}-{reference[4:]} "
    shop.pay(TOTAL, on="2026-10-22", key="k1", reference=typed)
    assert shop.one("SELECT status FROM store_invoice") == "settled"


@pytest.mark.parametrize(
    ("reference", "why"), [("PB00000000", "nobody was given"), ("hello", "mistyped")]
)
def test_a_reference_that_is_none_of_ours_is_refused(shop: Shop, reference: str, why: str) -> None:
    with pytest.raises(NotFound, match=why):
        shop.pay(TOTAL, on="2026-10-22", key="k1", reference=reference)
    assert shop.one("SELECT count(*) FROM store_payment") == 0


def test_a_reference_of_another_account_is_refused(shop: Shop) -> None:
    reference = shop.choose()
    shop.account("ACC-2")
    with pytest.raises(PaymentRefused, match="a reference of ACC-1, not of ACC-2"):
        shop.pay(TOTAL, on="2026-10-22", key="k1", reference=reference, account_code="ACC-2")


def test_t48_too_much_settles_and_the_rest_goes_to_the_balance(shop: Shop) -> None:
    shop.pay(TOTAL + 69_000, on="2026-10-22", key="k1", reference=shop.choose())
    assert shop.one("SELECT status FROM store_invoice") == "settled"
    assert shop.balance() == 69_000


def test_t53_three_transfers_for_one_invoice_settle_it_with_the_last(shop: Shop) -> None:
    reference = shop.choose()
    for number, minor in enumerate((1_000_000, 1_000_000), start=1):
        shop.pay(minor, on="2026-10-22", key=f"k{number}", reference=reference)
    assert shop.one("SELECT status || ' ' || deposit_minor FROM store_invoice") == "open 2000000"
    shop.pay(331_000, on="2026-10-23", key="k3", reference=reference)
    assert shop.one("SELECT status || ' ' || deposit_minor FROM store_invoice") == "settled 0"


def test_t52_one_transfer_for_two_invoices_settles_both(shop: Shop) -> None:
    shop.app("app-2")
    shop.choose("app-1")
    shop.choose("app-2")
    numbers = [row[0] for row in shop.ask("SELECT number FROM store_invoice")]
    reference = bundle_invoices("ACC-1", numbers)
    shop.pay(2 * TOTAL, on="2026-10-22", key="k1", reference=reference)
    assert shop.ask("SELECT DISTINCT status FROM store_invoice") == [("settled",)]
    assert shop.balance() == 0


def test_only_open_invoices_of_one_account_are_bundled(shop: Shop) -> None:
    shop.choose()
    number = shop.one("SELECT number FROM store_invoice")
    with pytest.raises(PaymentRefused, match="two invoices at least"):
        bundle_invoices("ACC-1", [number])
    with pytest.raises(NotFound, match="ACC-1 has no invoice INV-2026-000099"):
        bundle_invoices("ACC-1", [number, "INV-2026-000099"])


def test_an_upgrade_is_not_bundled_with_the_renewal_of_its_app(shop: Shop) -> None:
    shop.choose("app-1")
    shop.pay(TOTAL, on="2026-10-22", key="k1", reference=shop.reference("app-1"))
    for day in range(1, 20):
        shop.decide(f"2026-11-{day:02}")
    shop.app("app-2", on="2026-11-19")
    shop.choose("app-2", on="2026-11-19")
    shop.wish("app-1", ChangePlan(plan_code="pro"), on="2026-11-20")
    found = shop.ask("SELECT kind, number FROM store_invoice WHERE status = 'open'")
    number = dict(found)
    assert sorted(number) == ["first", "renewal", "upgrade"]
    said = "Pay the upgrade first: the next invoice is then issued anew at the new price"
    for order in (list(number.values()), [number["renewal"], number["upgrade"]]):
        with pytest.raises(PaymentRefused, match=said) as refused:
            bundle_invoices("ACC-1", order)
        assert refused.value.params["invoice"] == number["renewal"]
        assert refused.value.params["upgrade"] == number["upgrade"]
    assert shop.ask("SELECT count(*) FROM store_paymentrequestitem") == [(0,)]
    bundle_invoices("ACC-1", [number["upgrade"], number["first"]])
    bundle_invoices("ACC-1", [number["renewal"], number["first"]])


def test_money_for_an_account_goes_to_its_balance_and_pays_what_is_open(shop: Shop) -> None:
    shop.choose()
    shop.pay(3_000_000, on="2026-10-22", key="k1", account_code="ACC-1")
    assert shop.one("SELECT status FROM store_invoice") == "settled"
    assert shop.balance() == 3_000_000 - TOTAL


def test_another_currency_is_refused_and_nothing_is_kept(shop: Shop) -> None:
    with pytest.raises(PaymentRefused, match="USD cannot be booked for ACC-1"):
        shop.pay(14_900, on="2026-10-22", key="k1", currency="USD", account_code="ACC-1")
    assert shop.one("SELECT count(*) FROM store_payment") == 0


def test_a_booking_date_in_the_future_is_refused(shop: Shop) -> None:
    with pytest.raises(PaymentRefused, match="lies in the future"):
        shop.pay(1, on="2026-10-22", booked_on="2026-10-24", key="k", account_code="ACC-1")


def test_a_bank_code_with_other_signs_is_refused(shop: Shop) -> None:
    with pytest.raises(PaymentRefused, match="no bank account's code"):
        shop.pay(1, on="2026-10-22", key="k1", account_code="ACC-1", bank="BCA:1")


def test_money_of_nobody_known_is_unapplied_until_it_is_allocated(shop: Shop) -> None:
    reference = shop.choose()
    recorded = shop.pay(TOTAL, on="2026-10-22", key="k1")
    assert recorded.account_code == ""
    allocate_payment("k1", reference=reference, now=at("2026-10-23"), actor="staff:eva")
    assert shop.one("SELECT status FROM store_invoice") == "settled"
    with pytest.raises(PaymentRefused, match="allocated or returned"):
        allocate_payment("k1", account_code="ACC-1", now=at("2026-10-24"), actor="staff:eva")
    with pytest.raises(PaymentRefused, match="allocated or returned"):
        give_back_payment("k1", now=at("2026-10-24"), actor="staff:eva")


def test_allocating_in_time_by_the_booking_date_keeps_the_customer_on(shop: Shop) -> None:
    reference = shop.choose(on="2026-10-20")  # valid until 3 November
    shop.pay(TOTAL, on="2026-11-03", key="k1")
    shop.decide("2026-11-05")
    assert shop.one("SELECT status FROM store_invoice") == "lapsed"
    allocate_payment("k1", reference=reference, now=at("2026-11-05"), actor="staff:eva")
    assert shop.one("SELECT status FROM store_invoice") == "settled"


def test_allocation_names_somebody(shop: Shop) -> None:
    shop.pay(TOTAL, on="2026-10-22", key="k1")
    with pytest.raises(PaymentRefused, match="Say whose money it is"):
        allocate_payment("k1", now=at("2026-10-23"), actor="staff:eva")
    with pytest.raises(NotFound, match="no payment k2"):
        allocate_payment("k2", account_code="ACC-1", now=at("2026-10-23"), actor="staff:eva")


def test_money_that_was_somebodys_is_not_allocated_again(shop: Shop) -> None:
    shop.pay(1_000, on="2026-10-22", key="k1", account_code="ACC-1")
    with pytest.raises(PaymentRefused, match="recorded for an account already"):
        allocate_payment("k1", account_code="ACC-1", now=at("2026-10-23"), actor="staff:eva")


def test_unapplied_money_can_be_returned_to_its_sender(shop: Shop) -> None:
    shop.pay(500_000, on="2026-10-22", key="k1")
    left = give_back_payment("k1", now=at("2026-10-23"), actor="staff:eva")
    assert left == Money(500_000, "IDR")
    assert shop.ask("SELECT debit ~ '^unapplied:', credit FROM store_transfer ORDER BY fact_id")[
        -1
    ] == (True, "bank_unconfirmed:bca")


def test_a_refund_takes_no_more_than_the_balance(shop: Shop) -> None:
    shop.pay(500_000, on="2026-10-22", key="k1", account_code="ACC-1")
    with pytest.raises(PaymentRefused, match="The balance is IDR 500000"):
        refund_balance("ACC-1", 500_001, reason="asked", now=at("2026-10-23"), actor="staff:eva")
    refund_balance("ACC-1", 500_000, reason="asked", now=at("2026-10-23"), actor="staff:eva")
    assert shop.balance() == 0


def test_a_refund_of_one_key_is_ordered_once(shop: Shop) -> None:
    shop.pay(500_000, on="2026-10-22", key="k1", account_code="ACC-1")

    def order(minor: int, key: str) -> object:
        return refund_balance(
            "ACC-1", minor, reason="asked", key=key, now=at("2026-10-23"), actor="staff:eva"
        )

    assert order(200_000, "r1") is not None
    assert order(200_000, "r1") is None
    assert shop.balance() == 300_000
    with pytest.raises(PaymentRefused, match="r1 has ordered a refund of IDR 200000, not of"):
        order(100_000, "r1")
    assert order(200_000, "r2") is not None
    assert shop.balance() == 100_000


def test_the_key_of_a_refund_is_one_of_its_account(shop: Shop) -> None:
    shop.account("ACC-2")
    for code in ("ACC-1", "ACC-2"):
        shop.pay(500_000, on="2026-10-22", key=f"to {code}", account_code=code)
        refund_balance(
            code, 500_000, reason="asked", key="r1", now=at("2026-10-23"), actor="staff:eva"
        )
    assert (shop.balance("ACC-1"), shop.balance("ACC-2")) == (0, 0)


def test_a_credit_note_takes_net_and_tax_of_a_receipt(shop: Shop) -> None:
    shop.pay(TOTAL, on="2026-10-22", key="k1", reference=shop.choose())
    credit_receipt(
        "RCP-2026-000001", 1_000_000, reason="goodwill", now=at("2026-10-23"), actor="staff:eva"
    )
    assert shop.ask("SELECT number, net_minor, tax_minor FROM store_creditnote") == [
        ("CRN-2026-000001", 1_000_000, 110_000)
    ]
    assert shop.balance() == 1_110_000


def test_t105_a_credit_note_of_a_credit_note_is_refused(shop: Shop) -> None:
    with pytest.raises(PaymentRefused, match="only receipts can be credited"):
        credit_receipt(
            "CRN-2026-000001", 1, reason="again", now=at("2026-10-23"), actor="staff:eva"
        )
    with pytest.raises(NotFound, match="no receipt RCP-2026-000009"):
        credit_receipt("RCP-2026-000009", 1, reason="none", now=at("2026-10-23"), actor="staff:eva")


def test_t54_money_for_a_void_invoice_goes_to_the_balance(shop: Shop) -> None:
    reference = shop.choose(on="2026-10-02")
    shop.decide("2026-10-17")  # lapsed
    shop.decide("2026-11-20")  # void
    assert shop.one("SELECT status FROM store_invoice") == "void"
    shop.pay(1_000_000, on="2026-11-21", key="k1", reference=reference)
    assert shop.balance() == 1_000_000
    assert date(2026, 11, 21) == shop.one("SELECT booked_on FROM store_payment")


def test_a_bundle_follows_an_invoice_that_was_issued_anew(shop: Shop) -> None:
    shop.app("app-2")
    shop.choose("app-1")
    shop.choose("app-2")
    change_account("ACC-1", use_balance(False), now=at("2026-10-20"), actor="member:budi")
    numbers = [row[0] for row in shop.ask("SELECT number FROM store_invoice")]
    reference = bundle_invoices("ACC-1", numbers)
    shop.wish("app-1", ExtendTrial(days=3), on="2026-10-21")  # its first invoice is issued anew
    shop.pay(2 * TOTAL, on="2026-10-22", key="k1", reference=reference)
    states = shop.ask("SELECT status, count(*)::int FROM store_invoice GROUP BY 1 ORDER BY 1")
    assert states == [("settled", 2), ("void", 1)]
    assert shop.balance() == 0
