"""In which order the movements of one decision are told."""

from datetime import UTC, datetime

from prabayar.domain.facts import FactKind
from prabayar.store.queries.order import Step, told_in

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON.replace(hour=13)


def step(kind, minor, *, app="a", at=NOON):
    return Step(kind, at, app, minor)


RECEIVED, SETTLED, CREDITED = (
    FactKind.PAYMENT_RECEIVED,
    FactKind.INVOICE_SETTLED,
    FactKind.CREDITED,
)


def test_a_settlement_stands_behind_the_credits_that_it_uses_and_no_further():
    steps = [
        step(RECEIVED, 0),
        step(SETTLED, -300),
        step(CREDITED, 900, app="b"),
        step(CREDITED, 200),
        step(CREDITED, 100),
        step(CREDITED, 50),
    ]
    assert told_in(steps) == [0, 2, 3, 4, 1, 5]


def test_what_uses_no_credit_stays_where_it_was_recorded():
    steps = [step(CREDITED, 100), step(SETTLED, -100), step(SETTLED, 0), step(CREDITED, 20)]
    assert told_in([*steps[:2], steps[2]]) == [0, 1, 2]
    assert told_in([steps[2], steps[3]]) == [0, 1]


def test_a_later_decision_is_not_told_before_an_earlier_one():
    assert told_in([step(SETTLED, -100), step(CREDITED, 100, at=LATER)]) == [0, 1]
    assert told_in([]) == []
