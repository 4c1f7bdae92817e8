"""Notices go out once: one row per cause and recipient, taken by one sender at a time."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction

from prabayar.domain.facts import FactKind
from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.notices import NoticeKind
from prabayar.store.notices import (
    LEASE,
    claim_notices,
    close_notices,
    drop_notices,
    release_leases,
    retry_notices,
)
from prabayar.store.queries.letters import occasions
from tests.store import make

MINUTE = timedelta(minutes=1)


def claimed(*, now=make.NOW, limit=100):
    with transaction.atomic():
        return claim_notices(now=now, limit=limit)


def kept():
    return make.rows(
        "SELECT recipient, state, reason, tries, closed_at, due_at FROM store_notice"
        " ORDER BY recipient"
    )


def told(owner, s, kind=FactKind.INVOICE_ISSUED, **given):
    """An invoice of the subscription, and a fact that is told about it."""
    invoice = given.pop("invoice", None) or make.invoice_of(s)
    fact = make.fact_of(owner, kind, subscription_id=s.id, invoice_id=invoice.id, **given)
    return invoice, fact


@pytest.fixture
def announced():
    """One invoice announced to one recipient."""
    owner = make.account()
    s = make.subscription(owner, "app-1")
    invoice, fact = told(owner, s, data={"total": 5_550_000})
    make.change(owner, new_invoices=(invoice,), facts=(fact,))
    return owner, s, invoice, fact


@pytest.mark.django_db
def test_a_fact_is_told_to_every_billing_address_and_carries_its_cause():
    owner = make.account(billing_emails=("a@x.example", "b@x.example"), name="PT Merapi")
    s = make.subscription(owner, "app-1")
    invoice, fact = told(owner, s, data={"total": 5_550_000, "quiet": False})
    silent = make.fact_of(owner, FactKind.INVOICE_VOIDED)
    make.change(owner, new_invoices=(invoice,), facts=(fact, silent))

    one, two = claimed()
    assert (one.recipient, two.recipient) == ("a@x.example", "b@x.example")
    assert one.message_id != two.message_id
    assert (one.kind, one.fact_id, one.send_at) == (
        NoticeKind.INVOICE_ISSUED,
        fact.id,
        make.NOW,
    )
    assert (one.invoice_status, one.phase, one.newer, one.plan_settled) == (
        "open",
        "active",
        False,
        False,
    )
    about = occasions([one, two])[one.id]
    assert (about.recipient, about.data) == ("a@x.example", {"total": 5_550_000, "quiet": False})
    assert (about.account_name, about.currency, about.locale) == ("PT Merapi", "IDR", "en")
    assert about.subscription is not None
    assert about.subscription.app_id == "app-1"
    assert about.invoice is not None
    assert (about.invoice.number, about.invoice.reference) == (
        "INV-2026-000001",
        invoice.reference,
    )
    assert about.invoice.lines == invoice.lines
    assert about.invoice.outstanding_minor == invoice.outstanding_minor
    assert about.receipt is None


@pytest.mark.django_db
def test_a_fact_of_the_account_alone_is_told_without_invoice_or_app():
    owner = make.account()
    make.change(owner, facts=(make.fact_of(owner, FactKind.EXTENSION_DECLINED),))

    (notice,) = claimed()
    assert (notice.invoice_status, notice.phase) == (None, None)
    about = occasions([notice])[notice.id]
    assert (about.subscription, about.invoice, about.receipt) == (None, None, None)


@pytest.mark.django_db
def test_a_notice_that_was_taken_is_due_again_after_its_lease(announced):
    (taken,) = claimed()

    assert claimed() == []
    assert claimed(now=make.NOW + LEASE - MINUTE) == []
    assert claimed(now=make.NOW + LEASE) == [taken]


@pytest.mark.django_db
def test_leases_of_senders_that_died_can_be_ended_at_once(announced):
    (taken,) = claimed()
    assert release_leases() == 1
    assert claimed() == [taken]

    retry_notices([(taken.id, "mailbox full")], now=make.NOW, waits=(MINUTE,))
    assert release_leases() == 0
    assert claimed() == []


@pytest.mark.django_db
def test_a_delivered_notice_is_never_taken_again(announced):
    (taken,) = claimed()
    close_notices([taken.id], now=make.NOW + MINUTE)

    assert claimed(now=make.NOW + 9 * LEASE) == []
    assert kept()[0][1:5] == ("delivered", "", 0, make.NOW + MINUTE)


@pytest.mark.django_db
def test_a_notice_that_is_not_true_any_more_is_dropped_with_its_reason(announced):
    (taken,) = claimed()
    drop_notices([(taken.id, 'the "invoice", is settled')], now=make.NOW + MINUTE)

    assert claimed(now=make.NOW + 9 * LEASE) == []
    assert kept()[0][1:5] == ("dropped", 'the "invoice", is settled', 0, make.NOW + MINUTE)


@pytest.mark.django_db
def test_a_notice_is_tried_again_after_growing_waits_and_then_given_up(announced):
    (taken,) = claimed()
    waits, now = (MINUTE, 5 * MINUTE), make.NOW
    for tries, wait in ((1, waits[0]), (2, waits[1])):
        retry_notices([(taken.id, "mailbox full")], now=now, waits=waits)
        assert kept()[0][1:] == ("due", "mailbox full", tries, None, now + wait)
        assert claimed(now=now + wait - MINUTE / 2) == []
        assert [n.tries for n in claimed(now=now + wait)] == [tries]
        now += wait
    retry_notices([(taken.id, "mailbox full")], now=now, waits=waits)

    assert kept()[0][1:5] == ("gave_up", "mailbox full", 3, now)
    assert claimed(now=now + 9 * LEASE) == []


@pytest.mark.django_db
def test_without_waits_a_notice_is_given_up_at_once(announced):
    (taken,) = claimed()
    retry_notices([(taken.id, "no such mailbox")], now=make.NOW, waits=())

    assert kept()[0][1:5] == ("gave_up", "no such mailbox", 1, make.NOW)


@pytest.mark.django_db
def test_nothing_to_mark_is_no_statement(statements):
    close_notices([], now=make.NOW)
    drop_notices([], now=make.NOW)
    retry_notices([], now=make.NOW, waits=())

    assert statements == []


@pytest.mark.django_db
def test_t109_of_several_transfers_that_were_short_only_the_last_is_the_newest(announced):
    owner, s, invoice, _ = announced
    facts = tuple(
        told(owner, s, FactKind.PAYMENT_SHORT, invoice=invoice, data={"n": n})[1] for n in range(3)
    )
    make.change(owner, facts=facts)

    found = claimed()
    about = occasions(found)
    assert [(about[n.id].data.get("n"), n.newer) for n in found] == [
        (None, False),
        (0, True),
        (1, True),
        (2, False),
    ]


@pytest.mark.django_db
def test_a_trial_whose_first_invoice_is_settled_is_known_to_be_paid():
    owner = make.account()
    s = make.subscription(owner, "app-1")
    invoice = make.invoice_of(s, kind=InvoiceKind.FIRST)
    fact = make.fact_of(owner, FactKind.TRIAL_ENDING_ANNOUNCED, subscription_id=s.id)
    make.change(owner, new_invoices=(invoice,), facts=(fact,))
    assert [n.plan_settled for n in claimed()] == [False]

    settled = replace(invoice, status=InvoiceStatus.SETTLED, closed_on=date(2026, 10, 30))
    make.change(owner, changed_invoices=(settled,))
    assert [n.plan_settled for n in claimed(now=make.NOW + LEASE)] == [True]


@pytest.mark.django_db(transaction=True)
def test_two_senders_never_take_one_notice(in_parallel):
    owner = make.account()
    s = make.subscription(owner, "app-1")
    facts = tuple(
        make.fact_of(owner, FactKind.REMINDER_DUE, subscription_id=s.id) for _ in range(20)
    )
    make.change(owner, facts=facts)
    both_have_some = threading.Barrier(2, timeout=20)

    def sender():
        with transaction.atomic():
            mine = [notice.id for notice in claim_notices(now=make.NOW, limit=8)]
            both_have_some.wait()
        return mine

    one, two = in_parallel(sender, sender)
    assert (len(one), len(two), len(set(one) | set(two))) == (8, 8, 16)
