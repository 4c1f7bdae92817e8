"""Signing in: limits, sessions, redirects, the second step, letters; as a browser does it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse

from prabayar.domain.people import Role, StaffRole
from prabayar.entrypoints.web.signin import urls as signin_urls
from prabayar.entrypoints.web.signin.letters import WORDS
from prabayar.usecases.remove_member import remove_member
from prabayar.usecases.remove_staff import remove_staff
from tests.people.conftest import NOW, PASSWORD, Letters, Town

Browser = Callable[..., Client]
SECRET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
WRONG = "The e-mail address or the password is not right."
TOO_OFTEN = "That was too often. Please try again in five minutes."


def sign_in(
    page: Client, email: str = "sri@anggrek.example", password: str = PASSWORD, **given: Any
) -> Any:
    typed = {"login": email, "password": password, **given.pop("typed", {})}
    return page.post(f"/accounts/sign-in/{given.pop('query', '')}", typed, **given)


def has_second_step(member_id: int) -> None:
    totp.TOTP.activate(get_user_model().objects.get(pk=member_id), SECRET)


def code_now() -> str:
    counters = list(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(SECRET, counters[len(counters) // 2]))


def test_addresses_are_the_same_in_capitals(town: Town, open_browser: Browser) -> None:
    town.member("sri@anggrek.example")
    assert sign_in(open_browser(), "SRI@Anggrek.Example").status_code == 302


def test_a_wrong_password_and_an_unknown_address_are_told_in_the_same_words(
    town: Town, open_browser: Browser
) -> None:
    town.member("sri@anggrek.example")
    shown = []
    for email in ("sri@anggrek.example", "nobody@anggrek.example"):
        answer = sign_in(open_browser(), email, "not the password")
        text = answer.content.decode()
        assert WRONG in text
        assert "not the password" not in text
        text = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", text)
        shown.append((answer.status_code, text.replace(email, "…")))
    assert shown[0] == shown[1]
    assert shown[0][0] == 422


def test_a_session_gets_another_key_when_somebody_signs_in(
    town: Town, open_browser: Browser
) -> None:
    town.member("sri@anggrek.example")
    page = open_browser()
    page.get("/invitations/planted/")  # gives the session a key before signing in
    planted = page.session.session_key
    sign_in(page)
    assert page.session.session_key != planted
    attacker = open_browser()
    attacker.cookies["sessionid"] = planted
    assert attacker.get("/settings/").status_code == 302


def test_cookies_are_for_the_server_alone(town: Town, open_browser: Browser) -> None:
    town.member("sri@anggrek.example")
    answer = sign_in(open_browser())
    for name in ("sessionid", "known", "django_language"):
        assert answer.cookies[name]["httponly"] is True
        assert answer.cookies[name]["samesite"] == "Lax"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http://127.0.0.1/",  # a name of ours, but not the one that was asked
    ],
)
def test_nobody_is_led_elsewhere_after_signing_in(
    town: Town, open_browser: Browser, wanted: str
) -> None:
    town.member("sri@anggrek.example")
    answer = sign_in(open_browser(), typed={"next": wanted})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    page = open_browser()
    sign_in(page)
    answer = page.post("/accounts/sign-out/", {"next": wanted})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/sign-in/")


def test_where_somebody_wanted_to_go_is_where_they_come(town: Town, open_browser: Browser) -> None:
    town.member("sri@anggrek.example")
    page = open_browser()
    assert page.get("/team/")["Location"] == "/accounts/sign-in/?next=/team/"
    assert sign_in(page, typed={"next": "/team/"})["Location"] == "/team/"


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/sign-in/",
        "/accounts/sign-up/",
        "/accounts/sign-out/",
        "/accounts/password/change/",
        "/accounts/email/",
        "/accounts/second-step/app/on/",
        "/settings/profile/",
        "/settings/sessions/",
        "/settings/account/party/",
        "/team/invite/",
        "/team/leave/",
        "/invitations/",
        "/open-account/",
    ],
)
def test_a_form_without_its_token_does_nothing(
    town: Town, open_browser: Browser, path: str
) -> None:
    sri = town.member("sri@anggrek.example")
    page = Client(enforce_csrf_checks=True)
    page.force_login(get_user_model().objects.get(pk=sri))
    answer = page.post(path, {"email": "x@x.example"})
    assert (answer.status_code, b"This form is too old" in answer.content) == (403, True)


def test_a_removed_member_has_no_access_at_the_next_request(
    town: Town, open_browser: Browser
) -> None:
    town.member("sri@anggrek.example")
    budi = town.member("budi@anggrek.example", Role.BILLING)
    page = open_browser(budi)
    assert page.get("/team/").status_code == 200
    remove_member("ACC-1", budi, by=None, now=NOW, actor="cli:eva")
    assert page.get("/team/")["Location"] == "/no-account"


def test_staff_who_are_let_go_are_signed_out_at_the_next_request(
    town: Town, open_browser: Browser
) -> None:
    town.staff("eva@op.example")
    udin = town.staff("udin@op.example", StaffRole.SUPPORT)
    has_second_step(udin)
    page = open_browser(udin)
    assert page.get("/console/").status_code == 200
    remove_staff("udin@op.example", now=NOW, actor="staff:1")
    assert page.get("/console/")["Location"] == "/accounts/sign-in/?next=/console/"
    answer = sign_in(open_browser(), "udin@op.example")
    assert answer["Location"] == "/accounts/inactive/"


def test_staff_set_up_their_second_step_before_any_page_of_the_console(
    town: Town, open_browser: Browser
) -> None:
    page = open_browser()
    town.staff("eva@op.example")
    sign_in(page, "eva@op.example")
    assert page.get("/console/")["Location"] == "/accounts/second-step/app/on/"
    answer = page.get("/accounts/second-step/app/on/")
    assert answer["Location"].startswith("/accounts/again/?next=")
    page.post(answer["Location"], {"password": PASSWORD})
    shown = page.get("/accounts/second-step/app/on/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in shown
    secret = re.search(r'data-copy="([A-Z2-7]{32})"', shown)
    assert secret is not None
    code = totp.format_hotp_value(
        totp.hotp_value(secret[1], next(iter(totp.yield_hotp_counters_from_time())))
    )
    answer = page.post("/accounts/second-step/app/on/", {"code": code})
    assert answer["Location"] == "/accounts/second-step/codes/"
    codes = re.findall(r"<li>(\d{8})</li>", page.get(answer["Location"]).content.decode())
    assert len(codes) == 10
    assert page.get("/console/").status_code == 200


def test_the_second_step_asks_for_a_code_that_works_once(town: Town, open_browser: Browser) -> None:
    sri = town.member("sri@anggrek.example")
    has_second_step(sri)
    code = code_now()
    first, second = open_browser(), open_browser()
    assert sign_in(first)["Location"] == "/accounts/second-step/code/"
    assert first.get("/team/").status_code == 302  # the password alone opens nothing
    assert first.post("/accounts/second-step/code/", {"code": code})["Location"] == "/"
    assert first.get("/team/").status_code == 200
    sign_in(second)
    assert second.post("/accounts/second-step/code/", {"code": code}).status_code == 422


def test_a_recovery_code_signs_in_once(town: Town, open_browser: Browser) -> None:
    sri = town.member("sri@anggrek.example")
    has_second_step(sri)
    member = get_user_model().objects.get(pk=sri)
    code = RecoveryCodes.activate(member).generate_codes()[0]
    for expected in (302, 422):
        page = open_browser()
        sign_in(page)
        assert page.post("/accounts/second-step/code/", {"code": code}).status_code == expected


def test_a_browser_that_was_not_seen_before_is_told_by_letter(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    town.member("sri@anggrek.example")
    page = open_browser()
    sign_in(page)
    assert letters.sent == []  # the first sign-in ever
    page.post("/accounts/sign-out/")
    sign_in(page)
    assert letters.sent == []  # this browser is known
    sign_in(open_browser(), REMOTE_ADDR="203.0.113.7", HTTP_USER_AGENT="Firefox\n<b>on</b> Linux")
    letter = letters.to("sri@anggrek.example")[0]
    assert letter.subject == "A new sign-in"
    assert "From: 203.0.113.7. With: Firefox" in " ".join(letter.body.split())
    assert "<b>on</b>" not in letter.html
    forged = open_browser()
    forged.cookies["known"] = "WzFd:forged"
    sign_in(forged)
    assert len(letters.sent) == 2


def test_nobody_is_locked_out_when_the_letter_of_a_sign_in_cannot_be_sent(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    town.member("sri@anggrek.example")
    sign_in(open_browser())
    letters.down = True
    assert sign_in(open_browser()).status_code == 302


def test_a_password_is_chosen_anew_by_a_link_that_works_once(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    sri = town.member("sri@anggrek.example")
    other = open_browser(sri)
    page = open_browser()
    answer = page.post("/accounts/password/reset/", {"email": "Sri@anggrek.example"})
    assert answer["Location"] == "/accounts/password/reset/done/"
    link = re.search(r"http://localhost:8000(\S+/key/\S+)", letters.sent[0].body)
    assert link is not None
    where = page.get(link[1])["Location"]
    assert link[1] not in page.get(where).content.decode()
    assert page.post(where, {"password1": "kopi"}).status_code == 422
    answer = page.post(where, {"password1": "teh poci gula batu"})
    assert answer["Location"] == "/accounts/password/reset/key/done/"
    assert b"This link does not work any more" in open_browser().get(link[1]).content
    assert other.get("/settings/").status_code == 302  # every session has ended
    assert sign_in(open_browser(), password="teh poci gula batu").status_code == 302
    assert letters.to("sri@anggrek.example")[1].subject == "Your password was changed"


def test_links_in_letters_begin_with_our_address_whatever_host_was_asked(
    town: Town, open_browser: Browser, letters: Letters, settings: Any
) -> None:
    settings.PRABAYAR_URL = "https://pay.obrolan.example"
    town.member("sri@anggrek.example")
    page = open_browser()
    page.post("/accounts/password/reset/", {"email": "sri@anggrek.example"}, HTTP_HOST="127.0.0.1")
    assert "https://pay.obrolan.example/accounts/password/reset/key/" in letters.sent[0].body
    assert "127.0.0.1" not in letters.sent[0].body


def test_asking_for_a_new_password_tells_nobody_who_is_signed_up(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    town.member("sri@anggrek.example")
    answers = [
        open_browser().post("/accounts/password/reset/", {"email": email})
        for email in ("sri@anggrek.example", "nobody@anggrek.example")
    ]
    assert {(one.status_code, one["Location"]) for one in answers} == {
        (302, "/accounts/password/reset/done/")
    }
    assert [one.subject for one in letters.sent] == [
        "Choose a new password",
        "Nobody signs in with this address",
    ]


def test_letters_are_in_the_language_of_the_member(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    sri = town.member("sri@anggrek.example")
    town.run("UPDATE store_member SET locale = 'id' WHERE id = %s", sri)
    open_browser().post("/accounts/password/reset/", {"email": "sri@anggrek.example"})
    assert '<html lang="id"' in letters.sent[0].html


def test_every_letter_of_the_library_that_can_go_out_has_our_words() -> None:
    folder = Path(allauth.__file__).parent / "templates"
    known = {
        f"{path.parent.parent.name}/email/{path.name.removesuffix('_subject.txt')}"
        for app in ("account", "mfa")
        for path in (folder / app / "email").glob("*_subject.txt")
    }
    # Codes by mail instead of a password, and keys that are plugged in, are switched off.
    off = {"account/email/login_code", "account/email/password_reset_code"}
    off |= {"mfa/email/webauthn_added", "mfa/email/webauthn_removed"}
    assert set(WORDS) == known - off


def test_what_the_last_sign_in_was_is_told_by_our_clock(town: Town, open_browser: Browser) -> None:
    town.member("sri@anggrek.example")
    sign_in(open_browser())
    assert town.one("SELECT last_login FROM store_member") == NOW


def test_no_secret_of_a_second_step_is_shown_again(town: Town, open_browser: Browser) -> None:
    sri = town.member("sri@anggrek.example")
    has_second_step(sri)
    page = open_browser(sri)
    for path in ("/settings/", "/accounts/second-step/", "/team/"):
        assert SECRET not in page.get(path).content.decode()


def test_no_page_of_the_library_has_the_librarys_look(town: Town, open_browser: Browser) -> None:
    sri = town.member("sri@anggrek.example")
    has_second_step(sri)
    RecoveryCodes.activate(get_user_model().objects.get(pk=sri))
    mine = open_browser()
    sign_in(mine)
    mine.post("/accounts/second-step/code/", {"code": code_now()})
    mine.post("/accounts/again/", {"password": PASSWORD})
    shown = set()
    for route in signin_urls.urlpatterns:
        if route.name in ("web-usual", "mfa_download_recovery_codes"):
            continue
        values = {"uidb36": "1", "key": "a-b"} if "key" in str(route.pattern) else {}
        values = {} if route.name == "account_reset_password_from_key_done" else values
        for page in (mine, open_browser()):
            answer = page.get(reverse(route.name, kwargs=values), follow=True)
            assert answer.status_code == 200
            assert b"prabayar/style.css" in answer.content
            shown.update(one.name for one in answer.templates if one.name)
    library = {one for one in shown if one.startswith(("account/", "mfa/", "allauth/"))}
    ours = Path(signin_urls.__file__).parent / "templates"
    assert len(library) > 12
    assert {one for one in library if not (ours / one).is_file()} == set()


def test_a_password_like_ones_own_name_is_refused(town: Town, open_browser: Browser) -> None:
    sri = town.member("sri@anggrek.example")
    town.run("UPDATE store_member SET name = 'Sri Wahyuni Lestari' WHERE id = %s", sri)
    page = open_browser(sri)
    answer = page.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "sri wahyuni lestari"},
    )
    assert (answer.status_code, b"too similar to the name" in answer.content) == (422, True)


def test_signing_up_takes_the_same_work_whether_the_address_is_known_or_not(
    town: Town, open_browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.member("sri@anggrek.example")
    hashed: list[str] = []
    plain = MD5PasswordHasher.encode

    def encode(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return plain(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    for email in ("sri@anggrek.example", "new@anggrek.example"):
        typed = {"email": email, "password1": PASSWORD, "name": "S", "company": "PT S"}
        typed |= {"country": "ID", "currency": "IDR", "zone": "Asia/Jakarta", "locale": "en"}
        assert open_browser().post("/accounts/sign-up/", typed).status_code == 302
    assert hashed == [PASSWORD, PASSWORD]
