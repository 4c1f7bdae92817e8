"""Where refunds go: an account number that cannot be is refused before the bank refuses it."""

from dataclasses import replace

import pytest

from prabayar.domain.errors import PaymentRefused
from prabayar.domain.payout import (
    PAYOUT_TRANSITIONS,
    Payee,
    PayoutState,
    check_payee,
    end_to_end_of,
    is_iban,
)

BCA = Payee(holder="PT Merapi", number="035-123 4567", bank="BCA")


@pytest.mark.parametrize("number", ["DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432"])
def test_an_iban_is_known_by_its_check_digits(number: str) -> None:
    assert is_iban(number)
    assert not is_iban(number[:-1] + "1")


def test_a_number_of_a_bank_without_ibans_is_none() -> None:
    assert not is_iban("0351234567")
    check_payee(BCA)
    check_payee(replace(BCA, number="DE89 3704 0044 0532 0130 00", bic="COBADEFFXXX"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"holder": " "}, "holder"),
        ({"holder": "x" * 141}, "holder"),
        ({"bank": "a\tb"}, "bank"),
        ({"number": "1-2"}, "number"),
        ({"number": "1" * 141}, "number"),
        ({"number": "DE89370400440532013001"}, "number"),
        ({"bic": "DBS"}, "bic"),
    ],
)
def test_a_payee_that_no_bank_can_pay_is_refused(wrong: dict[str, str], field: str) -> None:
    with pytest.raises(PaymentRefused) as refused:
        check_payee(replace(BCA, **wrong))
    assert refused.value.params["field"] == field


def test_what_a_statement_brings_back_names_the_payout() -> None:
    assert end_to_end_of(4711) == "REFUND4711"


def test_what_the_bank_refused_is_ordered_again() -> None:
    assert PayoutState.ORDERED in PAYOUT_TRANSITIONS[PayoutState.EXPORTED]
    assert PAYOUT_TRANSITIONS[PayoutState.PAID] == {PayoutState.EXPORTED}
