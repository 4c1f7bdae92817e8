"""The page of what was sent: for developers, and a letter in it can do nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from prabayar.adapters.mail.sent import SentMail
from prabayar.adapters.outbox import FileOutbox
from tests.mail.letters import SENDER, letter


@pytest.fixture
def folder(settings, tmp_path):
    settings.ROOT_URLCONF = "tests.mail.development"
    settings.PRABAYAR_DEVELOPMENT = True
    settings.PRABAYAR_OUTBOX = tmp_path / "outbox"
    return tmp_path / "outbox"


@pytest.fixture
def client():
    return Client(headers={"host": "localhost"})


def send(folder, *numbers: int, **given) -> None:
    for no in numbers:
        FileOutbox(folder, sender=SENDER).deliver(letter(no, subject=f"Letter {no}", **given))


def test_without_letters_it_says_what_to_do(db, folder, client):
    page = client.get("/dev/mail/").content.decode()
    assert "They come here when the worker sends what is due." in page


def test_letters_are_listed_the_newest_first(db, folder, client):
    send(folder, 1, made_at=datetime(2026, 11, 1, tzinfo=UTC))
    send(folder, 2, made_at=datetime(2026, 11, 3, tzinfo=UTC))
    send(folder, 3, made_at=datetime(2026, 11, 2, tzinfo=UTC))
    page = client.get("/dev/mail/").content.decode()
    places = [page.index(f"Letter {no}") for no in (2, 3, 1)]
    assert places == sorted(places)
    assert "3 letters" in page


def test_they_are_found_by_their_recipient(db, folder, client):
    send(folder, 1, 2)
    page = client.get("/dev/mail/?recipient=A2@").content.decode()
    assert "Letter 2" in page
    assert "Letter 1" not in page
    assert "None was sent" in client.get("/dev/mail/?recipient=nobody").content.decode()


def test_a_long_list_has_pages(db, folder, client):
    send(folder, *range(53))
    first, second = (client.get(f"/dev/mail/?page={no}").content.decode() for no in (1, 2))
    assert (first.count(">Letter "), second.count(">Letter ")) == (50, 3)
    for wrong in ("0", "-1", "x", "9" * 99, "²"):
        assert client.get("/dev/mail/", {"page": wrong}).status_code == 200


def test_a_letter_is_shown_as_text_as_html_and_with_its_headers(db, folder, client):
    send(folder, 1, switch_off_url="https://x.example/notices/off/abc")
    (found,) = SentMail(folder).newest()
    address = reverse(
        "dev-mail-letter", args=[found.place, found.name], urlconf="tests.mail.development"
    )
    response = client.get(address)
    page = response.content.decode()
    assert "Yth. PT Merapi Media" in page
    assert "&lt;https://x.example/notices/off/abc&gt;" in page
    assert f'src="{address}html"' in page
    assert " sandbox " in page
    assert "frame-src 'self'" in response["Content-Security-Policy"]
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_the_html_of_a_letter_can_do_nothing_but_be_styled(db, folder, client):
    send(
        folder, 1, html="<style>p{color:red}</style><script>alert(1)</script><img src=//x.example>"
    )
    (found,) = SentMail(folder).newest()
    response = client.get(f"/dev/mail/{found.place}/{found.name}/html")
    assert response["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    )
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"alert(1)" in response.content  # as it was sent; the policy keeps it still


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("..", "secret.eml"),
        ("%2e%2e", "secret.eml"),
        ("..%2f..", "secret.eml"),
        ("a1@x.example", "..%2f..%2fsecret.eml"),
        ("a1@x.example", "%2e%2e%2fsecret.eml"),
        ("a1@x.example", "none.eml"),
        ("a1@x.example", "%00.eml"),
        ("linked", "secret.eml"),
        ("a1@x.example", "link.eml"),
    ],
)
def test_nothing_outside_the_outbox_can_be_read(db, folder, client, place, name):
    send(folder, 1)
    secret = folder.parent / "secret.eml"
    secret.write_text("Subject: secret\nDate: Wed, 04 Nov 2026 17:00:00 +0000\n\nsecret")
    (folder / "linked").symlink_to(folder.parent)
    (folder / "a1@x.example" / "link.eml").symlink_to(secret)
    for tail in ("", "html"):
        response = client.get(f"/dev/mail/{place}/{name}/{tail}")
        assert response.status_code in (400, 404)  # 400: a NUL is refused before any page
        assert b"secret" not in response.content
    assert [one.subject for one in SentMail(folder).newest()] == ["Letter 1"]


def test_it_says_when_letters_go_elsewhere(db, folder, client, settings):
    assert "go to a mail server" not in client.get("/dev/mail/").content.decode()
    settings.PRABAYAR_SMTP = "smtp://mail.example"
    assert "go to a mail server" in client.get("/dev/mail/").content.decode()


def test_an_operator_has_no_such_page(db, folder, client, settings):
    settings.PRABAYAR_DEVELOPMENT = False
    send(folder, 1)
    assert client.get("/dev/mail/").status_code == 404
    settings.ROOT_URLCONF = "prabayar.config.urls"
    assert client.get("/dev/mail/").status_code == 404
