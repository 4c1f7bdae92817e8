"""The link in a letter that ends letters of its kind: shown, pressed, or clicked in one."""

from __future__ import annotations

import re

import pytest
from django.core import signing
from django.test import Client

from prabayar.domain.notices import NoticeKind
from prabayar.domain.people import Role
from prabayar.entrypoints.worker.turn import deliver_batch
from prabayar.store.bulk import rows
from tests.mail.letters import outbox
from tests.mail.people import join
from tests.mail.server import Box
from tests.usecases.conftest import Shop, at

KEPT = "SELECT email, kind FROM store_mutednotice ORDER BY email, kind"


@pytest.fixture
def link(shop: Shop, box: Box) -> str:
    """Where a letter of the shop says that letters of its kind are switched off."""
    deliver_batch(at("2026-10-01"), 10, outbox=outbox(box))
    header = str(box.read[0]["List-Unsubscribe"])
    found = re.fullmatch(r"<http://localhost:8000(/notices/off/[^>]+)>", header)
    assert found is not None
    assert found[1] in box.read[0].get_body(("plain",)).get_content()
    return found[1]


def browser() -> Client:
    return Client(enforce_csrf_checks=True, headers={"host": "localhost"})


def test_looking_changes_nothing(link: str) -> None:
    for method in ("get", "head", "get"):
        response = getattr(browser(), method)(link)
        assert response.status_code == 200
    page = browser().get(link).content.decode()
    assert "Switch off “Trial begun”?" in page
    assert "a@x.example" in page
    assert rows(KEPT) == []


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "One-Click"}])
def test_one_click_without_a_cookie_switches_off_however_often(link: str, body) -> None:
    for _ in range(2):
        response = browser().post(link, body)
        assert response.status_code == 200
        assert "gets no more letters of the kind “Trial begun”" in response.content.decode()
    assert rows(KEPT) == [("a@x.example", "trial_started")]
    facts = rows("SELECT actor FROM store_fact WHERE data->>'field' = 'notices'")
    assert facts == [("recipient:a@x.example",)]


def test_it_adds_to_what_was_switched_off_before(link: str) -> None:
    rows(
        "INSERT INTO store_mutednotice (account_id, email, kind)"
        " SELECT id, 'a@x.example', 'plan_changed' FROM store_account RETURNING 1"
    )
    browser().post(link)
    assert rows(KEPT) == [("a@x.example", "plan_changed"), ("a@x.example", "trial_started")]


def test_what_its_address_keeps_stays_on(shop: Shop, link: str) -> None:
    join("owner@x.example", Role.OWNER)
    token = signing.Signer(salt="prabayar.notices-off").sign_object(
        ["ACC-1", "owner@x.example", str(NoticeKind.SUSPENDED)]
    )
    response = browser().post(f"/notices/off/{token}")
    assert response.status_code == 409
    assert "Nothing was changed" in response.content.decode()
    assert rows(KEPT) == []


def test_a_link_that_was_not_made_here_is_as_one_that_there_is_not(link: str) -> None:
    wrong = [
        link[:-1] + ("a" if link[-1] != "a" else "b"),
        "/notices/off/x",
        "/notices/off/x:y",
        f"/notices/off/{signing.Signer(salt='another').sign_object(['ACC-1', 'a', 'suspended'])}",
    ]
    pages = {browser().get(one).content for one in wrong}
    pages |= {browser().post(one).content for one in wrong}
    assert len(pages) == 1
    assert {browser().post(one).status_code for one in wrong} == {404}
    assert rows(KEPT) == []


def test_a_link_of_an_account_that_there_is_not_is_refused_likewise(link: str) -> None:
    token = signing.Signer(salt="prabayar.notices-off").sign_object(
        ["ACC-NONE", "a@x.example", "plan_changed"]
    )
    response = browser().post(f"/notices/off/{token}")
    assert response.status_code == 404


def test_the_address_leaks_to_nobody(link: str) -> None:
    response = browser().get(link)
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_nothing_else_is_done_with_it(link: str, method: str) -> None:
    assert getattr(browser(), method)(link).status_code == 405


def test_it_reads_in_the_language_of_the_visitor(link: str) -> None:
    client = browser()
    client.cookies["django_language"] = "id"
    assert "Uji coba dimulai" in client.get(link).content.decode()
