"""The books are two-sided transfers between two different ledger accounts."""

import pytest

from prabayar.domain import ledger
from prabayar.domain.errors import MoneyRefused
from prabayar.domain.ids import AccountId, FactId, InvoiceId, PaymentId
from prabayar.domain.ledger import NEVER_NEGATIVE, Code, Transfer


def transfer(minor: int, *, debit: str = "deposit:70", credit: str = "balance:17") -> Transfer:
    return Transfer(FactId(400), AccountId(17), Code.GIVEN_BACK, debit, credit, minor, "IDR")


def test_a_transfer_moves_an_amount_from_its_debit_to_its_credit() -> None:
    moved = transfer(2_324_430)
    assert (moved.debit, moved.credit, moved.minor) == ("deposit:70", "balance:17", 2_324_430)


def test_the_smallest_transfer_is_of_one_unit() -> None:
    assert transfer(1).minor == 1


@pytest.mark.parametrize("minor", [0, -1])
def test_a_transfer_of_nothing_or_less_is_refused(minor: int) -> None:
    with pytest.raises(MoneyRefused, match=f"not {minor} from deposit:70 to balance:17"):
        transfer(minor)


def test_a_transfer_from_a_ledger_account_to_itself_is_refused() -> None:
    with pytest.raises(
        MoneyRefused, match="between two ledger accounts, not 5 from revenue to rev"
    ):
        transfer(5, debit="revenue", credit="revenue")


def test_ledger_accounts_of_an_account_or_a_document_carry_its_id() -> None:
    assert ledger.balance(AccountId(17)) == "balance:17"
    assert ledger.deposit(InvoiceId(70)) == "deposit:70"
    assert ledger.unapplied(PaymentId(3)) == "unapplied:3"
    assert ledger.bank_unconfirmed("bca-idr") == "bank_unconfirmed:bca-idr"
    assert ledger.bank("bca-idr") == "bank:bca-idr"
    assert ledger.bank_other("bca-idr") == "bank_other:bca-idr"
    assert ledger.receivable(AccountId(1)) == "receivable:1"


def test_what_belongs_to_customers_never_falls_below_zero() -> None:
    theirs = (
        ledger.deposit(InvoiceId(1)),
        ledger.balance(AccountId(1)),
        ledger.unapplied(PaymentId(1)),
    )
    assert {name.partition(":")[0] for name in theirs} == set(NEVER_NEGATIVE)
