"""The first people of an installation, by the command line."""

from __future__ import annotations

import pytest
from django.test import Client

from prabayar.store.bulk import rows, run
from prabayar.usecases.open_account import NewAccount, open_account
from tests.adapters.intake_files import NOW

LINK = "http://localhost:8000/accounts/password/reset/key/"
LAST_ADMIN = "This is the last admin: make somebody else an admin first."


def link_in(out: str) -> str:
    """The printed link, wherever the line was broken."""
    return LINK + "".join(out.partition(LINK)[2].split())


def test_the_first_admin_gets_a_link_that_works_once(sandbox):
    came = sandbox("staff", "add", "Eva@op.example", "--role", "admin", "--name", "Eva")
    assert came.code == 0
    assert "eva@op.example chooses a password here, once, within three days:" in came.out
    where = link_in(came.out).removeprefix("http://localhost:8000")
    page = Client()
    form = page.get(where)["Location"]
    assert page.post(form, {"password1": "teh poci gula batu"}).status_code == 302
    assert b"This link does not work any more" in Client().get(where).content
    typed = {"login": "eva@op.example", "password": "teh poci gula batu"}
    assert page.post("/accounts/sign-in/", typed)["Location"] == "/"
    assert page.get("/console/")["Location"] == "/accounts/second-step/app/on/"
    facts = rows("SELECT actor, data FROM store_fact WHERE kind = 'staff_changed'")
    assert facts == [("staff:eva", {"email": "eva@op.example", "role": "admin", "before": ""})]


def test_staff_are_listed_and_let_go(sandbox):
    sandbox("staff", "add", "eva@op.example", "--role", "admin", "--name", "Eva")
    sandbox("staff", "add", "udin@op.example", "--role", "support")
    assert sandbox("staff", "list", "--json").json == {
        "staff": [
            {
                "email": email,
                "name": name,
                "role": role,
                "second_step": False,
                "last_sign_in_at": None,
            }
            for email, name, role in (
                ("udin@op.example", "", "support"),
                ("eva@op.example", "Eva", "admin"),
            )
        ]
    }
    assert "2 people." in sandbox("staff", "list").out
    came = sandbox("staff", "remove", "udin@op.example")
    assert (came.code, came.out) == (0, "udin@op.example is no staff any more.\n")
    refused = sandbox("staff", "remove", "eva@op.example")
    assert (refused.code, LAST_ADMIN in refused.err) == (1, True)
    assert sandbox("staff", "remove", "nobody@op.example").code == 1


def test_somebody_whose_phone_is_lost_gets_a_link_and_sets_up_another_step(sandbox):
    sandbox("staff", "add", "eva@op.example", "--role", "admin")
    eva = rows("SELECT id FROM store_member")[0][0]
    run(
        "INSERT INTO mfa_authenticator (user_id, type, data, created_at)"
        " VALUES (%s, 'totp', '{}', %s)",
        [eva, NOW],
    )
    came = sandbox("staff", "link", "eva@op.example", "--lost-second-step", "--json")
    assert came.json["email"] == "eva@op.example"
    assert came.json["link"].startswith(LINK)
    assert rows("SELECT count(*) FROM mfa_authenticator")[0][0] == 0
    told = rows("SELECT data FROM store_fact WHERE kind = 'staff_changed' ORDER BY id")[-1][0]
    assert told == {
        "email": "eva@op.example",
        "role": "admin",
        "before": "admin",
        "second_step": False,
    }


def test_an_imported_account_gets_its_owner(sandbox):
    new = NewAccount(code="ACC-1", name="PT A", country="ID", currency="IDR", zone="Asia/Jakarta")
    open_account(new, now=NOW, actor="cli:x")
    came = sandbox("member", "add", "sri@a.example", "--account", "ACC-1", "--json")
    assert came.json["link"].startswith(LINK)
    assert rows(
        "SELECT p.email, m.role FROM store_membership m JOIN store_member p ON p.id = m.member_id"
    ) == [("sri@a.example", "owner")]
    again = sandbox("member", "add", "sri@a.example", "--account", "ACC-1")
    assert (again.code, "sri@a.example is a member already." in again.err) == (1, True)
    assert sandbox("member", "add", "tia@a.example", "--account", "ACC-9").code == 1


@pytest.mark.parametrize("email", ["", "eva", "eva@", "e va@x.example"])
def test_an_address_that_is_none_is_a_usage_error(sandbox, email):
    came = sandbox("staff", "add", email, "--role", "admin")
    assert (came.code, "The e-mail is" in came.err) == (2, True)
