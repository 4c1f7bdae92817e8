"""Numbers are gapless whatever happens around them; ids and references are given once."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from django.db import transaction

from prabayar.domain.policy import Policy
from prabayar.domain.reference import read_reference, reference_of, seeded
from prabayar.store.clock import open_sandbox
from prabayar.store.errors import SeriesRefused, StaleDecision
from prabayar.store.loading import claim_due
from prabayar.store.numbers import ids, references, start_series
from prabayar.store.terms import load_terms, save_policy
from tests.store import make


class Broken(Exception):
    pass


def numbers_of_all():
    return [number for (number,) in make.rows("SELECT number FROM store_invoice ORDER BY number")]


def expected(count, *, first=1, year=2026):
    return [f"INV-{year}-{n:06d}" for n in range(first, first + count)]


def due_accounts(count):
    price = make.price()
    for n in range(count):
        make.subscription(make.account(f"ACC-{n}"), f"app-{n}", price=price, due_at=make.NOW)


def issue_for(states, *, now=make.NOW):
    return [
        make.Decision(
            order=now,
            account=state.account,
            before=state.account,
            subscriptions=tuple(replace(s, due_at=None) for s in state.subscriptions.values()),
            new_invoices=tuple(make.invoice_of(s) for s in state.subscriptions.values()),
        )
        for state in states
    ]


@pytest.mark.django_db(transaction=True)
def test_t101_a_roll_back_gives_its_numbers_back():
    due_accounts(3)
    for fails in (True, False, True, False, False):
        try:
            with transaction.atomic():
                states = claim_due(now=make.NOW, limit=1)
                make.keep(*issue_for(states))
                if fails:
                    raise Broken
        except Broken:
            continue

    assert numbers_of_all() == expected(3)


@pytest.mark.django_db(transaction=True)
def test_t102_two_workers_issue_at_once_without_a_gap(in_parallel):
    due_accounts(30)
    start = threading.Barrier(3, timeout=20)

    def worker():
        start.wait()
        failed = 0
        while True:
            try:
                with transaction.atomic():
                    states = claim_due(now=make.NOW, limit=3)
                    make.keep(*issue_for(states))
                    if states and failed < 2:
                        failed += 1
                        raise Broken
            except Broken:
                continue
            if not states:
                return "done"

    assert in_parallel(worker, worker, worker) == ["done"] * 3
    assert len(numbers_of_all()) == 30
    assert numbers_of_all() == expected(30)


@pytest.mark.django_db
def test_numbers_follow_the_order_of_decision_account_and_subscription():
    price, later = make.price(), make.NOW + timedelta(hours=1)
    first, second, third = (make.account(f"ACC-{n}") for n in range(3))
    a = make.subscription(first, "app-1", price=price)
    b = make.subscription(first, "app-2", price=price)
    c = make.subscription(second, "app-3", price=price)
    d = make.subscription(third, "app-4", price=price)
    one, two, three, four = (make.invoice_of(s) for s in (b, c, d, a))
    saved = make.keep(
        make.Decision(order=make.NOW, account=third, before=third, new_invoices=(three,)),
        make.Decision(order=later, account=first, before=first, new_invoices=(one, four)),
        make.Decision(order=make.NOW, account=second, before=second, new_invoices=(two,)),
    )

    assert [saved.invoices[i.id] for i in (two, three, four, one)] == expected(4)


@pytest.mark.django_db
def test_two_decisions_on_one_account_are_not_kept_together():
    owner = make.account()
    once = make.Decision(order=make.NOW, account=owner, before=owner)

    with pytest.raises(StaleDecision, match="store_account: 1 of 2"):
        make.keep(once, once)


@pytest.mark.django_db
def test_each_kind_of_document_has_a_series_of_its_own():
    owner = make.account()
    invoice = make.invoice_of(make.subscription(owner, "app-1"))
    receipt = make.receipt_of(invoice)
    saved = make.change(owner, new_invoices=(invoice,), new_receipts=(receipt,))

    assert saved.invoices == {invoice.id: "INV-2026-000001"}
    assert saved.receipts == {receipt.id: "RCP-2026-000001"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "year"), [("Asia/Jakarta", 2027), ("UTC", 2026), ("America/New_York", 2026)]
)
def test_t103_the_year_changes_at_midnight_of_the_issuer(zone, year):
    save_policy(Policy(issuer_zone=zone), now=make.NOW, actor="staff")
    owner = make.account(zone="Pacific/Auckland")
    s = make.subscription(owner, "app-1")
    invoice = make.invoice_of(s, issued_at=datetime(2026, 12, 31, 17, 0, tzinfo=UTC))
    saved = make.change(owner, new_invoices=(invoice,))

    assert saved.invoices[invoice.id] == f"INV-{year}-000001"


@pytest.mark.django_db
def test_t104_a_series_goes_on_where_an_earlier_system_stopped():
    start_series("INV-2026", next_no=4712)
    owner = make.account()
    invoice = make.invoice_of(make.subscription(owner, "app-1"))

    assert make.change(owner, new_invoices=(invoice,)).invoices[invoice.id] == "INV-2026-004712"
    for wrong in (4712, 0):
        with pytest.raises(SeriesRefused) as refusal:
            start_series("INV-2026", next_no=wrong)
        assert refusal.value.params == {"series": "INV-2026", "next_no": wrong}


@pytest.mark.django_db
def test_ids_are_given_once_however_many_are_taken():
    taken = [*islice(ids(1), 1_500), *islice(ids(2_500), 2_500), *islice(ids(1), 3)]

    assert len(set(taken)) == len(taken)
    assert min(taken) >= 1_000


@pytest.mark.django_db
def test_ids_of_a_batch_are_taken_by_one_statement(statements):
    assert len(list(islice(ids(3_000), 3_000))) == 3_000
    assert len(statements) == 1


@pytest.mark.django_db
def test_references_are_readable_and_given_once():
    make_one, make_other = references(), references()
    made = [make_one(f"n{n}") for n in range(250)] + [make_other("n0")]

    assert len(set(made)) == len(made)
    assert all(read_reference(one) == one for one in made)


@pytest.mark.django_db
def test_references_of_a_sandbox_come_from_its_seed():
    open_sandbox(now=make.NOW, seed="7")
    make_one = references()

    assert make_one("renewal app-1") == reference_of(seeded("renewal app-1", "7"))


@pytest.mark.django_db
def test_a_document_names_the_policy_it_was_issued_under():
    owner, price = make.account(), make.price()
    a, b = (make.subscription(owner, app, price=price) for app in ("app-1", "app-2"))
    make.change(owner, new_invoices=(make.invoice_of(a),))
    newer = save_policy(Policy(seller_name="PT Penjual"), now=make.NOW, actor="staff")
    make.change(owner, new_invoices=(make.invoice_of(b),))

    kept = make.rows("SELECT policy_id, party_id FROM store_invoice ORDER BY number")
    assert kept == [(newer - 1, owner.party_id), (newer, owner.party_id)]
    assert load_terms().policy_id == newer
