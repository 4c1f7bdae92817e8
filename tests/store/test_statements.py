"""What a batch costs in statements: a fixed number, whatever the number of accounts."""

from datetime import timedelta

import pytest

from bench import payments
from bench.world import noon, open_catalog, populate
from prabayar.usecases.decide_due import decide_due
from prabayar.usecases.settle_payments import settle_payments
from tests.bench.test_bench import DAY

DECIDE, SETTLE = 27, 30


@pytest.mark.django_db
@pytest.mark.parametrize("count", [10, 40])
def test_a_batch_of_renewals_and_one_of_payments(count, statements):
    populate(open_catalog(), first=0, count=count, due_on=DAY)
    del statements[:]
    assert decide_due(now=noon(DAY), limit=count).accounts == count
    assert len(statements) == DECIDE

    now = noon(DAY + timedelta(days=2))
    incoming = payments.transfers(booked_on=now.date())
    del statements[:]
    outcomes = settle_payments(incoming, now=now, actor="bank")
    assert [one.skipped for one in outcomes] == [""] * count
    assert len(statements) == SETTLE
