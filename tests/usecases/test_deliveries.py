"""Notices on their way out: checked again, once each, tried again, given up with a reason."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from prabayar.entrypoints.documents.letters.writing import write_letter
from prabayar.store.notices import LEASE, release_leases
from prabayar.usecases.prepare_deliveries import prepare_deliveries as prepare
from prabayar.usecases.record_deliveries import WAITS, Outcome, record_deliveries
from tests.usecases.conftest import Shop, at

TOTAL = 2_331_000
prepare_deliveries = partial(prepare, writes=write_letter)
STATES = "SELECT kind, state, reason FROM store_notice ORDER BY id"


def test_a_taken_notice_comes_up_again_when_its_sender_dies(shop: Shop) -> None:
    now = at("2026-10-01")
    ((notice_id, first),) = prepare_deliveries(now=now)
    assert prepare_deliveries(now=now + LEASE / 2) == []
    ((again_id, again),) = prepare_deliveries(now=now + LEASE)
    assert (again_id, again.message_id) == (notice_id, first.message_id)
    record_deliveries([Outcome(notice_id)], now=now + LEASE)
    assert shop.ask(STATES) == [("trial_started", "delivered", "")]
    assert prepare_deliveries(now=now + 2 * LEASE) == []


def test_leases_of_senders_that_are_gone_are_released(shop: Shop) -> None:
    now = at("2026-10-01")
    prepare_deliveries(now=now)
    release_leases()
    assert len(prepare_deliveries(now=now)) == 1


def test_a_refused_notice_waits_longer_each_time_and_is_given_up(shop: Shop) -> None:
    now = at("2026-10-01")
    for wait in WAITS:
        ((notice_id, _),) = prepare_deliveries(now=now)
        record_deliveries([Outcome(notice_id, "mailbox full", temporary=True)], now=now)
        assert prepare_deliveries(now=now + wait - timedelta(seconds=1)) == []
        now += wait
    ((notice_id, _),) = prepare_deliveries(now=now)
    record_deliveries([Outcome(notice_id, "mailbox full", temporary=True)], now=now)
    assert shop.ask(STATES) == [("trial_started", "gave_up", "mailbox full")]


def test_what_cannot_be_delivered_ever_is_given_up_at_once(shop: Shop) -> None:
    now = at("2026-10-01")
    ((notice_id, _),) = prepare_deliveries(now=now)
    record_deliveries([Outcome(notice_id, "no such address")], now=now)
    assert shop.ask(STATES) == [("trial_started", "gave_up", "no such address")]


def _settled_trial(shop: Shop) -> None:
    shop.pay(TOTAL, on="2026-10-22", key="k0", reference=shop.choose())
    for day in ("2026-11-02", "2026-11-18"):
        shop.decide(day)
    now = at("2026-11-18")
    record_deliveries([Outcome(i) for i, _ in prepare_deliveries(now=now)], now=now)


def test_t108_no_reminder_for_an_invoice_that_was_paid_a_second_ago(shop: Shop) -> None:
    _settled_trial(shop)
    shop.decide("2026-11-25")  # the reminder is due
    shop.pay(TOTAL, on="2026-11-25", key="k1", reference=shop.reference())
    sent = [message.kind for _, message in prepare_deliveries(now=at("2026-11-25"))]
    assert "payment_due_soon" not in sent
    assert ("payment_due_soon", "dropped", "the invoice is settled") in shop.ask(STATES)


def test_t109_three_payments_that_are_short_are_told_once(shop: Shop) -> None:
    _settled_trial(shop)
    for number in (1, 2, 3):
        shop.pay(100_000, on="2026-11-19", key=f"k{number}", reference=shop.reference())
    bodies = [
        message.body
        for _, message in prepare_deliveries(now=at("2026-11-19"))
        if message.kind == "transfer_short"
    ]
    assert len(bodies) == 1
    assert bodies[0].startswith("IDR 2,031,000 is still missing\n")
    assert "Thank you: IDR 300,000 has arrived" in bodies[0]


def test_t110_an_account_without_email_has_no_notices_and_is_billed_all_the_same(
    shop: Shop,
) -> None:
    shop.account("ACC-2", emails=())
    shop.app("quiet", code="ACC-2")
    shop.choose("quiet")
    assert shop.one("SELECT count(*) FROM store_invoice") == 1
    recipients = {row[0] for row in shop.ask("SELECT recipient FROM store_notice")}
    assert recipients == {"a@x.example"}


def test_the_invoice_notice_asks_for_what_is_outstanding_when_it_goes_out(shop: Shop) -> None:
    shop.pay(TOTAL, on="2026-10-22", key="k0", reference=shop.choose())
    shop.decide("2026-11-02")
    shop.pay(300_000, on="2026-11-10", key="k1", account_code="ACC-1")
    shop.decide("2026-11-18")  # the renewal is issued, and the balance is used for it
    sent = dict.fromkeys(
        message.subject
        for _, message in prepare_deliveries(now=at("2026-11-18"))
        if message.kind == "invoice_issued"
    )
    assert list(sent)[-1] == "IDR 2,031,000 due on 2 December 2026 for app-1"


def test_t107_running_again_tells_nobody_twice_and_the_database_refuses_a_second_row(
    shop: Shop,
) -> None:
    _settled_trial(shop)
    before = shop.ask(STATES)
    for _ in range(3):
        shop.decide("2026-11-18")
    assert shop.ask(STATES) == before
    with pytest.raises(IntegrityError, match="notice_once_per_cause"), transaction.atomic():
        shop.ask(
            "INSERT INTO store_notice (id, fact_id, kind, recipient, channel, send_at, due_at,"
            " state, reason, tries) SELECT -1, fact_id, kind, recipient, channel, send_at, due_at,"
            " state, reason, tries FROM store_notice LIMIT 1 RETURNING id"
        )
