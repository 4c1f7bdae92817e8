"""Notices by mail from end to end: what the server holds is one letter per row, whatever failed."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest

from prabayar import wiring
from prabayar.adapters.mail.smtp import SmtpOutbox
from prabayar.adapters.outbox import FileOutbox
from prabayar.domain.ports import DeliveryFailed
from prabayar.entrypoints.documents.letters import writing
from prabayar.entrypoints.documents.letters.direct import LetterNotSent, send_direct
from prabayar.entrypoints.worker.loop import MAILS, kinds_of
from prabayar.entrypoints.worker.turn import deliver_batch
from prabayar.store import clock
from prabayar.store.bulk import rows
from prabayar.usecases.record_deliveries import WAITS
from tests.mail.letters import outbox
from tests.mail.server import Box
from tests.usecases.conftest import Shop, at

TOTAL = 2_331_000
_ROWS = "SELECT id, kind, state, reason, tries FROM store_notice ORDER BY id"


def ids_of(state: str) -> set[str]:
    found = rows("SELECT id FROM store_notice WHERE state = %s", [state])
    return {f"<notice-{row[0]}@contoh.example>" for row in found}


def busy(shop: Shop, count: int = 8) -> None:
    """Apps whose trials have begun: a letter each, besides that of the shop's own."""
    for number in range(count):
        code = f"MORE-{number // 5}"
        if number % 5 == 0:
            shop.account(code)
        shop.app(f"more-{number}", code=code)


def test_i32_the_server_holds_exactly_one_letter_per_row(shop: Shop, box: Box) -> None:
    busy(shop)
    turn = deliver_batch(at("2026-10-01"), 100, outbox=outbox(box))
    assert (turn.delivered, turn.failed) == (9, 0)
    assert Counter(box.message_ids) == Counter(ids_of("delivered"))
    assert box.connections == 1


def test_i30_i31_i32_hold_through_everything_that_a_server_does(shop: Shop, box: Box) -> None:
    """Refuses for now or for good, drops, takes and then drops: in any order, with retries."""
    busy(shop, 25)
    chance = random.Random(20261125)
    commands = ("MAIL", "RCPT", "DATA")
    answers = ("450 later", "550 never", "drop", "421 closing", "accept, then drop")
    for _ in range(120):
        for command in commands:
            answer = chance.choice(answers) if chance.random() < 0.2 else ""
            late = command == "DATA" or answer != "accept, then drop"
            box.says.append((command, answer if late else ""))
    now = at("2026-10-01")
    for _ in range(60):
        deliver_batch(now, 100, outbox=outbox(box, timeout=1))
        due = rows("SELECT min(due_at) FROM store_notice WHERE state = 'due'")[0][0]
        if due is None:
            break
        now = max(due, now + timedelta(minutes=1))
    states = Counter(row[2] for row in rows(_ROWS))
    assert states["due"] == 0
    assert all(row[3] for row in rows(_ROWS) if row[2] == "gave_up")
    held = set(box.message_ids)
    assert len(box.mails) > len(held)  # some came twice, and a reader sees each once
    assert ids_of("delivered") <= held
    # What was given up may have been taken in a try whose answer was lost; nothing else came.
    assert held <= ids_of("delivered") | ids_of("gave_up")
    assert len(rows("SELECT DISTINCT fact_id, recipient, channel FROM store_notice")) == 26


def test_the_same_letter_is_sent_at_every_try(shop: Shop, box: Box) -> None:
    now = at("2026-10-01")
    for wait in (timedelta(0), *WAITS[:3]):
        now += wait
        box.says = [("DATA", "accept, then drop")]
        assert deliver_batch(now, 10, outbox=outbox(box)).failed == 1
    assert len(set(box.message_ids)) == 1
    assert len(set(box.mails)) == 1
    assert box.read[0]["Date"] == "Wed, 30 Sep 2026 17:00:00 +0000"  # when it fell due


def test_a_mail_server_that_stays_away_is_tried_after_growing_waits_and_then_given_up(
    shop: Shop, box: Box
) -> None:
    box.always = {"RCPT": "450 4.2.1 mailbox busy"}
    now = at("2026-10-01")
    for wait in WAITS:
        assert deliver_batch(now, 10, outbox=outbox(box)).failed == 1
        assert deliver_batch(now + wait - timedelta(seconds=1), 10, outbox=outbox(box)).done == 0
        now += wait
    assert deliver_batch(now, 10, outbox=outbox(box)).failed == 1
    ((_, _, state, reason, tries),) = rows(_ROWS)
    assert (state, reason, tries) == ("gave_up", "450 4.2.1 mailbox busy", len(WAITS) + 1)
    assert deliver_batch(now + timedelta(days=30), 10, outbox=outbox(box)).done == 0


def test_a_recipient_that_there_is_not_is_given_up_at_once(shop: Shop, box: Box) -> None:
    box.says = [("RCPT", "550 5.1.1 no such mailbox")]
    deliver_batch(at("2026-10-01"), 10, outbox=outbox(box))
    ((_, _, state, reason, tries),) = rows(_ROWS)
    assert (state, reason, tries) == ("gave_up", "550 5.1.1 no such mailbox", 1)


def test_t108_an_invoice_that_is_settled_while_its_reminder_waits_is_not_reminded_of(
    shop: Shop, box: Box
) -> None:
    shop.pay(TOTAL, on="2026-10-22", key="k0", reference=shop.choose())
    for day in ("2026-11-02", "2026-11-18"):
        shop.decide(day)
    deliver_batch(at("2026-11-18"), 100, outbox=outbox(box))
    shop.decide("2026-11-25")
    box.always = {"RCPT": "450 later"}
    assert deliver_batch(at("2026-11-25"), 100, outbox=outbox(box)).failed == 1
    box.always = {}
    shop.pay(TOTAL, on="2026-11-25", key="k1", reference=shop.reference())
    later = at("2026-11-25") + WAITS[0]
    deliver_batch(later, 100, outbox=outbox(box))
    kinds = [str(one["X-Prabayar-Notice"]) for one in box.read]
    assert "payment_due_soon" not in kinds
    assert kinds.count("payment_received") == 2
    reminders = [row[2:4] for row in rows(_ROWS) if row[1] == "payment_due_soon"]
    assert reminders == [("dropped", "the invoice is settled")]


def test_a_letter_that_cannot_be_written_keeps_no_other_waiting(
    shop: Shop, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy(shop, 2)
    written = writing.LETTERS.copy()

    def breaks(voice):
        if voice.subscription.app_id == "more-0":
            raise ValueError("a bug")
        return written[writing.NoticeKind.TRIAL_STARTED](voice)

    monkeypatch.setitem(writing.LETTERS, writing.NoticeKind.TRIAL_STARTED, breaks)
    assert deliver_batch(at("2026-10-01"), 10, outbox=outbox(box)).delivered == 2
    waiting = [row[3:] for row in rows(_ROWS) if row[2] == "due"]
    assert waiting == [("its letter could not be written", 1)]
    monkeypatch.undo()
    later = at("2026-10-01") + WAITS[0]
    assert deliver_batch(later, 10, outbox=outbox(box)).delivered == 1
    assert Counter(box.message_ids) == Counter(ids_of("delivered"))


def test_a_connection_rests_when_its_batch_is_over_however_it_ends(shop: Shop) -> None:
    class Broken:
        rested = 0

        def deliver(self, message) -> None:
            raise RuntimeError("a bug")

        def rest(self) -> None:
            self.rested += 1

    broken = Broken()
    with pytest.raises(RuntimeError):
        deliver_batch(at("2026-10-01"), 10, outbox=broken)
    assert broken.rested == 1


def test_the_worker_sends_few_letters_at_a_time_so_that_none_outlives_its_lease(
    shop: Shop, box: Box
) -> None:
    busy(shop, MAILS + 5)
    (deliver,) = [kind for kind in kinds_of(outbox(box)) if kind.name == "deliver"]
    assert deliver.batch(at("2026-10-01"), 1_000).delivered == MAILS
    assert deliver.batch(at("2026-10-01"), 1_000).delivered == 6
    assert Counter(box.message_ids) == Counter(ids_of("delivered"))


# -- which outbox -----------------------------------------------------------------------------


def become_a_sandbox() -> None:
    """With accounts, which the product refuses: as if somebody had changed the database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_EMPTY", "SELECT true")
        clock.open_sandbox(now=at("2026-10-01"), seed="1")


def set_up(settings, box: Box, tmp_path) -> None:
    settings.PRABAYAR_SMTP = f"smtp://127.0.0.1:{box.port}?tls=none"
    settings.PRABAYAR_MAIL_FROM = "PT Contoh <billing@contoh.example>"
    settings.PRABAYAR_OUTBOX = tmp_path / "outbox"


def test_without_a_mail_server_letters_go_into_the_folder(db, settings, box, tmp_path) -> None:
    set_up(settings, box, tmp_path)
    settings.PRABAYAR_SMTP = ""
    assert isinstance(wiring.outbox(), FileOutbox)


def test_with_a_mail_server_letters_go_there(shop: Shop, settings, box, tmp_path) -> None:
    set_up(settings, box, tmp_path)
    sending = wiring.outbox()
    assert isinstance(sending, SmtpOutbox)
    deliver_batch(at("2026-10-01"), 10, outbox=sending)
    assert len(box.mails) == 1
    assert not (tmp_path / "outbox").exists()


@pytest.mark.parametrize("how", ["a clock", "the setting"])
def test_t121_a_sandbox_never_mails_whatever_the_settings_say(
    shop: Shop, settings, box, tmp_path, how
) -> None:
    set_up(settings, box, tmp_path)
    if how == "a clock":
        become_a_sandbox()
    else:
        settings.PRABAYAR_SANDBOX = True
    sending = wiring.outbox()
    assert isinstance(sending, FileOutbox)
    deliver_batch(at("2026-10-01"), 10, outbox=sending)
    assert (box.mails, box.connections) == ([], 0)
    assert len(list((tmp_path / "outbox").rglob("*.eml"))) == 1


def test_t121_a_worker_that_was_started_before_its_database_became_a_sandbox_mails_nobody(
    shop: Shop, settings, box, tmp_path
) -> None:
    set_up(settings, box, tmp_path)
    sending = wiring.outbox()
    become_a_sandbox()
    with pytest.raises(Exception, match="A sandbox mails nobody"):
        deliver_batch(at("2026-10-01"), 10, outbox=sending)
    assert box.connections == 0


# -- at once ----------------------------------------------------------------------------------


def test_a_code_goes_out_at_once(db, settings, box, tmp_path) -> None:
    set_up(settings, box, tmp_path)
    now = datetime.fromisoformat("2026-11-25T03:00:00+00:00")
    for _ in range(2):
        send_direct(
            recipient="budi@merapi.example",
            subject="Your code is 482913",
            paragraphs=["Type it where you were asked for it."],
            kind="sign_in_code",
            now=now,
            code="482 913",
            action=("Go on", "https://billing.contoh.example/accounts/"),
        )
    assert len(set(box.message_ids)) == 2
    mail = box.read[0]
    assert (mail["Subject"], mail["To"]) == ("Your code is 482913", "budi@merapi.example")
    assert "482 913" in mail.get_body(("plain",)).get_content()
    assert "482 913" in mail.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    ("answer", "said"),
    [("450 later", "try again in a few minutes"), ("550 no such mailbox", "Check how it is")],
)
def test_who_waits_for_a_letter_is_told_when_it_did_not_go_out(
    db, settings, box, tmp_path, answer, said
) -> None:
    set_up(settings, box, tmp_path)
    box.says = [("RCPT", answer)]
    with pytest.raises(LetterNotSent, match=said) as told:
        send_direct(
            recipient="budi@merapi.example",
            subject="Your code",
            paragraphs=[],
            kind="sign_in_code",
            now=at("2026-10-01"),
        )
    assert isinstance(told.value.__cause__, DeliveryFailed)
    assert "budi@" not in str(told.value)
