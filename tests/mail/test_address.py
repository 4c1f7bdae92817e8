"""The settings of mail are read, or told by their names; a password is never repeated."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from prabayar.adapters.mail.address import Sender, Server, Tls, read_sender, read_server


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("mail.example", 587, Tls.STARTTLS)),
        ("smtp://mail.example:465", Server("mail.example", 465, Tls.SMTPS)),
        ("smtp://mail.example?tls=smtps", Server("mail.example", 465, Tls.SMTPS)),
        ("smtp://mail.example?tls=none", Server("mail.example", 25, Tls.NONE)),
        ("smtp://localhost:1025?tls=none", Server("localhost", 1025, Tls.NONE)),
        (
            "smtp://billing%40x.example:s3cret%3A%2F%40%25@mail.example:2525?tls=starttls",
            Server("mail.example", 2525, Tls.STARTTLS, "billing@x.example", "s3cret:/@%"),
        ),
        (
            "smtp://me:pw@127.0.0.1?tls=none",
            Server("127.0.0.1", 25, Tls.NONE, "me", "pw"),
        ),
    ],
)
def test_a_mail_server_is_read(url, server):
    assert read_server(url) == server


@pytest.mark.parametrize(
    "url",
    [
        *("mail.example", "http://mail.example", "smtp://", "smtp://:587", "smtps://mail.example"),
        *("smtp://mail.example?tls=maybe", "smtp://mail.example?ssl=1", "smtp://mail.example:x"),
        *("smtp://mail.example:99999", "smtp://mail.example/path", "smtp://mail.example#x"),
        *("smtp://user:s3cr3t@pw/mail.example@x", "smtp://user:s3cr3t/x@mail.example"),
        *("smtp://s3cr3t@mail.example", "smtp://:s3cr3t@mail.example", "smtp://u:s3cr3t?x@y"),
    ],
)
def test_one_that_cannot_be_read_is_told_by_the_settings_name_alone(url):
    with pytest.raises(ImproperlyConfigured, match=r"PRABAYAR_SMTP cannot be read") as told:
        read_server(url)
    assert "s3cr3t" not in str(told.value)
    assert told.value.__cause__ is None


def test_a_password_does_not_travel_in_the_clear():
    with pytest.raises(ImproperlyConfigured, match="in the clear") as told:
        read_server("smtp://me:s3cr3t@mail.example?tls=none")
    assert "s3cr3t" not in str(told.value)


def test_a_password_that_smtp_cannot_say_is_told_at_once():
    with pytest.raises(ImproperlyConfigured, match="are ASCII"):
        read_server("smtp://me:p%C3%A4ss@mail.example")


def test_a_server_is_shown_without_its_password():
    shown = repr(read_server("smtp://me:s3cr3t@mail.example"))
    assert "mail.example" in shown
    assert "s3cr3t" not in shown


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("billing@x.example", Sender("", "billing@x.example")),
        ("PT Contoh <billing@x.example>", Sender("PT Contoh", "billing@x.example")),
        ('"Contoh, PT" <billing@x.example>', Sender("Contoh, PT", "billing@x.example")),
        ("Contoh <billing@bücher.example>", Sender("Contoh", "billing@xn--bcher-kva.example")),
        ("Prabayar <billing@localhost>", Sender("Prabayar", "billing@localhost")),
    ],
)
def test_a_sender_is_read(text, sender):
    assert read_sender(text) == sender


@pytest.mark.parametrize(
    "text",
    [
        "",
        "billing",
        "PT Contoh",
        "a@x.example, b@x.example",
        "A <a@x.example>\nBcc: b@x.example",
        "Contoh <józef@x.example>",
    ],
)
def test_a_sender_that_cannot_be_read_is_told_by_the_settings_name(text):
    with pytest.raises(ImproperlyConfigured, match="PRABAYAR_MAIL_FROM cannot be read"):
        read_sender(text)
