"""Bank accounts have plain codes; what the outside did not take says whether to try again."""

from __future__ import annotations

import pytest

from prabayar.domain.errors import PaymentRefused
from prabayar.domain.payment import check_bank
from prabayar.domain.ports import DeliveryFailed


@pytest.mark.parametrize("bank", ["bca-idr", "0", "b" * 31])
def test_a_plain_code_names_a_bank_account(bank: str) -> None:
    check_bank(bank)


@pytest.mark.parametrize("bank", ["", "BCA", "bca:idr", "-bca", "b" * 32, "bca\n"])
def test_any_other_code_is_refused(bank: str) -> None:
    with pytest.raises(PaymentRefused, match="is no bank account's code"):
        check_bank(bank)


def test_a_failed_delivery_says_why_and_whether_to_try_again() -> None:
    failed = DeliveryFailed("mailbox full", temporary=True)
    assert (str(failed), failed.reason, failed.temporary) == ("mailbox full", "mailbox full", True)
