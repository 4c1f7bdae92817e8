"""Apps: making one says before what starts; the page of one; another account's is not there."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from prabayar.domain.errors import ChangeRefused
from prabayar.domain.people import Role
from prabayar.entrypoints.dashboard.apps.forms import made_of
from prabayar.store.bulk import rows
from prabayar.store.errors import NotFound
from prabayar.usecases.rename_app import rename_app
from tests.dashboard.conftest import House, at
from tests.dashboard.reading import rows_of, text_of
from tests.dashboard.test_overview import GROWTH, many, paid
from tests.dashboard.upgrades import upgraded


def names(house: House, *, code: str = "ACC-1") -> dict[str, str]:
    found = rows(
        "SELECT p.app_id, p.name FROM store_app p JOIN store_account a ON a.id = p.account_id"
        " WHERE a.code = %s",
        [code],
    )
    return dict(found)


def make(browser: Client, name: str, app_id: str = "") -> tuple[int, str]:
    """The status and where it leads."""
    answer = browser.post("/apps/new/", {"name": name, "app_id": app_id})
    return answer.status_code, answer.headers.get("Location", "")


def test_before_an_app_is_made_it_is_said_what_starts(house: House) -> None:
    said = text_of(house.signed_in().get("/apps/new/"))
    assert "A free month on the plan Starter, without a payment method." in said
    assert "Free through 25 Nov" in said
    assert "1,000 monthly active users" in said
    assert "4 of 5" in said


def test_making_an_app_starts_its_trial_and_leads_to_its_page(house: House) -> None:
    browser = house.signed_in(Role.DEVELOPER)
    assert make(browser, "Toko Bunga", "toko-1") == (302, "/apps/toko-1/")
    assert house.shop.phase("toko-1") == "trial"
    said = text_of(browser.get("/apps/toko-1/"))
    assert "The app is made, and its free month has begun." in said
    assert "Free through 25 Nov 2026." in said
    assert "by Developer" in said


def test_an_empty_app_id_is_made_of_the_name(house: House) -> None:
    assert make(house.signed_in(), "Toko Bunga Mawar!") == (302, "/apps/toko-bunga-mawar/")


def test_a_made_app_id_that_somebody_has_gets_a_number(house: House) -> None:
    house.neighbour("toko")
    browser = house.signed_in()
    assert make(browser, "Toko") == (302, "/apps/toko-2/")
    assert make(browser, "Toko") == (302, "/apps/toko-3/")


def test_a_typed_app_id_that_somebody_has_is_refused_beside_the_field(house: House) -> None:
    house.neighbour("toko")
    browser = house.signed_in()
    answer = browser.post("/apps/new/", {"name": "Mine", "app_id": "toko"})
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "There is an app toko already" in body
    assert 'value="Mine"' in body
    assert "toko" not in names(house)


@pytest.mark.parametrize("app_id", ["-begins", "with space", "a/b", "ü", "new", "x" * 101, ".x"])
def test_what_cannot_be_an_app_id_is_refused_with_what_was_typed(house: House, app_id: str) -> None:
    answer = house.signed_in().post("/apps/new/", {"name": "Mine", "app_id": app_id})
    assert answer.status_code == 422
    assert 'value="Mine"' in answer.content.decode()
    assert list(names(house)) == ["app-1"]


def test_an_app_wants_a_name(house: House) -> None:
    assert make(house.signed_in(), "   ", "x-1")[0] == 422


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Toko Bunga", "toko-bunga"),
        ("  Café -- No. 1 ", "cafe-no-1"),
        ("日本", "app"),
        ("New", "app"),
        ("x" * 90, "x" * 40),
        ("--", "app"),
    ],
)
def test_an_app_id_reads_like_the_name(name: str, made: str) -> None:
    assert made_of(name) == made


def test_above_the_most_trials_it_says_what_to_do(house: House) -> None:
    many(house, 4)
    browser = house.signed_in()
    said = text_of(browser.get("/apps/new/"))
    assert "All free months of this account are used" in said
    assert "An account makes 5 apps by itself. Ask us, and we make another one for you." in said
    assert "Make the app" not in said
    answer = browser.post("/apps/new/", {"name": "Sixth", "app_id": ""})
    assert answer.status_code == 409
    assert "sixth" not in names(house)


@pytest.mark.parametrize("role", [Role.BILLING, Role.VIEWER])
def test_who_may_not_make_apps_does_not(house: House, role: Role) -> None:
    browser = house.signed_in(role)
    assert browser.get("/apps/new/").status_code == 403
    assert make(browser, "Mine")[0] == 403
    assert browser.post("/apps/app-1/name/", {"name": "Mine"}).status_code == 403
    assert names(house) == {"app-1": "app-1"}


def test_the_page_of_an_app_tells_state_periods_invoices_and_what_happened(house: House) -> None:
    paid(house)
    said = text_of(house.signed_in().get("/apps/app-1/"))
    receipt, number = house.shop.one("SELECT number FROM store_receipt"), invoice_of(house)
    assert "State Active" in said
    assert "Access Full access" in said
    assert "Paid through 1 Dec in 28 days" in said
    assert f"2 Nov – 1 Dec 2026 Growth, monthly {receipt} IDR 2,331,000" in said
    assert f"{number} First period 3 Nov Settled IDR 2,331,000" in said
    assert "Normal price IDR 2,100,000, before tax" in said
    assert "Invoice settled IDR 2,331,000 The first period is paid." in said
    assert "To do" not in said


def test_periods_keep_what_was_paid_before_an_upgrade(house: House) -> None:
    upgraded(house)
    said = text_of(house.signed_in().get("/apps/app-1/"))
    assert (
        "20 Nov – 1 Dec 2026 Pro, monthly RCP-2026-000002 IDR 2,619,600 credited − IDR 281,200"
        " 2 Nov – 1 Dec 2026 Growth, monthly RCP-2026-000001 IDR 2,331,000 credited − IDR 932,400"
    ) in said
    assert said.count("monthly RCP-2026-000001") == said.count("monthly RCP-2026-000002") == 1


def invoice_of(house: House) -> str:
    number: str = house.shop.one("SELECT number FROM store_invoice ORDER BY id DESC LIMIT 1")
    return number


def test_the_page_of_an_app_says_what_is_to_do(house: House) -> None:
    said = text_of(house.signed_in().get("/apps/app-1/"))
    assert "The trial of app-1 ends in 7 days" in said
    assert "No period is paid yet" in said
    assert "No invoice yet" in said


def test_older_facts_are_shown_on_demand(house: House) -> None:
    paid(house)
    for month in ("2026-11-18", "2026-12-19"):
        house.today(month)
        number = invoice_of(house)
        reference = house.shop.reference()
        house.shop.pay(GROWTH, on=month, key=number, reference=reference)
    house.today("2027-01-03")
    browser = house.signed_in()
    first = text_of(browser.get("/apps/app-1/"))
    assert "App made" not in first
    assert "Show what happened earlier" in first
    everything = text_of(browser.get("/apps/app-1/?all=1"))
    assert "App made" in everything
    assert "Show what happened earlier" not in everything


def test_a_developer_sees_the_app_without_money(house: House) -> None:
    paid(house)
    said = text_of(house.signed_in(Role.DEVELOPER).get("/apps/app-1/"))
    assert "IDR" not in said
    assert "Invoices" not in said
    assert "RCP-" not in said
    assert "INV-" not in said
    assert "2 Nov – 1 Dec 2026 Growth, monthly" in said
    assert "Paid period began" in said


def test_an_app_of_another_account_is_as_one_that_there_is_not(house: House) -> None:
    house.neighbour()
    browser = house.signed_in()
    for address in ("/apps/{}/", "/next/{}/", "/next/?app={}"):
        foreign = browser.get(address.format("foreign-1"))
        missing = browser.get(address.format("missing-1"))
        assert foreign.status_code == missing.status_code == 404
        assert foreign.content == missing.content
    foreign = browser.post("/apps/foreign-1/name/", {"name": "Mine"})
    missing = browser.post("/apps/missing-1/name/", {"name": "Mine"})
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content
    assert names(house, code="ACC-2") == {"foreign-1": "foreign-1"}


def test_an_app_gets_another_name_with_a_fact(house: House) -> None:
    browser = house.signed_in()
    answer = browser.post("/apps/app-1/name/", {"name": "  Toko   Bunga "}, follow=True)
    said = text_of(answer)
    assert "The app has its new name." in said
    assert "The app is called Toko Bunga now, before it was app-1." in said
    assert names(house) == {"app-1": "Toko Bunga"}
    [(kind, actor, data)] = rows(
        "SELECT kind, actor, data FROM store_fact WHERE kind = 'account_changed'"
    )
    assert (kind, data["field"], data["app"]) == ("account_changed", "app name", "app-1")
    assert actor == f"member:{house.member()}"


def test_the_name_that_it_has_already_changes_nothing(house: House) -> None:
    rename_app("ACC-1", "app-1", name="app-1", now=at("2026-10-25"), actor="member:1")
    assert rows("SELECT FROM store_fact WHERE kind = 'account_changed'") == []


def test_a_name_is_neither_empty_nor_endless(house: House) -> None:
    browser = house.signed_in()
    for name in ("  ", "x" * 101):
        answer = browser.post("/apps/app-1/name/", {"name": name})
        assert answer.status_code == 422
        with pytest.raises(ChangeRefused):
            rename_app("ACC-1", "app-1", name=name, now=at("2026-10-25"), actor="member:1")
    assert names(house) == {"app-1": "app-1"}


def test_only_an_app_of_the_account_is_renamed(house: House) -> None:
    house.neighbour()
    with pytest.raises(NotFound):
        rename_app("ACC-1", "foreign-1", name="Mine", now=at("2026-10-25"), actor="member:1")
    assert names(house, code="ACC-2") == {"foreign-1": "foreign-1"}


def test_a_name_is_text_and_nothing_else(house: House) -> None:
    browser = house.signed_in()
    browser.post("/apps/app-1/name/", {"name": "<script>alert(1)</script>"})
    for url in ("/", "/apps/", "/apps/app-1/", "/next/"):
        body = browser.get(url).content.decode()
        assert "<script>alert(1)" not in body
        assert "&lt;script&gt;alert(1)" in body


def test_the_list_of_apps_as_a_file(house: House) -> None:
    paid(house)
    many(house, 2)
    browser = house.signed_in()
    browser.post("/apps/big-01/name/", {"name": "=1+1"})
    answer = browser.get("/apps.csv?state=trial")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined] # Django's response
    assert lines == [
        "App ID,Name,Made on,State,Plan,Interval,Paid through",
        "big-00,Big 0,2026-10-10,Trial,starter,monthly,",
        "big-01,'=1+1,2026-10-10,Trial,starter,monthly,",
    ]
    whole = b"".join(browser.get("/apps.csv").streaming_content).decode()  # type: ignore[attr-defined] # Django's response
    assert "app-1,app-1,2026-10-01,Active,growth,monthly,2026-12-01" in whole


def test_the_list_of_apps_is_searched_and_keeps_that_in_the_file(house: House) -> None:
    many(house, 3)
    answer = house.signed_in().get("/apps/?q=big-02&state=trial")
    assert rows_of(answer) == ["big-02"]
    assert 'href="/apps.csv?q=big-02&amp;state=trial"' in answer.content.decode()


def test_the_numbers_of_statements_do_not_grow_with_the_apps(house: House) -> None:
    """Three are the session's; one of the app's page names the people of its timeline."""
    paid(house)
    browser = house.signed_in()
    browser.post("/apps/app-1/name/", {"name": "Toko"})
    for number in (0, 30):
        many(house, number)
        assert house.queries(browser, "/apps/") == 3 + 3
        assert house.queries(browser, "/apps/new/") == 3 + 2
        assert house.queries(browser, "/apps/app-1/") == 3 + 7


def test_pages_link_only_to_addresses_that_there_are(house: House) -> None:
    """Every link of ours on the pages about apps answers."""
    paid(house)
    browser = house.signed_in()
    seen = set()
    for url in ("/", "/apps/", "/apps/app-1/", "/apps/new/", "/next/"):
        seen |= set(re.findall(r'href="(/[^"#]*)"', browser.get(url).content.decode()))
    for link in sorted(one for one in seen if not one.startswith("/static/")):
        assert browser.get(link.replace("&amp;", "&")).status_code == 200, link
