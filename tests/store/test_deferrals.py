"""What has been earned is claimed when its day begins in its own zone, by one worker at a time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from prabayar.domain.invoice import InvoiceStatus
from prabayar.store.loading import claim_deferrals
from prabayar.store.parking import park_account
from tests.store import make

# 1 December begins in Jakarta (UTC+7) and in Auckland (UTC+13).
JAKARTA = datetime(2026, 11, 30, 17, tzinfo=UTC)
AUCKLAND = datetime(2026, 11, 30, 11, tzinfo=UTC)


def claimed(now, limit=100):
    with transaction.atomic():
        return claim_deferrals(now=now, limit=limit)


def sold(owner, price, app_id, **given):
    s = make.subscription(owner, app_id, price=price)
    invoice = make.invoice_of(s, status=InvoiceStatus.SETTLED)
    receipt = make.receipt_of(invoice)
    deferral = make.deferral_of(receipt, **given)
    make.change(owner, new_invoices=(invoice,), new_receipts=(receipt,), new_deferrals=(deferral,))
    return deferral


@pytest.mark.django_db
def test_a_deferral_is_claimed_with_its_account_when_its_day_begins():
    owner, price = make.account(), make.price()
    one = sold(owner, price, "app-1")
    two = sold(owner, price, "app-2", zone="Pacific/Auckland")
    sold(owner, price, "app-3", next_on=None, delivered_minor=5_000_000)

    assert claimed(AUCKLAND - timedelta(seconds=1)) == []
    (early,) = claimed(AUCKLAND)
    assert early.deferrals == {(two.receipt_id, 0): two}
    (late,) = claimed(JAKARTA)
    assert late.account == owner
    assert late.deferrals == {(d.receipt_id, 0): d for d in (one, two)}
    assert (late.subscriptions, late.invoices, late.receipts) == ({}, {}, {})


@pytest.mark.django_db
def test_deferrals_come_in_order_and_no_more_than_wanted():
    price, later = make.price(), date(2026, 12, 2)
    first, second = make.account("ACC-1"), make.account("ACC-2")
    one = sold(first, price, "app-1", next_on=later)
    two = sold(second, price, "app-2")

    found = claimed(JAKARTA + timedelta(days=1))
    assert [state.account.code for state in found] == ["ACC-2", "ACC-1"]
    (only,) = claimed(JAKARTA + timedelta(days=1), limit=1)
    assert only.deferrals == {(two.receipt_id, 0): two}
    done = replace(two, delivered_minor=2_500_000, next_on=date(2026, 12, 11))
    make.change(second, changed_deferrals=(done,))
    (only,) = claimed(JAKARTA + timedelta(days=1), limit=1)
    assert only.deferrals == {(one.receipt_id, 0): one}


@pytest.mark.django_db
def test_revenue_of_a_parked_account_waits():
    owner = make.account()
    sold(owner, make.price(), "app-1")
    park_account(owner.id, reason="books", now=make.NOW, actor="verify")

    assert claimed(JAKARTA) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_book_one_deferral(in_parallel):
    price = make.price()
    for n in range(12):
        sold(make.account(f"ACC-{n}"), price, f"app-{n}")

    def worker():
        mine = []
        while True:
            with transaction.atomic():
                states = claim_deferrals(now=JAKARTA, limit=2)
                for state in states:
                    (deferral,) = state.deferrals.values()
                    mine.append(state.account.code)
                    booked = replace(deferral, delivered_minor=1, next_on=date(2026, 12, 11))
                    make.change(state.account, changed_deferrals=(booked,))
            if not states:
                return mine

    one, two, three = in_parallel(worker, worker, worker)
    assert sorted(one + two + three) == sorted(f"ACC-{n}" for n in range(12))
