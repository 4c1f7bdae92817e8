"""Workers share what is due: in order, each account once, and only what a decision needs."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.subscription import Phase
from prabayar.store import loading
from prabayar.store.errors import AccountBusy
from prabayar.store.loading import claim_due, load_account, lock_account
from prabayar.store.parking import park_account, unpark_account
from tests.store import make

HOUR = timedelta(hours=1)


def claimed(*, now=make.NOW, limit=100):
    with transaction.atomic():
        return claim_due(now=now, limit=limit)


def codes(states):
    return [state.account.code for state in states]


@pytest.mark.django_db
def test_accounts_are_claimed_the_longest_due_first():
    price = make.price()
    for code, hours in (("ACC-1", 1), ("ACC-2", 3), ("ACC-3", 2), ("ACC-4", -1), ("ACC-5", 3)):
        owner = make.account(code)
        make.subscription(owner, f"app-{code}", price=price, due_at=make.NOW - hours * HOUR)

    assert codes(claimed()) == ["ACC-2", "ACC-5", "ACC-3", "ACC-1"]
    assert codes(claimed(limit=2)) == ["ACC-2", "ACC-5"]
    assert codes(claimed(now=make.NOW - 4 * HOUR)) == []


@pytest.mark.django_db
def test_only_due_subscriptions_are_loaded_of_an_account_without_money():
    owner, price = make.account(), make.price()
    due = make.subscription(owner, "app-1", price=price, due_at=make.NOW)
    later = make.subscription(owner, "app-2", price=price, due_at=make.NOW + HOUR)
    make.change(owner, new_invoices=(make.invoice_of(later),))

    (state,) = claimed()
    assert state.subscriptions == {due.id: due}
    assert state.invoices == {}


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["balance", "deposit"])
def test_money_brings_every_subscription_that_it_may_pay_for(where):
    owner, price = make.account(balance_minor=5 if where == "balance" else 0), make.price()
    due = make.subscription(owner, "app-1", price=price, due_at=make.NOW)
    payable = make.subscription(owner, "app-2", price=price, due_at=make.NOW + HOUR)
    make.subscription(owner, "app-3", price=price)
    invoice = make.invoice_of(payable, deposit_minor=0 if where == "balance" else 5)
    bought = make.invoice_of(payable, status=InvoiceStatus.SETTLED)
    receipt = make.receipt_of(bought)
    deferral, period = make.deferral_of(receipt), make.period_of(receipt, price)
    make.change(
        owner,
        new_invoices=(invoice, bought),
        new_receipts=(receipt,),
        new_deferrals=(deferral,),
        new_periods=((payable.id, period),),
    )

    (state,) = claimed()
    assert state.subscriptions == {due.id: due, payable.id: payable}
    assert state.invoices == {invoice.id: invoice}
    assert state.periods == {payable.id: (period,)}
    assert state.receipts == {receipt.id: receipt}
    assert state.deferrals == {(receipt.id, 0): deferral}


@pytest.mark.django_db
def test_a_claim_takes_so_many_subscriptions_and_leaves_the_rest_due(monkeypatch):
    monkeypatch.setattr(loading, "MOST_SUBSCRIPTIONS", 3)
    large, small, price = make.account("ACC-1"), make.account("ACC-2"), make.price()
    apps = [
        make.subscription(large, f"app-{n}", price=price, due_at=make.NOW - 2 * HOUR)
        for n in range(4)
    ]
    make.subscription(small, "app-9", price=price, due_at=make.NOW - HOUR)

    (first,) = claimed()
    assert list(first.subscriptions) == [s.id for s in apps[:3]]
    done = tuple(replace(s, due_at=None) for s in first.subscriptions.values())
    make.change(large, subscriptions=done)

    assert [s.app_id for state in claimed() for s in state.subscriptions.values()] == [
        "app-3",
        "app-9",
    ]


@pytest.mark.django_db
def test_a_deadline_that_no_subscription_has_is_put_right():
    owner = make.account()
    s = make.subscription(owner, "app-1", due_at=make.NOW)
    make.rows("UPDATE store_subscription SET due_at = NULL WHERE id = %s RETURNING id", [s.id])

    (state,) = claimed()
    assert state.subscriptions == {}
    make.change(owner)
    assert claimed() == []


@pytest.mark.django_db
def test_a_parked_account_waits_until_it_is_unparked():
    owner = make.account()
    make.subscription(owner, "app-1", due_at=make.NOW)
    park_account(owner.id, reason="I3: the books differ", now=make.NOW, actor="verify")

    assert claimed() == []
    assert load_account(owner.id).account.parked_reason == "I3: the books differ"
    unpark_account(owner.id, now=make.NOW, actor="staff")
    assert codes(claimed()) == ["ACC-1"]
    told = make.rows(
        "SELECT kind, actor, data->>'reason', effective_on::text FROM store_fact ORDER BY id"
    )
    assert told == [
        ("account_parked", "verify", "I3: the books differ", "2026-10-29"),
        ("account_unparked", "staff", "", "2026-10-29"),
    ]


@pytest.mark.django_db
def test_a_subscription_that_has_ended_is_not_loaded():
    owner, price = make.account(), make.price()
    kept = make.subscription(owner, "app-1", price=price)
    make.subscription(owner, "app-2", price=price, phase=Phase.ENDED)

    assert load_account(owner.id).subscriptions == {kept.id: kept}


@pytest.mark.django_db(transaction=True)
def test_t11_two_workers_never_get_one_account(in_parallel):
    price = make.price()
    for n in range(40):
        owner = make.account(f"ACC-{n}")
        make.subscription(owner, f"app-{n}", price=price, due_at=make.NOW)
    both_have_some = threading.Barrier(2, timeout=20)

    def worker():
        mine = []
        while True:
            with transaction.atomic():
                states = claim_due(now=make.NOW, limit=5)
                if len(mine) == 0:
                    both_have_some.wait()
                for state in states:
                    mine.append(state.account.code)
                    rest = [replace(s, due_at=None) for s in state.subscriptions.values()]
                    make.change(state.account, subscriptions=tuple(rest))
            if not states:
                return mine

    one, two = in_parallel(worker, worker)
    assert len(one) >= 5
    assert len(two) >= 5
    assert sorted(one + two) == sorted(f"ACC-{n}" for n in range(40))


@pytest.mark.django_db(transaction=True)
def test_a_command_waits_only_so_long_for_its_account(in_parallel):
    owner = make.account()
    held, tried = threading.Event(), threading.Event()

    def holder():
        with transaction.atomic():
            lock_account(owner.id)
            held.set()
            tried.wait(timeout=20)

    def command():
        held.wait(timeout=20)
        try:
            with transaction.atomic():
                lock_account(owner.code, patience_ms=50)
        finally:
            tried.set()

    _, refusal = in_parallel(holder, command)
    assert isinstance(refusal, AccountBusy)
    assert (refusal.code, refusal.params) == ("busy", {"account": "ACC-1"})


@pytest.mark.django_db(transaction=True)
def test_after_the_wait_for_the_account_nothing_else_is_cut_short():
    owner = make.account()
    with transaction.atomic():
        lock_account(owner.id, patience_ms=50)
        assert make.rows("SELECT current_setting('lock_timeout')") == [("0",)]


@pytest.mark.django_db(transaction=True)
def test_a_row_that_refers_to_a_locked_account_is_not_held_up(in_parallel):
    owner = make.account()
    held, made = threading.Event(), threading.Event()

    def holder():
        with transaction.atomic():
            lock_account(owner.id)
            held.set()
            return made.wait(timeout=20)

    def payer():
        held.wait(timeout=20)
        make.keep(make.Decision(order=make.NOW, payments=(make.payment(owner),)))
        made.set()

    assert in_parallel(holder, payer) == [True, None]


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 4])
def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(size, statements):
    price = make.price()
    for n in range(size):
        owner = make.account(f"ACC-{n}")
        s = make.subscription(owner, f"app-{n}", price=price, due_at=make.NOW)
        make.change(owner, new_invoices=(make.invoice_of(s),))

    def counted(read):
        del statements[:]
        with transaction.atomic():
            read()
        return len(statements)

    assert counted(lambda: claim_due(now=make.NOW, limit=9)) == loading.CLAIM_STATEMENTS == 9
    assert counted(lambda: load_account("ACC-0")) == loading.LOAD_STATEMENTS == 8
    assert counted(lambda: lock_account("ACC-0")) == loading.LOCK_STATEMENTS == 10
    deferrals = loading.CLAIM_DEFERRALS_STATEMENTS
    assert counted(lambda: loading.claim_deferrals(now=make.NOW, limit=9)) == deferrals == 2


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 5])
def test_a_batch_of_renewals_is_kept_by_fourteen_statements(size, statements):
    price, decisions = make.price(), []
    for n in range(size):
        owner = make.account(f"ACC-{n}")
        s = make.subscription(owner, f"app-{n}", price=price, due_at=make.NOW)
        invoice = make.invoice_of(s)
        issued = make.FactKind.INVOICE_ISSUED
        decisions.append(
            make.Decision(
                order=make.NOW,
                account=owner,
                before=owner,
                subscriptions=(replace(s, due_at=make.NOW + HOUR),),
                new_invoices=(invoice,),
                facts=(make.fact_of(owner, issued, invoice_id=invoice.id),),
            )
        )
    terms = make.load_terms()
    del statements[:]
    with transaction.atomic():
        make.save(decisions, terms=terms)

    assert [line.split(" (")[0] for line in statements] == [
        "SELECT id FROM",
        'COPY "store_paymentrequest"',
        'COPY "store_fact"',
        "SELECT m.account_id, p.email",
        "SELECT nextval('store_id_block') FROM",
        'COPY "store_notice"',
        "UPDATE store_subscription s",
        "UPDATE store_account a",
        "INSERT INTO store_numberseries",
        "SELECT v.currency, 0::int8,",
        "INSERT INTO store_reservedamount",
        'COPY "store_invoice"',
        'COPY "store_invoiceline"',
        "NOTIFY prabayar_due",
    ]
