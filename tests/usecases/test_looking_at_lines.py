"""Looking at lines in sets: each once, under locks; one that cannot be booked stops no other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from prabayar.domain.bank_line import LineState, Rule
from prabayar.domain.errors import PaymentRefused
from prabayar.domain.life.receive import allocate
from prabayar.domain.money import Money
from prabayar.domain.statement import StatementLine
from prabayar.domain.values import replace
from prabayar.store.bulk import rows
from prabayar.store.queries.bank_lines import (
    lines_of_state,
    next_line,
    waiting_lines,
)
from prabayar.store.queries.finding import find_request, lock_unapplied
from prabayar.usecases import match_lines as matching
from prabayar.usecases.acting import act
from prabayar.usecases.match_lines import Matched, match_lines
from tests.infrastructure.counting import counted
from tests.usecases.banking import (
    TOTAL,
    banks,
    line,
    look,
    statement,
    statuses,
    take,
    unapplied,
    wrong,
)
from tests.usecases.conftest import Shop, at


@pytest.fixture(autouse=True)
def _banks(shop: Shop) -> None:
    banks(unique_amount=())


@pytest.fixture
def owed(shop: Shop) -> str:
    """The reference of ACC-1's first invoice, which is open."""
    return shop.choose()


# -- records by hand ---------------------------------------------------------------------------


def test_money_that_was_recorded_by_hand_is_confirmed_and_settles_nothing_twice(
    shop: Shop, owed: str
) -> None:
    shop.pay(TOTAL, on="2026-10-22", key="hand-1", reference=owed)
    seen = look(line(TOTAL, owed))
    assert (seen.state, seen.rule, seen.left_minor) == (LineState.CONFIRMED, Rule.BY_HAND, 0)
    assert (shop.balance(), seen.account_code, unapplied(seen.id)) == (0, "ACC-1", 0)
    assert rows(
        "SELECT t.debit, t.credit, t.minor FROM store_transfer t WHERE t.code = 'confirmed'"
    ) == [(f"unapplied:{seen.id}", "bank_unconfirmed:bca", TOTAL)]


def test_a_record_by_hand_is_confirmed_once(shop: Shop, owed: str) -> None:
    shop.pay(TOTAL, on="2026-10-22", key="hand-1", reference=owed)
    look(line(TOTAL, f"{owed} ONE"))
    seen = look(line(TOTAL, f"{owed} TWO"))
    assert (seen.state, seen.rule) == (LineState.BOOKED, Rule.REFERENCE_CLOSED)
    assert shop.balance() == TOTAL


def test_money_by_hand_that_a_statement_has_shown_is_no_longer_asked_for(
    shop: Shop, owed: str
) -> None:
    shop.pay(TOTAL, on="2026-10-22", key="hand-1", reference=owed)
    shop.pay(1_000, on="2026-10-22", key="hand-2", account_code="ACC-1")
    look(line(TOTAL, owed))
    found = [one.subject for one in wrong(at("2026-11-20")) if one.invariant == "I37"]
    assert found == ["payment hand-2"]


# -- how it is done ----------------------------------------------------------------------------


def test_many_lines_of_many_accounts_take_no_more_statements(shop: Shop) -> None:
    def customers(first: int, number: int) -> list[StatementLine]:
        lines = []
        for n in range(first, first + number):
            shop.account(f"ACC-{n}")
            shop.app(f"app-{n}", code=f"ACC-{n}")
            lines.append(line(TOTAL, shop.choose(f"app-{n}")))
        return lines

    take(statement(*customers(10, 2), opening=0))
    with counted() as few:
        assert match_lines(now=at("2026-10-23"), actor="system").looked == 2
    take(statement(*customers(20, 12), opening=0))
    with counted() as many:
        assert match_lines(now=at("2026-10-23"), actor="system").looked == 12
    assert (few.number, many.number) == (37, 37)
    assert set(statuses()) == {"settled"}


def test_what_has_changed_under_the_lock_is_looked_at_again(
    shop: Shop, owed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = matching.find_candidates

    def meanwhile(wants: Any, **days: date) -> Any:
        found = plain(wants, **days)
        monkeypatch.setattr(matching, "find_candidates", plain)
        shop.pay(TOTAL, on="2026-10-23", key="other", reference=owed)
        return found

    monkeypatch.setattr(matching, "find_candidates", meanwhile)
    take(statement(line(TOTAL, owed), opening=0))
    assert match_lines(now=at("2026-10-23"), actor="system") == Matched({}, again=1)
    assert match_lines(now=at("2026-10-23"), actor="system").states == {LineState.CONFIRMED: 1}


def test_a_line_that_somebody_has_allocated_meanwhile_is_not_booked_again(
    shop: Shop, owed: str
) -> None:
    came = take(statement(line(TOTAL, owed), opening=0))
    key = rows("SELECT key FROM store_payment")[0][0]
    named = find_request(owed).invoice_ids
    with transaction.atomic():  # in the books alone: the line still says that it is new
        money = replace(lock_unapplied(key)[0], invoice_ids=named)
        act(
            "ACC-1",
            lambda work: allocate(work, money),
            now=at("2026-10-23"),
            actor="staff:eva",
            invoice_ids=named,
        )
    assert match_lines(now=at("2026-10-23"), actor="system").states == {LineState.BOOKED: 1}
    assert shop.balance() == 0
    assert came.lines == 1


def test_what_a_rule_refuses_waits_for_a_person(
    shop: Shop, owed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: Any, **named: Any) -> None:
        raise PaymentRefused("no")

    monkeypatch.setattr(matching, "command", refuse)
    seen = look(line(TOTAL, owed))
    assert (seen.state, seen.left_minor) == (LineState.SUGGESTED, TOTAL)


def test_a_line_that_cannot_be_booked_stops_no_other(
    shop: Shop, owed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = matching.command

    def broken(state: Any, *given: Any, **named: Any) -> Any:
        if state.account.code == "ACC-1":
            raise RuntimeError("broken")
        return plain(state, *given, **named)

    monkeypatch.setattr(matching, "command", broken)
    shop.account("ACC-2")
    shop.app("app-2", code="ACC-2")
    other = shop.choose("app-2")
    look(line(TOTAL, owed), line(TOTAL, other))
    assert [row[0] for row in rows("SELECT state FROM store_statementline ORDER BY id")] == [
        "suggested",
        "booked",
    ]


def test_a_page_of_a_queue_goes_on_behind_the_last_line(shop: Shop) -> None:
    look(*[line(100_000 + n, f"CASH {n}") for n in range(5)])
    first = lines_of_state(LineState.UNAPPLIED, limit=2)
    then = lines_of_state(LineState.UNAPPLIED, after=first[-1].id, limit=10)
    assert [row.text for row in (*first, *then)] == [f"CASH {n}" for n in range(5)]
    assert next_line(LineState.UNAPPLIED, after=first[0].id) == first[1].id
    assert next_line(LineState.UNAPPLIED, after=then[-1].id) is None
    assert lines_of_state(LineState.UNAPPLIED, bank="dbs", limit=2) == ()
    count = waiting_lines()[LineState.UNAPPLIED]
    assert (count.number, count.more, count.minor) == (5, False, {"IDR": 500_010})
    assert count.since_on == date(2026, 10, 22)
    assert Money(count.minor["IDR"], "IDR").minor == 500_010
