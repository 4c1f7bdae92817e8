"""What a person decides about one line of the bank, on a database: once, by one of two, undone."""

from __future__ import annotations

import pytest

from prabayar.domain.bank_line import Part
from prabayar.domain.errors import PaymentRefused, PreviewChanged, StatementRefused
from prabayar.domain.ids import AccountId, InvoiceId
from prabayar.store.queries.bank_lines import bank_line
from prabayar.usecases.allocate_line import agree_line, allocate_line, preview_line
from prabayar.usecases.allocate_payment import allocate_payment
from prabayar.usecases.close_line import mark_not_ours, reopen_line, return_line
from prabayar.usecases.give_back_payment import give_back_payment
from tests.usecases.banking import banks, line, statement, take, wrong
from tests.usecases.conftest import Shop, at

PRICE = 2_331_000
NOW = at("2026-10-23")
EVA, ADI = "staff:eva", "staff:adi"


def came(shop: Shop, minor: int = PRICE, text: str = "no reference") -> int:
    take(statement(line(minor, text, payer_account="0987654321")))
    found: int = shop.one("SELECT max(id) FROM store_statementline")
    return found


def part(shop: Shop, minor: int, *, code: str = "ACC-1", invoice: str = "") -> Part:
    account_id = shop.one("SELECT id FROM store_account WHERE code = %s", code)
    named = shop.ask("SELECT id FROM store_invoice WHERE number = %s", [invoice])
    return Part(AccountId(account_id), tuple(InvoiceId(row[0]) for row in named), minor)


def book(line_id: int, *parts: Part, actor: str = EVA, teach: bool = False) -> bool:
    seen = preview_line(line_id, parts, now=NOW)
    return allocate_line(line_id, parts, teach=teach, now=NOW, actor=actor, expected=seen.expected)


def bank(shop: Shop, name: str) -> int:
    minor: int = shop.one(
        "SELECT coalesce(sum(CASE WHEN debit = %s THEN minor ELSE -minor END), 0)::int8"
        " FROM store_transfer WHERE %s IN (debit, credit)",
        name,
        name,
    )
    return minor


@pytest.fixture
def invoice(shop: Shop) -> str:
    """The open first invoice of ACC-1."""
    banks()
    shop.choose()
    number: str = shop.one("SELECT number FROM store_invoice")
    return number


def test_a_line_pays_the_invoice_that_a_person_names(shop: Shop, invoice: str) -> None:
    line_id = came(shop)
    assert book(line_id, part(shop, PRICE, invoice=invoice)) is True
    seen = bank_line(line_id)
    assert (seen.state, seen.left_minor, seen.account_code) == ("booked", 0, "ACC-1")
    assert (seen.looked_by, seen.version) == (EVA, 2)
    assert shop.one("SELECT status FROM store_invoice") == "settled"
    assert bank(shop, f"unapplied:{line_id}") == 0
    assert wrong(NOW) == ()


def test_what_is_split_leaves_a_rest_until_it_is_zero(shop: Shop, invoice: str) -> None:
    shop.account("ACC-2")
    line_id = came(shop, 3_000_000)
    book(line_id, part(shop, PRICE, invoice=invoice), part(shop, 600_000, code="ACC-2"))
    seen = bank_line(line_id)
    assert (seen.state, seen.left_minor, seen.account_code) == ("to_decide", 69_000, "")
    assert shop.balance("ACC-2") == 600_000
    book(line_id, part(shop, 69_000, code="ACC-2"))
    assert bank_line(line_id).state == "booked"
    assert shop.balance("ACC-2") == 669_000
    assert wrong(NOW) == ()


def test_t47_too_little_waits_with_the_invoice_as_a_deposit(shop: Shop, invoice: str) -> None:
    line_id = came(shop, PRICE - 31_000)
    book(line_id, part(shop, PRICE - 31_000, invoice=invoice))
    assert shop.ask("SELECT status, deposit_minor FROM store_invoice") == [("open", PRICE - 31_000)]
    assert shop.one("SELECT count(*) FROM store_fact WHERE kind = 'payment_short'") == 1
    assert wrong(NOW) == ()


def test_t48_too_much_goes_to_the_balance(shop: Shop, invoice: str) -> None:
    line_id = came(shop, PRICE + 69_000)
    book(line_id, part(shop, PRICE + 69_000, invoice=invoice))
    assert (shop.one("SELECT status FROM store_invoice"), shop.balance()) == ("settled", 69_000)
    assert wrong(NOW) == ()


def test_no_more_is_given_than_is_left(shop: Shop, invoice: str) -> None:
    line_id = came(shop)
    with pytest.raises(StatementRefused, match="add up to IDR 2331001"):
        preview_line(line_id, [part(shop, PRICE + 1)], now=NOW)
    for parts in ([], [part(shop, 0)], [part(shop, -1)]):
        with pytest.raises(StatementRefused, match="Say whose the money is"):
            preview_line(line_id, parts, now=NOW)


def test_t70_the_second_of_two_at_one_line_is_told_who_was_first(shop: Shop, invoice: str) -> None:
    line_id = came(shop)
    shop.account("ACC-2")
    other = (part(shop, PRICE, code="ACC-2"),)
    second = preview_line(line_id, other, now=NOW)
    book(line_id, part(shop, PRICE, invoice=invoice), actor=ADI)
    with pytest.raises(StatementRefused, match="staff:adi has booked this line already"):
        allocate_line(line_id, other, now=NOW, actor=EVA, expected=second.expected)
    assert shop.balance("ACC-2") == 0


def test_t70_whoever_looked_before_a_part_was_given_looks_again(shop: Shop, invoice: str) -> None:
    line_id = came(shop)
    some = (part(shop, 100_000),)
    seen = preview_line(line_id, some, now=NOW)
    book(line_id, part(shop, 200_000), actor=ADI)
    with pytest.raises(PreviewChanged, match="staff:adi has looked at this line since you did"):
        allocate_line(line_id, some, now=NOW, actor=EVA, expected=seen.expected)
    with pytest.raises(PreviewChanged):
        mark_not_ours(line_id, version=1, now=NOW, actor=EVA)


def test_an_account_that_changed_since_is_looked_at_again(shop: Shop, invoice: str) -> None:
    line_id = came(shop)
    parts = (part(shop, PRICE, invoice=invoice),)
    seen = preview_line(line_id, parts, now=NOW)
    shop.pay(1_000, on="2026-10-23", key="k1", account_code="ACC-1")
    with pytest.raises(PreviewChanged):
        allocate_line(line_id, parts, now=NOW, actor=EVA, expected=seen.expected)
    assert bank_line(line_id).state == "new"
    with pytest.raises(PreviewChanged):
        allocate_line(line_id, parts, now=NOW, actor=EVA, expected="unseen")


def test_above_the_limit_a_second_person_agrees_and_never_the_same(
    shop: Shop, invoice: str
) -> None:
    banks(two_person_above={"IDR": 1_000_000})
    line_id = came(shop)
    parts = (part(shop, PRICE, invoice=invoice),)
    before = preview_line(line_id, parts, now=NOW)
    assert before.second is True
    assert book(line_id, *parts, actor=ADI) is False
    seen = bank_line(line_id)
    assert (seen.state, seen.left_minor, seen.proposed, seen.proposed_by) == (
        "new",
        PRICE,
        parts,
        ADI,
    )
    assert shop.one("SELECT status FROM store_invoice") == "open"
    look = preview_line(line_id, None, now=NOW)
    with pytest.raises(StatementRefused, match="You proposed it yourself"):
        agree_line(line_id, now=NOW, actor=ADI, expected=look.expected)
    with pytest.raises(PreviewChanged):  # looked at before it was proposed
        agree_line(line_id, now=NOW, actor=EVA, expected=before.expected)
    agree_line(line_id, now=NOW, actor=EVA, expected=look.expected)
    assert bank_line(line_id).state == "booked"
    assert shop.one("SELECT count(*) FROM store_lineproposal") == 0
    assert wrong(NOW) == ()


def test_another_proposal_takes_the_place_of_the_first(shop: Shop, invoice: str) -> None:
    banks(two_person_above={"IDR": 0})
    line_id = came(shop)
    book(line_id, part(shop, PRICE, invoice=invoice), actor=ADI)
    book(line_id, part(shop, 5_000), actor=EVA)
    seen = bank_line(line_id)
    assert (seen.proposed, seen.proposed_by) == ((part(shop, 5_000),), EVA)
    mark_not_ours(line_id, version=seen.version, now=NOW, actor=ADI)
    with pytest.raises(StatementRefused, match="marked as not ours"):
        preview_line(line_id, None, now=NOW)


def test_a_confirmation_teaches_whose_payer_it_is(shop: Shop, invoice: str) -> None:
    taught = "SELECT payer_account, account_id, taught_by FROM store_knownpayer"
    book(came(shop), part(shop, 5_000))
    assert shop.ask(taught) == []
    for minor in (6_000, 7_000):
        book(came(shop, minor), part(shop, minor), teach=True)
    account_id = shop.one("SELECT id FROM store_account")
    assert shop.ask(taught) == [("0987654321", account_id, EVA)]


def test_what_is_not_ours_leaves_the_unapplied_money_and_comes_back(
    shop: Shop, invoice: str
) -> None:
    line_id = came(shop)
    mark_not_ours(line_id, version=1, now=NOW, actor=EVA)
    assert (bank_line(line_id).state, bank_line(line_id).left_minor) == ("not_ours", 0)
    assert bank(shop, "bank_other:bca") == -PRICE
    assert bank(shop, "bank:bca") == 1_000_000 + PRICE
    with pytest.raises(StatementRefused, match="staff:eva has marked as not ours this line"):
        return_line(line_id, version=2, now=NOW, actor=ADI)
    reopen_line(line_id, version=2, now=NOW, actor=ADI)
    assert (bank_line(line_id).state, bank_line(line_id).left_minor) == ("to_decide", PRICE)
    assert (bank(shop, "bank_other:bca"), bank(shop, f"unapplied:{line_id}")) == (0, -PRICE)
    book(line_id, part(shop, PRICE, invoice=invoice))
    assert wrong(NOW) == ()


def test_what_is_left_goes_back_and_the_books_have_what_the_bank_has(
    shop: Shop, invoice: str
) -> None:
    line_id = came(shop)
    book(line_id, part(shop, 331_000))
    assert str(return_line(line_id, version=2, now=NOW, actor=EVA)) == "IDR 2000000"
    assert (bank_line(line_id).state, bank_line(line_id).left_minor) == ("returned", 0)
    assert bank(shop, "bank:bca") == 1_000_000 + PRICE  # the bank has not sent it yet
    take(statement(line(-2_000_000, "back"), opening=1_000_000 + PRICE))
    assert bank(shop, "bank_other:bca") == 0
    assert bank(shop, "bank:bca") == 1_331_000
    assert wrong(NOW) == ()
    reopen_line(line_id, version=3, now=NOW, actor=EVA)
    assert (bank_line(line_id).state, bank_line(line_id).left_minor) == ("to_decide", 2_000_000)
    assert wrong(NOW) == ()


def test_a_debit_is_closed_as_it_is_and_opened_again(shop: Shop, invoice: str) -> None:
    line_id = came(shop, -6_500, "BIAYA ADM")
    mark_not_ours(line_id, version=1, now=NOW, actor=EVA)
    assert (bank_line(line_id).state, bank_line(line_id).left_minor) == ("not_ours", 0)
    assert bank(shop, "bank_other:bca") == 6_500
    reopen_line(line_id, version=2, now=NOW, actor=EVA)
    assert (bank_line(line_id).state, bank_line(line_id).left_minor) == ("to_decide", 6_500)
    with pytest.raises(StatementRefused, match="Only money that came in"):
        return_line(line_id, version=3, now=NOW, actor=EVA)
    with pytest.raises(StatementRefused, match="Money that went out"):
        preview_line(line_id, [part(shop, 1)], now=NOW)
    assert wrong(NOW) == ()


def test_what_is_booked_is_not_opened_again_here(shop: Shop, invoice: str) -> None:
    line_id = came(shop)
    book(line_id, part(shop, PRICE, invoice=invoice))
    with pytest.raises(StatementRefused, match="Only what was put aside"):
        reopen_line(line_id, version=2, now=NOW, actor=EVA)


def test_money_of_a_line_is_decided_with_its_line_and_not_beside_it(
    shop: Shop, invoice: str
) -> None:
    key = f"bank-bca-{came(shop)}"
    with pytest.raises(PaymentRefused, match="is a line of a statement"):
        allocate_payment(key, account_code="ACC-1", now=NOW, actor=EVA)
    with pytest.raises(PaymentRefused, match="is a line of a statement"):
        give_back_payment(key, now=NOW, actor=EVA)
