"""Mail by SMTP against a real server: what it takes, refuses, stalls at, or loses."""

from __future__ import annotations

import logging
import warnings

import pytest

from prabayar.adapters.mail.address import Server, Tls
from prabayar.adapters.mail.smtp import MailRefused, SmtpOutbox
from prabayar.domain.ports import DeliveryFailed
from prabayar.wiring import SandboxClock
from tests.mail.letters import SENDER, letter, outbox
from tests.mail.server import PASSWORD, USER, Box, authenticator, certificate, mail_server


@pytest.fixture
def sending(box):
    made = outbox(box)
    yield made
    made.rest()


def refused(sending: SmtpOutbox, no: int = 1, **given) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as found:
        sending.deliver(letter(no, **given))
    return found.value


def test_a_letter_arrives_as_it_was_written(box, sending):
    sending.deliver(letter(switch_off_url="https://x.example/notices/off/abc"))
    (mail,) = box.read
    assert box.envelopes == [("billing@contoh.example", ["a1@x.example"])]
    assert mail["From"] == "PT Contoh Péñagihan <billing@contoh.example>"
    assert (mail["To"], mail["Message-ID"]) == ("a1@x.example", "<notice-1@contoh.example>")
    assert mail["Subject"] == "Tagihan INV-2026-000007 — „Kopi“"
    assert mail["Date"] == "Wed, 04 Nov 2026 17:00:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == "<https://x.example/notices/off/abc>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    # A line with a dot alone ends a letter in SMTP; here it does not.
    assert text.get_content().splitlines() == letter().body.splitlines()
    assert html.get_content().strip() == letter().html


def test_a_batch_goes_over_one_connection_and_the_next_has_its_own(box, sending):
    for no in range(5):
        sending.deliver(letter(no))
    assert (len(box.mails), box.connections) == (5, 1)
    sending.rest()
    sending.deliver(letter(6))
    assert (len(box.mails), box.connections) == (6, 2)


def test_resting_twice_or_before_anything_was_sent_is_nothing(sending):
    sending.rest()
    sending.rest()


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "temporary"),
    [("450 4.2.1 mailbox busy", True), ("550 5.1.1 no such mailbox", False)],
)
def test_what_the_server_says_of_a_letter_is_its_own_and_the_others_go_out(
    box, sending, command, answer, temporary
):
    box.says = [(command, answer)]
    failed = refused(sending)
    assert (failed.reason, failed.temporary) == (answer, temporary)
    sending.deliver(letter(2))
    assert (box.message_ids, box.connections) == (["<notice-2@contoh.example>"], 1)


@pytest.mark.parametrize("answer", ["451 try later", "550 you may not send", "530 sign in first"])
def test_what_the_server_has_against_us_is_never_held_against_the_recipient(box, sending, answer):
    box.says = [("MAIL", answer)]
    failed = refused(sending)
    assert failed.temporary
    assert failed.reason == f"the mail server 127.0.0.1:{box.port} cannot be used: {answer}"
    sending.deliver(letter(1))
    assert len(box.mails) == 1


def test_421_ends_the_connection_and_the_next_letter_has_another(box, sending):
    box.says = [("RCPT", "421 4.3.2 closing down")]
    assert refused(sending).temporary
    sending.deliver(letter(2))
    assert (len(box.mails), box.connections) == (1, 2)


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT"])
def test_a_connection_that_is_lost_is_tried_again_later(box, command):
    box.always = {command: "drop"}
    sending = outbox(box)
    failed = refused(sending)
    assert failed.temporary
    assert "cannot be used" in failed.reason
    assert box.mails == []


def test_a_connection_that_went_while_it_rested_is_made_anew_at_once(box, sending):
    sending.deliver(letter(1))
    box.says = [("MAIL", "drop")]
    sending.deliver(letter(2))
    assert (len(box.mails), box.connections) == (2, 2)


def test_accepted_and_then_dropped_is_sent_again_with_the_same_message_id(box, sending):
    box.says = [("DATA", "accept, then drop")]
    assert refused(sending).temporary
    assert len(box.mails) == 1  # a reader has it, and we do not know
    sending.deliver(letter())
    assert box.message_ids == ["<notice-1@contoh.example>"] * 2
    assert box.mails[0] == box.mails[1]


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_server_that_stalls_is_given_up_in_time(box, command):
    box.says = [(command, "stall")]
    failed = refused(outbox(box, timeout=0.2))
    assert failed.temporary
    assert "timed out" in failed.reason


def test_after_two_lost_connections_in_a_row_a_batch_tries_no_more(box):
    sending = outbox(box, timeout=0.2)
    box.always = {"RCPT": "stall"}
    reasons = [refused(sending, no) for no in range(6)]
    assert all(one.temporary for one in reasons)
    assert box.connections == 2
    box.always = {}
    assert refused(sending, 7).reason == reasons[-1].reason
    sending.rest()
    sending.deliver(letter(8))
    assert box.message_ids == ["<notice-8@contoh.example>"]


def test_a_batch_that_takes_too_long_leaves_the_rest_for_the_next(box, sending, monkeypatch):
    monkeypatch.setattr("prabayar.adapters.mail.smtp._MOST_SECONDS", -1.0)
    failed = refused(sending)
    assert (failed.reason, failed.temporary) == (
        "the mail server was too slow for all letters",
        True,
    )


def test_nobody_at_the_port_is_said(box):
    sending = SmtpOutbox(Server("127.0.0.1", 1, Tls.NONE), sender=SENDER, clock=outbox(box)._clock)
    failed = refused(sending)
    assert failed.temporary
    assert "127.0.0.1:1 cannot be used: [Errno 111] Connection refused" in failed.reason


# -- headers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["subject", "recipient", "kind", "message_id", "switch_off_url"])
@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\0", "\u2028", "\x85", "\x0b"])
def test_nothing_adds_a_header(box, sending, field, sign):
    failed = refused(sending, **{field: f"x{sign}Bcc: victim@x.example"})
    assert not failed.temporary
    assert box.connections == 0


@pytest.mark.parametrize(
    "recipient",
    ["", "a", "a@", "@x.example", "a@b@c", "a@x.example, b@x.example", "<a@x.example>", "a b@x.y"],
)
def test_what_is_no_address_is_given_up_without_asking_the_server(box, sending, recipient):
    failed = refused(sending, recipient=recipient)
    assert (failed.reason, failed.temporary) == ("this is no address that mail can go to", False)
    assert box.connections == 0


def test_an_address_in_another_script_goes_to_a_server_that_takes_it(box, sending):
    sending.deliver(letter(recipient="józef@bücher.example"))
    assert box.envelopes == [("billing@contoh.example", ["józef@xn--bcher-kva.example"])]


# -- TLS and signing in -----------------------------------------------------------------------


def test_starttls_with_user_and_password(tmp_path):
    box = Box()
    with (
        certificate(tmp_path) as (theirs, ours),
        mail_server(
            box,
            tls_context=theirs,
            require_starttls=True,
            auth_required=True,
            authenticator=authenticator(box),
        ),
    ):
        sending = outbox(box, tls=Tls.STARTTLS, trust=ours, user=USER, password=PASSWORD)
        sending.deliver(letter())
        sending.rest()
    assert (len(box.mails), box.users) == (1, [USER])


def test_smtps(tmp_path):
    with certificate(tmp_path) as (theirs, ours), mail_server(ssl_context=theirs) as box:
        sending = outbox(box, tls=Tls.SMTPS, trust=ours)
        sending.deliver(letter())
        sending.rest()
    assert len(box.mails) == 1


def test_a_wrong_password_is_temporary_and_neither_shown_nor_logged(tmp_path, caplog):
    box = Box()
    caplog.set_level(logging.DEBUG)
    with (
        certificate(tmp_path) as (theirs, ours),
        mail_server(box, tls_context=theirs, auth_required=True, authenticator=authenticator(box)),
    ):
        sending = outbox(box, tls=Tls.STARTTLS, trust=ours, user=USER, password="wr0ng-one")
        failed = refused(sending)
    assert failed.temporary
    assert failed.reason.endswith("it refuses user and password (535)")
    assert "wr0ng-one" not in caplog.text + repr(sending.server) + failed.reason
    assert box.mails == []


def test_a_server_without_starttls_gets_nothing(box):
    failed = refused(outbox(box, tls=Tls.STARTTLS))
    assert failed.temporary
    assert "STARTTLS extension not supported" in failed.reason
    assert box.mails == []


def test_a_certificate_that_nobody_vouches_for_gets_nothing(tmp_path):
    with certificate(tmp_path) as (theirs, _ours), mail_server(tls_context=theirs) as box:
        failed = refused(outbox(box, tls=Tls.STARTTLS))
    assert failed.temporary
    assert "its certificate is not trusted" in failed.reason
    assert box.mails == []


# -- a sandbox --------------------------------------------------------------------------------


def test_t121_an_outbox_by_smtp_cannot_be_made_with_the_clock_of_a_sandbox(box):
    with pytest.raises(MailRefused, match="A sandbox mails nobody"):
        SmtpOutbox(Server("127.0.0.1", box.port, Tls.NONE), sender=SENDER, clock=SandboxClock)
    assert box.connections == 0


def test_t121_it_stops_when_the_installation_has_become_a_sandbox_meanwhile(box):
    clocks = [outbox(box)._clock, SandboxClock]
    server = Server("127.0.0.1", box.port, Tls.NONE)
    sending = SmtpOutbox(server, sender=SENDER, clock=lambda: clocks[0]())
    del clocks[0]
    with pytest.raises(MailRefused):
        sending.deliver(letter())
    assert (box.connections, box.mails) == (0, [])


def test_the_tests_own_server_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with mail_server() as made:
            assert made.port
