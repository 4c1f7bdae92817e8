"""A file of the bank: every line kept once and posted, or the whole file refused."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection

from prabayar.domain.bank_line import LineState
from prabayar.domain.errors import StatementRefused
from prabayar.domain.statement import Caution, Statement, StatementLine, Warned
from prabayar.domain.values import replace
from prabayar.store.bulk import rows
from prabayar.store.queries.bank_lines import bank_line, lines_of_statement, waiting_lines
from prabayar.store.queries.bank_statements import (
    bank_statement,
    bank_statements,
    newest_statements,
    states_of_statement,
)
from prabayar.usecases import import_statement as importing
from prabayar.usecases.import_statement import preview_statement
from tests.infrastructure.counting import counted
from tests.usecases.banking import BCA, CLOSED, USD, banks, line, statement, take, wrong
from tests.usecases.conftest import Shop, at


@pytest.fixture(autouse=True)
def _banks(shop: Shop) -> None:
    banks()


def ledger(name: str) -> int:
    """Credits less debits of a ledger account."""
    return rows(
        "SELECT (coalesce(sum(minor) FILTER (WHERE credit = %s), 0)"
        " - coalesce(sum(minor) FILTER (WHERE debit = %s), 0))::int8 FROM store_transfer",
        [name, name],
    )[0][0]


def kept() -> list[Any]:
    return rows("SELECT minor, text, occurrence FROM store_statementline ORDER BY id")


# -- what is kept ------------------------------------------------------------------------------


def test_every_line_is_posted_once_and_the_bank_account_reaches_the_closing_balance() -> None:
    file = statement(line(500_000, "PB1"), line(-25_000, "BIAYA ADM"), line(300_000, "PB2"))
    (came,) = take(file).statements
    assert (came.known, came.credits_minor, came.debits_minor) == (0, 800_000, 25_000)
    assert ledger("bank:bca") == -1_775_000
    assert (ledger("bank_other:bca"), ledger("opening")) == (-25_000, 1_000_000)
    unapplied = rows(
        "SELECT 'unapplied:' || l.id, p.account_id, p.source, p.key, l.id, p.amount_minor"
        " FROM store_statementline l JOIN store_payment p ON p.id = l.id ORDER BY l.id"
    )
    assert [ledger(row[0]) for row in unapplied] == [500_000, 300_000]
    assert [row[1:4] for row in unapplied] == [
        (None, "bank:bca", f"bank-bca-{row[4]}") for row in unapplied
    ]
    assert wrong(at("2026-10-23")) == ()


def test_a_line_keeps_all_that_the_file_says_and_waits_to_be_looked_at() -> None:
    said = line(
        500_000,
        "TRSF E-BANKING\tBUDI",
        value_on=date(2026, 10, 21),
        payer_name="PT Maju",
        payer_account="0123",
        bank_id="B1",
        end_to_end="E1",
        structured="RF18",
        reversal=True,
    )
    (came,) = take(statement(said, number="7")).statements
    assert came.statement_id is not None
    (row,) = lines_of_statement(came.statement_id, limit=10)
    seen = bank_line(row.id)
    assert (seen.text, seen.value_on, seen.payer_name, seen.payer_account) == (
        said.text,
        date(2026, 10, 21),
        "PT Maju",
        "0123",
    )
    assert (seen.bank_id, seen.end_to_end, seen.structured, seen.reversal) == (
        "B1",
        "E1",
        "RF18",
        True,
    )
    assert (seen.state, seen.left_minor, seen.rule, seen.evidence) == (
        LineState.NEW,
        500_000,
        None,
        (),
    )
    assert (seen.balance_minor, seen.version, seen.statement_number) == (1_500_000, 1, "7")
    assert waiting_lines()[LineState.NEW].number == 1
    assert waiting_lines()[LineState.NEW].minor == {"IDR": 500_000}


def test_a_statement_is_listed_with_its_days_balances_and_file() -> None:
    first = take(statement(line(1, on="2026-10-20"), line(2, on="2026-10-22")), file="a.xml")
    one = bank_statement(first.statements[0].statement_id or 0)
    assert (one.bank, one.from_on, one.to_on) == ("bca", date(2026, 10, 20), date(2026, 10, 22))
    assert (one.opening_minor, one.closing_minor, one.checked) == (1_000_000, 1_000_003, True)
    assert (one.lines, one.known, one.file_name, one.actor) == (2, 0, "a.xml", "staff:eva")
    take(statement(line(5, on="2026-10-23"), bank=USD))
    assert [row.bank for row in bank_statements(limit=5)] == ["dbs", "bca"]
    assert bank_statements(bank="bca", limit=5) == (one,)
    assert set(newest_statements()) == {"bca", "dbs"}
    assert states_of_statement(one.id) == {LineState.NEW: 2}


def test_the_import_is_told_with_its_counts_and_actor() -> None:
    take(statement(line(1)), file="a.xml")
    ((actor, data),) = rows("SELECT actor, data FROM store_fact WHERE kind = 'statement_imported'")
    assert actor == "staff:eva"
    assert (data["bank"], data["file"], data["lines"], data["known"]) == ("bca", "a.xml", 1, 0)


def test_a_line_without_money_is_kept_and_moves_none() -> None:
    take(statement(line(0, "SALDO"), opening=0))
    assert kept() == [(0, "SALDO", 1)]
    assert rows("SELECT count(*) FROM store_transfer") == [(0,)]
    assert wrong(at("2026-10-23")) == ()


# -- what is known already ---------------------------------------------------------------------

MORNING = (line(100, "A"), line(200, "B"))
EVENING = (*MORNING, line(300, "C"))


def test_t57_the_same_file_twice_adds_nothing() -> None:
    first = take(statement(*MORNING), file="a")
    again = take(statement(*MORNING), file="a")
    assert again.known_as == (first.statements[0].statement_id,)
    assert again.lines == 0
    assert len(kept()) == 2
    assert preview_statement([statement(*MORNING)], file_hash="other").lines == 0


def test_t57_the_same_day_in_the_morning_and_in_the_evening_keeps_each_line_once() -> None:
    take(statement(*MORNING))
    (came,) = take(statement(*EVENING)).statements
    assert ([one.text for one in came.new], came.known) == (["C"], 2)
    assert [row[1] for row in kept()] == ["A", "B", "C"]
    assert ledger("bank:bca") == -1_000_600
    assert wrong(at("2026-10-23")) == ()


def test_t57_another_file_of_the_same_lines_says_that_nothing_is_new() -> None:
    take(statement(*MORNING))
    (came,) = take(statement(*MORNING)).statements
    assert came.warnings == (Caution(Warned.NOTHING_NEW, (2,)),)
    assert bank_statement(came.statement_id or 0).warnings == came.warnings


def test_t58_two_genuine_identical_bookings_are_two_over_overlapping_files() -> None:
    twin = line(100, "SAME")
    take(statement(twin))
    (came,) = take(statement(twin, twin)).statements
    assert (len(came.new), came.known) == (1, 1)
    assert kept() == [(100, "SAME", 1), (100, "SAME", 2)]
    take(statement(twin, twin))
    assert len(kept()) == 2


def test_t58_twins_in_two_statements_of_one_file_are_two() -> None:
    twin = line(100, "SAME")
    came = take(statement(twin, opening=0), statement(twin, opening=100))
    assert came.lines == 2
    assert ledger("bank:bca") == -200


def test_t59_an_id_that_the_bank_gives_twice_hides_no_line() -> None:
    take(statement(line(100, "A", bank_id="7"), line(200, "B", bank_id="7")))
    later = line(100, "A", bank_id="7", on="2027-10-22")
    assert take(statement(later, opening=1_000_300), on="2027-10-23").lines == 1
    assert len(kept()) == 3


def test_t60_pending_entries_are_shown_and_never_kept() -> None:
    pending = (line(900, "PENDING"),)
    (came,) = take(statement(line(100, "A"), pending=pending)).statements
    assert came.pending == pending
    assert came.warnings == (Caution(Warned.PENDING, (1,)),)
    assert [row[1] for row in kept()] == ["A"]
    later = statement(line(900, "POSTED WITH OTHER WORDS", on="2026-10-23"), opening=1_000_100)
    assert take(later).lines == 1


def test_a_refused_file_keeps_nothing_at_all() -> None:
    bad = statement(line(100, on="2026-10-24"), opening=5)
    with pytest.raises(StatementRefused):
        take(statement(line(1)), replace_closing(bad))
    assert kept() == []
    assert rows("SELECT count(*) FROM store_fact WHERE kind = 'payment_received'") == [(0,)]


def replace_closing(one: Statement) -> Statement:
    assert one.closing_minor is not None
    return replace(one, closing_minor=one.closing_minor + 1)


# -- balances ----------------------------------------------------------------------------------


def test_t63_sums_that_do_not_lead_to_the_closing_balance_are_refused() -> None:
    with pytest.raises(StatementRefused, match="closing balance"):
        take(replace_closing(statement(line(100))))


def test_t63_a_missing_statement_is_a_warning_with_both_balances() -> None:
    take(statement(line(100, on="2026-10-20")))
    (came,) = take(statement(line(5, on="2026-10-22"), opening=1_000_300)).statements
    assert came.warnings == (Caution(Warned.GAP, (1_000_100, 1_000_300)),)


def test_t63_a_statement_that_goes_on_where_the_last_one_ended_has_no_warning() -> None:
    came = take(
        statement(line(100, on="2026-10-20")),
        statement(line(5, on="2026-10-21"), opening=1_000_100),
        statement(line(7, on="2026-10-22"), opening=1_000_200),
    )
    assert [one.warnings for one in came.statements] == [
        (),
        (),
        (Caution(Warned.GAP, (1_000_105, 1_000_200)),),
    ]


def test_a_file_without_balances_is_kept_and_said_to_be_unchecked() -> None:
    (came,) = take(statement(line(100), opening=None)).statements
    assert (came.checked, came.warnings) == (False, (Caution(Warned.UNCHECKED),))
    assert (ledger("bank:bca"), ledger("opening")) == (-100, 0)


def test_the_opening_balance_is_booked_once_whatever_comes_after() -> None:
    take(statement(line(100, on="2026-10-20")))
    take(statement(line(5, on="2026-10-21"), opening=1_000_100))
    assert ledger("opening") == 1_000_000
    assert ledger("bank:bca") == -1_000_105


def test_an_older_statement_moves_the_opening_balance_back_to_its_own() -> None:
    take(statement(line(100, on="2026-10-20"), opening=1_000_000))
    take(statement(line(-300, on="2026-10-10"), opening=1_000_300))
    assert (ledger("bank:bca"), ledger("opening")) == (-1_000_100, 1_000_300)
    take(statement(line(50, on="2026-10-01"), opening=None))
    assert (ledger("bank:bca"), ledger("opening")) == (-1_000_100, 1_000_250)
    assert wrong(at("2026-10-23")) == ()


def test_an_account_that_was_overdrawn_opens_below_zero() -> None:
    take(statement(line(100), opening=-400))
    assert (ledger("bank:bca"), ledger("opening")) == (300, -400)
    assert wrong(at("2026-10-23")) == ()


# -- whose statement ---------------------------------------------------------------------------


def test_t67_a_statement_of_an_account_that_is_not_ours_is_refused() -> None:
    with pytest.raises(StatementRefused, match="0145009999 in IDR, and that is none of these"):
        take(statement(line(1), account="0145009999"))


def test_t67_the_right_number_in_another_currency_is_refused() -> None:
    with pytest.raises(StatementRefused, match="in USD, and that is none"):
        take(statement(line(1), currency="USD"))


def test_t67_a_file_for_another_account_than_the_chosen_one_is_refused() -> None:
    with pytest.raises(StatementRefused, match="none of these: SG12 3456 7890 in USD"):
        take(statement(line(1)), bank="dbs")


def test_t67_an_account_that_customers_no_longer_see_still_takes_statements() -> None:
    (came,) = take(statement(line(1), bank=CLOSED)).statements
    assert came.bank == CLOSED


def test_t67_a_file_that_names_no_account_asks_for_one() -> None:
    nameless = statement(line(1), account="")
    with pytest.raises(StatementRefused, match="choose the bank account"):
        take(nameless)
    assert take(nameless, bank="bca").statements[0].bank == BCA
    with pytest.raises(StatementRefused, match="in IDR, and that is none of these"):
        take(nameless, bank="dbs")


def test_t67_an_account_that_is_not_set_up_is_named() -> None:
    with pytest.raises(StatementRefused, match="no bank account bri: choose one of bca, dbs, old"):
        take(statement(line(1)), bank="bri")


# -- the preview, size, and two at once --------------------------------------------------------


def test_a_preview_says_the_same_and_keeps_nothing() -> None:
    take(statement(*MORNING))
    (foreseen,) = preview_statement([statement(*EVENING)], file_hash="x").statements
    assert ([one.text for one in foreseen.new], foreseen.known) == (["C"], 2)
    assert foreseen.statement_id is None
    assert len(kept()) == 2
    (came,) = take(statement(*EVENING)).statements
    assert (came.new, came.known, came.warnings) == (
        foreseen.new,
        foreseen.known,
        foreseen.warnings,
    )


def lines(number: int) -> list[StatementLine]:
    return [line(1_000 + n, f"PAYMENT {n}") for n in range(number)]


def test_more_lines_take_no_more_statements() -> None:
    take(statement(*lines(1), opening=9))
    with counted() as few:
        take(statement(*lines(10), opening=8))
    with counted() as many:
        take(statement(*lines(900), opening=7))
    assert (few.number, many.number) == (12, 12)


def test_a_large_file_is_written_in_chunks_and_tells_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 4)
    told: list[tuple[int, int]] = []
    take(statement(*lines(10)), progress=lambda done, of: told.append((done, of)))
    assert told == [(4, 10), (8, 10), (10, 10)]
    assert [row[0] for row in kept()] == [1_000 + n for n in range(10)]


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_bank_account_at_once_keep_each_line_once() -> None:
    came: list[int] = []

    def work() -> None:
        try:
            came.append(take(statement(*lines(50))).lines)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came) == [0, 0, 50]
    assert len(kept()) == 50
