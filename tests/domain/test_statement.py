"""A statement's lines lead from its opening to its closing balance, or it is refused."""

from dataclasses import replace
from datetime import date

import pytest

from prabayar.domain.errors import StatementRefused
from prabayar.domain.statement import Statement, StatementLine, check_sums, in_account_letters

LINE = StatementLine(minor=500, booked_on=date(2026, 10, 1), text="a", place=1)
GOOD = Statement(
    format="camt053",
    account="1",
    currency="USD",
    lines=(LINE, replace(LINE, minor=-200)),
    opening_minor=1_000,
    closing_minor=1_300,
)


def test_t63_lines_that_do_not_lead_to_the_closing_balance_are_refused() -> None:
    check_sums(GOOD)
    assert GOOD.checked
    with pytest.raises(StatementRefused, match=r"USD 10\.00 to USD 13\.00.* USD 14\.00"):
        check_sums(replace(GOOD, closing_minor=1_400))


def test_a_statement_without_balances_cannot_be_checked() -> None:
    without = replace(GOOD, closing_minor=None)
    check_sums(without)
    check_sums(replace(GOOD, opening_minor=None))
    assert not without.checked


def test_account_numbers_are_compared_by_ascii_letters_and_digits() -> None:
    assert in_account_letters("de12 3456-٣ x") == "DE123456X"
