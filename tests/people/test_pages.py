"""One's own settings, those of the account, and staff; as a browser sees them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.test import Client

from prabayar.domain.people import Role, StaffRole
from tests.people.conftest import PASSWORD, Letters, Town
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


def test_name_and_language_are_kept_and_the_pages_follow(town: Town, open_browser: Browser) -> None:
    page = open_browser(town.member("sri@anggrek.example"))
    answer = page.post("/settings/profile/", {"name": "Sri Wahyuni", "locale": "id"})
    assert answer["Location"] == "/settings/"
    assert answer.cookies["django_language"].value == "id"
    assert page.get("/settings/").content.decode().count('<html lang="id"') == 1
    assert town.one("SELECT name || ' ' || locale FROM store_member") == "Sri Wahyuni id"
    answer = page.post("/settings/profile/", {"name": "", "locale": "xx"})
    assert (answer.status_code, "xx" in text(answer)) == (422, True)


def test_every_other_session_ends_when_it_is_asked_for(town: Town, open_browser: Browser) -> None:
    town.member("sri@anggrek.example")
    mine, other = open_browser(), open_browser()
    sign_in(mine)
    sign_in(other)
    wrong = mine.post("/settings/sessions/", {"password": "no"})
    assert (wrong.status_code, "This is not your password." in text(wrong)) == (422, True)
    assert other.get("/settings/").status_code == 200
    assert mine.post("/settings/sessions/", {"password": PASSWORD})["Location"] == "/settings/"
    assert other.get("/settings/")["Location"] == "/accounts/sign-in/?next=/settings/"
    assert "Every other session was signed out." in text(mine.get("/settings/"))
    sign_in(other)
    assert other.get("/settings/").status_code == 200  # the password is the same


def test_a_new_password_ends_every_other_session_and_is_told_by_letter(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    town.member("sri@anggrek.example")
    mine, other = open_browser(), open_browser()
    sign_in(mine)
    sign_in(other)
    letters.sent.clear()
    path = "/accounts/password/change/"
    wrong = mine.post(path, {"oldpassword": "no", "password1": "teh poci gula batu"})
    assert (wrong.status_code, "This is not your current password." in text(wrong)) == (422, True)
    short = mine.post(path, {"oldpassword": PASSWORD, "password1": "teh"})
    assert (short.status_code, "at least 10 characters" in text(short)) == (422, True)
    answer = mine.post(path, {"oldpassword": PASSWORD, "password1": "teh poci gula batu"})
    assert answer["Location"] == "/settings/"
    assert mine.get("/settings/").status_code == 200
    assert other.get("/settings/").status_code == 302
    assert [one.subject for one in letters.sent] == ["Your password was changed"]


def test_a_new_address_is_confirmed_before_it_takes_the_place_of_the_old(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    town.member("sri@anggrek.example")
    page = open_browser()
    sign_in(page)
    ask = {"email": "Sri.W@anggrek.example", "action_add": "1"}
    again = page.post("/accounts/email/", ask)["Location"]
    assert again.startswith("/accounts/again/?next=")
    answer = page.post(again, {"password": PASSWORD})  # goes on with what was asked for
    assert answer["Location"] == "/accounts/confirm-email/"
    assert town.one("SELECT email FROM store_member") == "sri@anggrek.example"
    code = re.search(r"[A-Z]{4}-[A-Z]{4}", letters.to("sri.w@anggrek.example")[0].body)
    assert code is not None
    page.post("/accounts/confirm-email/", {"code": code[0]})
    assert town.one("SELECT email FROM store_member") == "sri.w@anggrek.example"
    told = letters.to("sri@anggrek.example")[-1]
    assert told.subject == "Your e-mail address was changed"
    cache.clear()
    assert sign_in(open_browser(), "sri@anggrek.example").status_code == 422
    assert sign_in(open_browser(), "sri.w@anggrek.example").status_code == 302


def test_an_address_of_somebody_else_is_not_told_and_not_taken(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    town.member("sri@anggrek.example")
    town.person("tia@anggrek.example")
    page = open_browser()
    sign_in(page)
    page.post("/accounts/again/", {"password": PASSWORD})
    ask = {"email": "tia@anggrek.example", "action_add": "1"}
    assert page.post("/accounts/email/", ask)["Location"] == "/accounts/confirm-email/"
    code = re.search(r"[A-Z]{4}-[A-Z]{4}", letters.to("tia@anggrek.example")[-1].body)
    assert code is not None
    answer = page.post("/accounts/confirm-email/", {"code": code[0]})
    assert answer.status_code == 422
    assert town.one("SELECT count(*) FROM store_member WHERE email LIKE 'tia@%%'") == 1


def test_the_party_of_documents_is_changed_from_now_on(town: Town, open_browser: Browser) -> None:
    page = open_browser(town.member("budi@anggrek.example", Role.BILLING))
    shown = text(page.get("/settings/account/"))
    assert "Those that were issued already keep what they say." in shown
    party = {
        "name": "PT Anggrek Baru",
        "address": " Jl. Merdeka 1 \n\n Bandung ",
        "country": "ID",
        "tax_id": "01.2",
    }
    assert page.post("/settings/account/party/", party)["Location"] == "/settings/account/"
    kept = town.one(
        "SELECT concat_ws('|', p.name, p.address, p.country, p.tax_id) FROM store_account a"
        " JOIN store_party p ON p.id = a.party_id"
    )
    assert kept == "PT Anggrek Baru|Jl. Merdeka 1\nBandung|ID|01.2"
    assert town.one("SELECT count(*) FROM store_party") == 2
    page.post("/settings/account/party/", party)
    assert town.one("SELECT count(*) FROM store_party") == 2  # the same again changes nothing
    member = town.one("SELECT id FROM store_member")
    assert [actor for _, actor, _ in town.facts("account_changed")] == [f"member:{member}"]


def test_zone_and_balance_are_changed_by_whoever_pays(town: Town, open_browser: Browser) -> None:
    page = open_browser(town.member("budi@anggrek.example", Role.BILLING))
    page.post("/settings/account/zone/", {"zone": "Asia/Makassar"})
    page.post("/settings/account/balance/", {})
    assert town.one("SELECT zone || ' ' || use_balance FROM store_account") == "Asia/Makassar false"
    wrong = page.post("/settings/account/zone/", {"zone": "Asia/Batavia"})
    assert wrong.status_code == 422
    page.post("/settings/account/balance/", {"use_balance": "on"})
    assert town.one("SELECT use_balance FROM store_account") is True


def admin(town: Town, open_browser: Browser) -> Client:
    eva = town.staff("eva@op.example")
    has_second_step(eva)
    return open_browser(eva)


def test_an_admin_adds_changes_and_lets_go_of_staff(
    town: Town, open_browser: Browser, letters: Letters
) -> None:
    page = admin(town, open_browser)
    typed = {"name": "Udin", "email": "Udin@op.example", "role": "support"}
    assert page.post("/console/staff/add/", typed)["Location"] == "/console/staff/"
    shown = text(page.get("/console/staff/"))
    assert "Udin udin@op.example Support not yet never" in shown
    link = re.search(r"http://localhost:8000(\S+/key/\S+)", letters.sent[0].body)
    assert link is not None
    new = open_browser()
    where = new.get(link[1])["Location"]
    assert new.post(where, {"password1": "teh poci gula batu"}).status_code == 302
    answer = sign_in(new, "udin@op.example", "teh poci gula batu")
    assert answer["Location"] == "/"  # their address was vouched for: no code
    udin = town.one("SELECT id FROM store_member WHERE email = 'udin@op.example'")
    page.post(f"/console/staff/{udin}/", {"role": "finance"})
    assert "Udin udin@op.example Finance" in text(page.get("/console/staff/"))
    page.post(f"/console/staff/{udin}/remove/")
    assert "Udin is no staff any more, and is signed out." in text(page.get("/console/staff/"))
    again = page.post("/console/staff/add/", {**typed, "email": "eva@op.example"})
    assert (again.status_code, "eva@op.example is staff already." in text(again)) == (409, True)


def test_the_last_admin_stays(town: Town, open_browser: Browser) -> None:
    page = admin(town, open_browser)
    eva = town.one("SELECT id FROM store_member")
    for path, given in ((f"{eva}/", {"role": "support"}), (f"{eva}/remove/", {})):
        answer = page.post(f"/console/staff/{path}", given)
        assert answer.status_code == 409
        assert "This is the last admin: make somebody else an admin first." in text(answer)


def test_other_staff_do_not_change_staff(town: Town, open_browser: Browser) -> None:
    udin = town.staff("udin@op.example", StaffRole.FINANCE)
    has_second_step(udin)
    assert open_browser(udin).get("/console/staff/").status_code == 403
