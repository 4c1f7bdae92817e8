"""Lines of the bank's statement in the books: each is posted once, and put aside by transfers."""

import itertools
from datetime import date

from prabayar.domain.facts import FactKind
from prabayar.domain.life import bank_lines
from prabayar.domain.money import Money
from prabayar.domain.period import instant_of

GIVEN = {
    "bank": "bca-idr",
    "booked_on": date(2026, 10, 22),
    "now": instant_of(date(2026, 10, 23), "Asia/Jakarta"),
    "actor": "staff:eva",
}
AMOUNT = Money(690_321, "IDR")


def test_money_that_is_no_customers_is_put_aside_and_can_be_looked_at_again() -> None:
    aside = bank_lines.not_ours(7, amount=AMOUNT, ids=itertools.count(1), **GIVEN)
    again = bank_lines.reopened(7, amount=AMOUNT, ids=itertools.count(1), **GIVEN)
    [there], [back] = aside.transfers, again.transfers
    assert (there.debit, there.credit, there.minor) == (
        "unapplied:7",
        "bank_other:bca-idr",
        690_321,
    )
    assert (back.debit, back.credit, back.minor) == (there.credit, there.debit, there.minor)


def test_a_debit_that_is_looked_at_moves_nothing_any_more() -> None:
    kind = FactKind.LINE_NOT_OURS
    closed = bank_lines.closed(kind, 8, ids=itertools.count(1), **GIVEN)
    [fact] = closed.facts
    assert (fact.kind, fact.data["line"], closed.transfers) == (kind, 8, ())
