"""The team page, and an invitation as the one who got it sees it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from prabayar.domain.people import Role
from tests.people.conftest import NOW, PASSWORD, Letters, Town
from tests.people.test_signing_in import has_second_step, sign_in

Browser = Callable[..., Client]
INVITED = {"email": "budi@anggrek.example", "role": "billing"}


def text(answer: Any) -> str:
    """What is read on the page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def link_of(letters: Letters, recipient: str = "budi@anggrek.example") -> str:
    found = re.search(r"http://localhost:8000(/invitations/\S+/)", letters.to(recipient)[-1].body)
    assert found is not None
    return found[1]


def test_the_team_page_shows_who_is_there_and_who_is_invited(
    town: Town, open_browser: Browser
) -> None:
    sri = town.member("sri@anggrek.example")
    has_second_step(town.member("vera@anggrek.example", Role.VIEWER))
    page = open_browser(sri)
    assert page.post("/team/invite/", INVITED)["Location"] == "/team/"
    shown = text(page.get("/team/"))
    assert "We have sent an e-mail to budi@anggrek.example." in shown
    assert "sri (you) sri@anggrek.example Owner off" in shown
    assert "vera vera@anggrek.example Viewer on" in shown
    assert "budi@anggrek.example invited by sri Billing 9 Nov 2026, 10:00" in shown


@pytest.mark.parametrize("role", [Role.BILLING, Role.DEVELOPER, Role.VIEWER])
def test_members_who_change_nobody_see_the_team_but_no_invitations(
    town: Town, open_browser: Browser, role: Role
) -> None:
    open_browser(town.member("sri@anggrek.example")).post("/team/invite/", INVITED)
    page = open_browser(town.member("one@anggrek.example", role))
    shown = text(page.get("/team/"))
    assert "sri@anggrek.example" in shown
    assert "budi@anggrek.example" not in shown
    assert page.post("/team/invite/", INVITED).status_code == 403


def test_an_admin_is_offered_no_owner_and_no_change_of_one(
    town: Town, open_browser: Browser
) -> None:
    sri = town.member("sri@anggrek.example")
    page = open_browser(town.member("adi@anggrek.example", Role.ADMIN))
    shown = page.get("/team/").content.decode()
    assert '<option value="owner">' not in shown
    assert f"/team/members/{sri}/" not in shown
    answer = page.post("/team/invite/", {**INVITED, "role": "owner"})
    assert (answer.status_code, "owner is not one of" in text(answer)) == (422, True)
    answer = page.post(f"/team/members/{sri}/", {"role": "viewer"})
    assert (answer.status_code, town.role("sri@anggrek.example")) == (409, "owner")
    assert "Only an owner makes somebody an owner, or changes one." in text(answer)


def test_what_a_rule_refuses_is_said_and_what_was_typed_stays(
    town: Town, open_browser: Browser
) -> None:
    page = open_browser(town.member("sri@anggrek.example"))
    answer = page.post("/team/invite/", {"email": "SRI@anggrek.example", "role": "viewer"})
    assert answer.status_code == 409
    assert "sri@anggrek.example is a member already." in text(answer)
    assert 'value="SRI@anggrek.example"' in answer.content.decode()


def test_an_invitation_stands_when_its_letter_cannot_be_sent(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    page = open_browser(town.member("sri@anggrek.example"))
    letters.down = True
    page.post("/team/invite/", INVITED)
    said = "budi@anggrek.example is invited, but the e-mail is not out."
    assert said in text(page.get("/team/"))
    letters.down = False
    invitation = town.one("SELECT id FROM store_invitation")
    page.post(f"/team/invitations/{invitation}/again/")
    assert letters.to("budi@anggrek.example")[0].subject == "You are invited to PT ACC-1"


def test_a_role_is_given_and_a_member_is_removed(town: Town, open_browser: Browser) -> None:
    page = open_browser(town.member("sri@anggrek.example"))
    vera = town.member("vera@anggrek.example", Role.VIEWER)
    page.post(f"/team/members/{vera}/", {"role": "developer"})
    assert "vera has the role Developer now." in text(page.get("/team/"))
    page.post(f"/team/members/{vera}/remove/")
    assert "vera is no member any more." in text(page.get("/team/"))
    assert town.role("vera@anggrek.example") is None


def test_the_last_owner_is_told_why_they_cannot_leave(town: Town, open_browser: Browser) -> None:
    page = open_browser(town.member("sri@anggrek.example"))
    said = "You are the last owner of this account: make somebody else an owner first."
    assert said in text(page.get("/team/"))
    assert page.post("/team/leave/").status_code == 409
    town.member("tia@anggrek.example")
    assert page.post("/team/leave/")["Location"] == "/"
    assert town.role("sri@anggrek.example") is None


def test_members_and_invitations_of_another_account_are_not_there(
    town: Town, open_browser: Browser
) -> None:
    town.account("ACC-2")
    theirs = town.member("agus@puspa.example", code="ACC-2")
    page = open_browser(theirs)
    page.post("/team/invite/", INVITED)
    invitation = town.one("SELECT id FROM store_invitation")
    other = open_browser(town.member("sri@anggrek.example"))
    for path in (
        f"/team/members/{theirs}/",
        f"/team/members/{theirs}/remove/",
        f"/team/invitations/{invitation}/again/",
        f"/team/invitations/{invitation}/withdraw/",
    ):
        answer = other.post(path, {"role": "viewer"})
        assert (path, answer.status_code) == (path, 404)
    assert town.role("agus@puspa.example", code="ACC-2") == "owner"


def test_invitations_are_limited_for_each_member(
    town: Town, open_browser: Browser, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "invite": "2/h/user"}
    page = open_browser(town.member("sri@anggrek.example"))
    for number, expected in enumerate((302, 302, 429)):
        answer = page.post("/team/invite/", {**INVITED, "email": f"n{number}@x.example"})
        assert answer.status_code == expected
    assert town.one("SELECT count(*) FROM store_invitation") == 2


def test_the_secret_leaves_the_address_at_once(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    open_browser(town.member("sri@anggrek.example")).post("/team/invite/", INVITED)
    page = open_browser()
    where = link_of(letters)
    secret = where.split("/")[2]
    answer = page.get(where)
    assert (answer.status_code, answer["Location"]) == (302, "/invitations/")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"
    shown = page.get("/invitations/")
    assert "You are invited to PT ACC-1" in text(shown)
    assert "Invited by sri" in text(shown)
    assert secret not in shown.content.decode()
    assert secret not in str(dict(page.session))


def test_no_secret_of_an_address_is_logged(
    town: Town, open_browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    page = Client(enforce_csrf_checks=True)
    page.post("/invitations/a-secret-of-somebody/")
    page.put("/accounts/password/reset/key/3-dk-a-secret-of-somebody/")
    handler = next(one for one in logging.getLogger().handlers if one.get_name() == "prabayar")
    logged = [handler.format(record) for record in caplog.records]
    assert len(logged) == 2
    assert "a-secret-of-somebody" in caplog.text
    assert all("a-secret-of-somebody" not in line for line in logged)
    assert "/invitations/" in logged[0]


def test_an_invited_person_signs_up_without_an_account_and_accepts(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    open_browser(town.member("sri@anggrek.example")).post("/team/invite/", INVITED)
    page = open_browser()
    page.get(link_of(letters))
    form = page.get("/accounts/sign-up/?next=/invitations/").content.decode()
    assert 'value="budi@anggrek.example"' in form
    assert "Company name" not in form
    typed = {
        "email": "budi@anggrek.example",
        "password1": PASSWORD,
        "name": "Budi Santoso",
        "locale": "en",
        "next": "/invitations/",
    }
    other = page.post("/accounts/sign-up/", {**typed, "email": "eve@else.example"})
    assert other.status_code == 422
    assert "The invitation is for budi@anggrek.example" in text(other)
    assert page.post("/accounts/sign-up/", typed)["Location"] == "/accounts/confirm-email/"
    code = re.search(r"[A-Z]{4}-[A-Z]{4}", letters.to("budi@anggrek.example")[-1].body)
    assert code is not None
    answer = page.post("/accounts/confirm-email/", {"code": code[0]})
    assert answer["Location"] == "/invitations/"
    assert town.role("budi@anggrek.example") is None  # looking at it accepts nothing
    assert page.post("/invitations/")["Location"] == "/"
    assert town.role("budi@anggrek.example") == "billing"
    assert "Welcome to PT ACC-1." in text(page.get("/team/"))
    assert town.one("SELECT count(*) FROM store_account") == 1
    assert "cannot be used any more" in text(page.get("/invitations/"))


def test_somebody_signed_in_as_another_is_told_and_cannot_accept(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    open_browser(town.member("sri@anggrek.example")).post("/team/invite/", INVITED)
    town.person("budi@anggrek.example")
    page = open_browser(town.person("eve@else.example"))
    page.get(link_of(letters))
    assert "You are signed in as eve@else.example" in text(page.get("/invitations/"))
    answer = page.post("/invitations/")
    assert answer.status_code == 409
    assert town.role("eve@else.example") is None
    page.post("/invitations/sign-out/")
    assert "Then you can accept." in text(page.get("/invitations/"))  # it is still in hand
    sign_in(page, "budi@anggrek.example", typed={"next": "/invitations/"})
    assert page.post("/invitations/")["Location"] == "/"
    assert town.role("budi@anggrek.example") == "billing"


def test_a_visitor_who_is_not_signed_in_cannot_accept(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    open_browser(town.member("sri@anggrek.example")).post("/team/invite/", INVITED)
    page = open_browser()
    page.get(link_of(letters))
    assert page.post("/invitations/")["Location"] == "/invitations/"
    assert town.one("SELECT accepted_at FROM store_invitation") is None


def test_ended_withdrawn_used_and_unknown_invitations_look_the_same(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    sri = open_browser(town.member("sri@anggrek.example"))

    def shown(link: str) -> str:
        page = open_browser()
        page.get(link)
        answer = page.get("/invitations/")
        return f"{answer.status_code} {text(answer)}"

    sri.post("/team/invite/", INVITED)
    withdrawn = link_of(letters)
    sri.post(f"/team/invitations/{town.one('SELECT id FROM store_invitation')}/withdraw/")
    assert "budi@anggrek.example is not invited any more." in text(sri.get("/team/"))
    sri.post("/team/invite/", INVITED)
    ended = link_of(letters)
    assert "You are invited" in shown(ended)
    town.clock.at = NOW + timedelta(days=7)
    seen = {shown(link) for link in (ended, withdrawn, "/invitations/unknown/")}
    assert len(seen) == 1
    assert "Ask whoever invited you for a new one." in seen.pop()
    assert "ended" in text(sri.get("/team/"))  # it can be sent again from here
