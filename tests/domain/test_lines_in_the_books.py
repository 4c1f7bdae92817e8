"""Whose bank account a file is of, what its warnings keep, and how its lines are posted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest

from prabayar.domain.bank import BankAccount, bank_account_of
from prabayar.domain.errors import StatementRefused
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import AccountId, PaymentId
from prabayar.domain.ledger import Code
from prabayar.domain.life.bank_lines import confirmed, debited, opened
from prabayar.domain.money import Money
from prabayar.domain.state import Decision
from prabayar.domain.statement import Caution, Warned, caution_of

BCA = BankAccount(code="bca", currency="IDR", number="014-500-9281", holder="V", bank="BCA")
USD = BankAccount(code="dbs", currency="USD", number="SG12345678", holder="V", bank="DBS")
BOTH = (BCA, USD)
NOW = datetime(2026, 10, 23, tzinfo=UTC)
DAY = date(2026, 10, 22)
GIVEN: Any = {"now": NOW, "actor": "staff:eva"}


def posted(decision: Decision) -> tuple[FactKind, Code, str, str, int]:
    (fact,), (moved,) = decision.facts, decision.transfers
    assert moved.fact_id == fact.id
    assert (fact.account_id, fact.actor, fact.recorded_at) == (moved.account_id, "staff:eva", NOW)
    assert fact.data["minor"] == moved.minor
    return fact.kind, moved.code, moved.debit, moved.credit, moved.minor


def test_a_file_is_of_the_bank_account_that_it_names() -> None:
    assert bank_account_of(BOTH, letters="0145009281", currency="IDR") == BCA
    assert bank_account_of(BOTH, letters="0145009281", currency="IDR", code="bca") == BCA


def test_a_file_that_names_none_is_of_the_one_that_was_chosen() -> None:
    assert bank_account_of(BOTH, letters="", currency="USD", code="dbs") == USD


@pytest.mark.parametrize(
    ("accounts", "given", "said"),
    [
        ((), {"letters": "1", "currency": "IDR"}, "There is no bank account yet: add it to the"),
        ((), {"letters": "1", "currency": "IDR", "code": "x"}, "no bank account x: add it"),
        (BOTH, {"letters": "1", "currency": "IDR", "code": "x"}, "choose one of bca, dbs"),
        (BOTH, {"letters": "", "currency": "IDR"}, "choose the bank account"),
        (BOTH, {"letters": "", "currency": "IDR", "code": "dbs"}, "account \\(not named\\) in IDR"),
        (BOTH, {"letters": "99999999", "currency": "IDR"}, "of account 99999999 in IDR"),
        (BOTH, {"letters": "0145009281", "currency": "USD"}, "014-500-9281 in IDR, SG12345678"),
    ],
)
def test_any_other_file_is_refused_with_what_to_do(
    accounts: tuple[BankAccount, ...], given: dict[str, str], said: str
) -> None:
    with pytest.raises(StatementRefused, match=said):
        bank_account_of(accounts, **given)


@pytest.mark.parametrize(
    "caution", [Caution(Warned.GAP, (-5, 1_000)), Caution(Warned.UNCHECKED)], ids=str
)
def test_a_warning_is_read_back_as_it_was_kept(caution: Caution) -> None:
    assert caution_of(str(caution)) == caution


def test_money_that_left_the_bank_waits_beside_it() -> None:
    decision = debited(
        7, bank="bca", amount=Money(500, "IDR"), booked_on=DAY, ids=count(1), **GIVEN
    )
    assert posted(decision) == (
        FactKind.BANK_DEBITED,
        Code.BANK_DEBITED,
        "bank_other:bca",
        "bank:bca",
        500,
    )
    assert decision.facts[0].data["line"] == 7
    assert decision.facts[0].effective_on == DAY


@pytest.mark.parametrize(
    ("by", "debit", "credit"), [(300, "bank:bca", "opening"), (-300, "opening", "bank:bca")]
)
def test_the_opening_balance_is_booked_by_what_is_missing(by: int, debit: str, credit: str) -> None:
    decision = opened(
        "bca",
        by=Money(by, "IDR"),
        reached=Money(900, "IDR"),
        effective_on=DAY,
        ids=count(1),
        **GIVEN,
    )
    assert posted(decision) == (FactKind.BANK_OPENED, Code.BANK_OPENED, debit, credit, 300)
    assert decision.facts[0].data["opening"] == 900


def test_a_record_by_hand_is_confirmed_by_the_line_that_shows_it() -> None:
    decision = confirmed(
        7,
        payment_id=PaymentId(3),
        account_id=AccountId(2),
        source="bank_unconfirmed:bca",
        amount=Money(500, "IDR"),
        booked_on=DAY,
        ids=count(1),
        **GIVEN,
    )
    assert posted(decision) == (
        FactKind.PAYMENT_CONFIRMED,
        Code.CONFIRMED,
        "unapplied:7",
        "bank_unconfirmed:bca",
        500,
    )
    assert (decision.facts[0].data["payment"], decision.facts[0].data["line"]) == (3, 7)
