"""Invoices, receipts and credit notes as lists, and paying several of them by one transfer."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from prabayar.domain.life.wishes import ChangePlan, Reactivate
from prabayar.domain.people import Role
from prabayar.store.bulk import rows, run
from tests.dashboard.conftest import House
from tests.dashboard.plans import running, with_a_renewal
from tests.dashboard.upgrades import upgraded

GROWTH = 2_331_000


def text(answer: Any) -> str:
    """What is read on a page: without tags, in one line."""
    plain = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", plain)


def table(browser: Client, url: str) -> list[dict[str, str]]:
    answer = browser.get(url)
    assert answer.status_code == 200
    whole = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(whole, newline="")))


def numbers(answer: Any) -> list[str]:
    """The documents that a list shows, in its order."""
    found = re.findall(
        r'<th scope="row"[^>]*>.*?((?:INV|RCP|CRN)-\d+-\d+)', answer.content.decode()
    )
    return list(dict.fromkeys(found))


@pytest.fixture
def two(house: House) -> House:
    """app-1 and app-2 have each an open first invoice of Growth."""
    house.shop.app("app-2")
    house.shop.choose("app-1", on="2026-10-20")
    house.shop.choose("app-2", on="2026-10-22")
    return house


def test_a_new_account_is_told_what_will_stand_there(house: House) -> None:
    browser = house.signed_in()
    first = browser.get("/invoices/")
    assert "No invoices yet" in text(first)
    assert '<a class="button " href="/apps/">To the apps</a>' in first.content.decode()
    assert "No invoices yet" in text(browser.get("/invoices/?tab=all"))
    assert "No receipts yet" in text(browser.get("/invoices/?tab=receipts"))
    assert "No credit notes" in text(browser.get("/invoices/?tab=credit-notes"))
    assert "Nothing is to be paid" in text(browser.get("/pay/"))


def test_what_is_to_be_paid_stands_first_and_is_summed(two: House) -> None:
    said = text(two.signed_in().get("/invoices/"))
    assert "To pay IDR 4,662,000 2 open invoices" in said
    assert "Due first 3 Nov in 9 days" in said
    assert "past" not in said
    assert numbers(two.signed_in().get("/invoices/")) == ["INV-2026-000001", "INV-2026-000002"]


def test_an_invoice_past_its_date_is_called_so(two: House) -> None:
    two.clock.at = two.clock.at.replace(month=11, day=4)
    assert "1 past its date" in text(two.signed_in().get("/invoices/"))


def test_all_are_listed_newest_first_with_their_state_in_words(two: House) -> None:
    two.shop.pay(GROWTH, on="2026-10-24", key="M-1", reference=two.shop.reference("app-1"))
    browser = two.signed_in()
    answer = browser.get("/invoices/?tab=all")
    assert numbers(answer) == ["INV-2026-000002", "INV-2026-000001"]
    said = text(answer)
    assert "Settled IDR 2,331,000" in said
    assert "Open IDR 2,331,000" in said
    assert numbers(browser.get("/invoices/")) == ["INV-2026-000002"]
    receipts = browser.get("/invoices/?tab=receipts")
    assert numbers(receipts) == ["RCP-2026-000001"]
    assert "INV-2026-000001 IDR 231,000 IDR 2,331,000" in text(receipts)


def test_a_settled_first_invoice_shows_the_days_that_it_paid(two: House) -> None:
    two.shop.pay(GROWTH, on="2026-10-24", key="M-1", reference=two.shop.reference("app-1"))
    (found,) = table(two.signed_in(), "/invoices.csv?tab=all&app=app-1")
    assert (found["First day"], found["Last day"]) == ("2026-11-02", "2026-12-01")
    assert found["Receipt"] == "RCP-2026-000001"


def test_a_deposit_is_shown_beside_what_is_still_to_pay(two: House) -> None:
    two.shop.pay(1_000_000, on="2026-10-24", key="M-1", reference=two.shop.reference("app-1"))
    said = text(two.signed_in().get("/invoices/"))
    assert "To pay IDR 3,662,000" in said
    assert "Arrived for open invoices IDR 1,000,000" in said
    assert "still to pay IDR 1,331,000" in said


def test_filters_and_search_are_in_the_address(two: House) -> None:
    browser = two.signed_in()
    reference = two.shop.reference("app-2")
    one = ["INV-2026-000002"]
    for query in (
        "app=app-2",
        f"search={reference.lower()}",
        "search=000002",
        "search=app-2",
        "tab=all&search=INV-2026-000002&year=2026",
    ):
        assert numbers(browser.get(f"/invoices/?{query}")) == one, query
    nothing = browser.get("/invoices/?tab=all&search=nothing")
    assert "Nothing fits" in text(nothing)
    assert 'value="nothing"' in nothing.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "tab=%01",
        "year=never",
        "year=99999",
        "after=nonsense",
        "search=%25%27--",
        "app=" + "x" * 200,
    ],
)
def test_an_address_that_makes_no_sense_shows_a_page(two: House, query: str) -> None:
    assert two.signed_in().get(f"/invoices/?{query}").status_code == 200


def test_a_long_list_has_pages_by_key(two: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from prabayar.entrypoints.dashboard.invoices import views

    monkeypatch.setattr(views, "SIZE", 1)
    browser = two.signed_in()
    first = browser.get("/invoices/?tab=all&search=inv")
    assert numbers(first) == ["INV-2026-000002"]
    following = "/invoices/?tab=all&amp;search=inv&amp;after=INV-2026-000002".partition("/")[2]
    assert following.partition("?")[2] in first.content.decode()
    second = browser.get("/invoices/?tab=all&search=inv&after=INV-2026-000002")
    assert numbers(second) == ["INV-2026-000001"]
    assert 'rel="next"' not in second.content.decode()


def test_the_table_to_download_has_the_numbers_of_the_page(two: House) -> None:
    two.shop.pay(1_000_000, on="2026-10-24", key="M-1", reference=two.shop.reference("app-1"))
    found = table(two.signed_in(), "/invoices.csv")
    assert [one["Invoice"] for one in found] == ["INV-2026-000001", "INV-2026-000002"]
    assert [one["Amount"] for one in found] == ["2331000", "2331000"]
    assert [one["Still to pay"] for one in found] == ["1331000", "2331000"]
    assert found[0]["Reference"] == two.shop.reference("app-1")
    assert table(two.signed_in(), "/invoices.csv?search=000002") == found[1:]


def test_an_app_called_like_a_formula_is_a_text_in_the_table(two: House) -> None:
    run("UPDATE store_app SET name = '=cmd|calc' WHERE app_id = 'app-1'")
    found = table(two.signed_in(), "/invoices.csv?app=app-1")
    assert found[0]["App"] == "'=cmd|calc"


def test_a_credit_note_is_listed_with_its_reason(two: House) -> None:
    from prabayar.usecases.credit_receipt import credit_receipt

    two.shop.pay(GROWTH, on="2026-10-24", key="M-1", reference=two.shop.reference("app-1"))
    credit_receipt(
        "RCP-2026-000001", 100_000, reason="two bad days", now=two.clock.at, actor="staff:eva"
    )
    answer = two.signed_in().get("/invoices/?tab=credit-notes")
    assert numbers(answer) == ["CRN-2026-000001"]
    assert "two bad days RCP-2026-000001 IDR 111,000" in text(answer)
    assert "credited IDR 111,000" in text(two.signed_in().get("/invoices/?tab=receipts"))


# -- paying ---------------------------------------------------------------------------------------


def test_several_are_paid_by_one_transfer_with_one_reference(two: House) -> None:
    browser = two.signed_in(Role.BILLING)
    offered = browser.get("/pay/")
    assert "2 invoices chosen: IDR 4,662,000" in text(offered)
    answer = browser.post("/pay/", {"invoice": ["INV-2026-000001", "INV-2026-000002"]})
    assert answer.status_code == 302
    shown = browser.get(answer.url)
    said = text(shown)
    reference = answer.url.split("/")[-2]
    assert "Pay IDR 4,662,000" in said
    assert f"Reference {reference} Copy" in said
    assert 'data-copy="4662000"' in shown.content.decode()
    two.shop.pay(2 * GROWTH, on="2026-10-25", key="M-1", reference=reference)
    assert "Nothing is left to pay" in text(browser.get(answer.url))
    assert rows("SELECT status FROM store_invoice") == [("settled",), ("settled",)]


def test_choosing_the_same_again_shows_the_same_reference(two: House) -> None:
    browser = two.signed_in()
    chosen = {"invoice": ["INV-2026-000001", "INV-2026-000002"]}
    first, second = (browser.post("/pay/", chosen) for _ in range(2))
    assert first.url == second.url


def test_an_upgrade_is_chosen_without_the_renewal_that_it_replaces(two: House) -> None:
    two.shop.pay(GROWTH, on="2026-10-24", key="M-1", reference=two.shop.reference("app-1"))
    two.shop.pay(GROWTH, on="2026-10-24", key="M-2", reference=two.shop.reference("app-2"))
    two.today("2026-11-20")
    two.shop.wish("app-1", ChangePlan(plan_code="pro"), on="2026-11-20")
    open_now = rows(
        "SELECT s.app_id || ' ' || i.kind, i.number, i.net_minor + i.tax_minor - i.credit_minor"
        " FROM store_invoice i JOIN store_subscription s ON s.id = i.subscription_id"
        " WHERE i.status = 'open'"
    )
    number = {key: number for key, number, _minor in open_now}
    minor = {key: minor for key, _number, minor in open_now}
    assert sorted(number) == ["app-1 renewal", "app-1 upgrade", "app-2 renewal"]
    browser = two.signed_in()
    answer = browser.get("/pay/")
    html = answer.content.decode()
    assert f'value="{number["app-1 upgrade"]}" checked' in html
    assert f'value="{number["app-2 renewal"]}" checked' in html
    assert f'value="{number["app-1 renewal"]}">' in html
    total = minor["app-1 upgrade"] + minor["app-2 renewal"]
    assert f"2 invoices chosen: IDR {total:,}" in text(answer)
    explained = "Pay the upgrade first: this invoice is then void and issued anew at the new price."
    assert text(answer).count(explained) == 1
    both = {"chosen": "1", "invoice": [number["app-1 upgrade"], number["app-1 renewal"]]}
    said = text(browser.get("/pay/", both))
    assert f"1 invoice chosen: IDR {minor['app-1 upgrade']:,} Pay the upgrade first" in said
    refused = browser.post("/pay/", both)
    assert refused.status_code == 409
    assert f"{number['app-1 renewal']} cannot be paid together with the upgrade" in text(refused)
    alone = browser.get("/pay/", {"chosen": "1", "invoice": number["app-1 renewal"]})
    assert f"1 invoice chosen: IDR {minor['app-1 renewal']:,}" in text(alone)


def test_one_alone_has_its_own_reference_already(two: House) -> None:
    answer = two.signed_in().post("/pay/", {"invoice": ["INV-2026-000002"]})
    assert answer.url == f"/pay/{two.shop.reference('app-2')}/"
    assert rows("SELECT count(*) FROM store_paymentrequestitem") == [(0,)]


def test_choosing_none_says_what_is_wrong_and_keeps_the_form(two: House) -> None:
    answer = two.signed_in().post("/pay/", {"chosen": "1"})
    assert answer.status_code == 422
    assert "Choose at least one invoice." in text(answer)
    assert "checked" not in answer.content.decode()


def test_what_is_chosen_is_summed_before_it_is_sent(two: House) -> None:
    answer = two.signed_in().get("/pay/?chosen=1&invoice=INV-2026-000002")
    assert "1 invoice chosen: IDR 2,331,000" in text(answer)
    assert "0 invoices chosen: IDR 0" in text(two.signed_in().get("/pay/?chosen=1"))


def test_one_that_was_settled_meanwhile_is_refused_and_the_others_stay_chosen(two: House) -> None:
    two.shop.pay(GROWTH, on="2026-10-24", key="M-1", reference=two.shop.reference("app-1"))
    browser = two.signed_in()
    answer = browser.post("/pay/", {"invoice": ["INV-2026-000001", "INV-2026-000002"]})
    assert answer.status_code == 409
    assert "only open invoices are bundled" in text(answer)
    assert 'value="INV-2026-000002" checked' in answer.content.decode()


def test_the_bank_account_of_the_currency_is_shown_line_by_line(two: House) -> None:
    run(
        "UPDATE store_policy SET values = jsonb_set(values, '{transfer_to}', %s::jsonb)",
        ['{"IDR": "BCA 123-456-7890\\nPT Prabayar", "USD": "DBS 9"}'],
    )
    said = text(two.signed_in().get(f"/pay/{two.shop.reference('app-1')}/"))
    assert "BCA 123-456-7890 Copy PT Prabayar Copy" in said
    assert "DBS" not in said


def test_a_reference_is_read_however_it_is_typed(two: House) -> None:
    reference = two.shop.reference("app-1").lower()
    assert two.signed_in().get(f"/pay/{reference}/").status_code == 200


# -- who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "lists", "choosing"),
    [
        (Role.OWNER, 200, 200),
        (Role.ADMIN, 200, 200),
        (Role.BILLING, 200, 200),
        (Role.VIEWER, 200, 403),
        (Role.DEVELOPER, 403, 403),
    ],
)
def test_who_sees_and_who_pays(two: House, role: Role, lists: int, choosing: int) -> None:
    browser = two.signed_in(role)
    for url in ("/invoices/", "/invoices.csv", f"/pay/{two.shop.reference('app-1')}/"):
        assert browser.get(url).status_code == lists, url
    assert browser.get("/pay/").status_code == choosing
    assert ("Pay several at once" in text(browser.get("/invoices/"))) is (choosing == 200)


def test_what_is_another_accounts_is_as_what_there_is_not(two: House) -> None:
    two.neighbour()
    foreign = two.shop.choose("foreign-1", on="2026-10-20")
    (number,) = rows("SELECT number FROM store_invoice ORDER BY id DESC LIMIT 1")[0]
    browser = two.signed_in()
    missing = browser.get("/pay/PB00000000/")
    assert missing.status_code == 404
    assert browser.get(f"/pay/{foreign}/").content == missing.content
    for query in (f"search={number}", f"search={foreign}", "app=foreign-1", f"after={number}"):
        assert numbers(browser.get(f"/invoices/?tab=all&{query}")) == []
        assert table(browser, f"/invoices.csv?tab=all&{query}&search={foreign}") == []
    for other in (number, "INV-2026-999999"):
        answer = browser.post("/pay/", {"invoice": ["INV-2026-000001", other]})
        assert answer.status_code == 404
        assert answer.content == missing.content
    assert rows("SELECT count(*) FROM store_paymentrequestitem") == [(0,)]


@pytest.mark.parametrize(
    ("url", "statements"),
    [
        ("/invoices/", 5),
        ("/invoices/?tab=all", 5),
        ("/invoices/?tab=receipts", 5),
        ("/invoices/?tab=credit-notes", 5),
        ("/invoices.csv", 5),
        ("/pay/", 4),
        ("/pay/{reference}/", 5),
    ],
)
def test_pages_take_a_fixed_number_of_statements(two: House, url: str, statements: int) -> None:
    """Three are those of the session and the guard."""
    browser = two.signed_in()
    url = url.format(reference=two.shop.reference("app-1"))
    assert two.queries(browser, url) == statements
    for no in range(3, 6):
        two.shop.app(f"app-{no}")
        two.shop.choose(f"app-{no}", on="2026-10-24")
    assert two.queries(browser, url) == statements


def test_the_credit_of_an_upgrade_says_what_it_was_used_for(house: House) -> None:
    upgraded(house)
    browser = house.signed_in()
    used = "CRN-2026-000001"
    listed = text(browser.get("/invoices/?tab=credit-notes"))
    assert "IDR 932,400 used for INV-2026-000003" in listed
    assert "IDR 281,200 to the balance" in listed
    said = text(browser.get(f"/credit-notes/{used}/"))
    assert "Credited and used for INV-2026-000003 IDR 932,400" in said
    assert "used at once for invoice INV-2026-000003" in said
    assert "on request" not in said
    other = text(browser.get("/credit-notes/CRN-2026-000002/"))
    assert "Credited to the balance IDR 281,200" in other
    assert "or paid back on request" in other
    found = table(browser, "/invoices.csv?tab=credit-notes")
    assert {one["Credit note"]: one["Used for invoice"] for one in found} == {
        used: "INV-2026-000003",
        "CRN-2026-000002": "",
    }


def test_the_invoice_of_a_reactivation_says_that_its_period_is_shorter(house: House) -> None:
    running(house)
    house.today("2026-12-12")
    house.shop.wish("app-1", Reactivate(), on="2026-12-12")
    number = house.shop.one("SELECT number FROM store_invoice WHERE kind = 'reactivation'")
    said = text(house.signed_in().get(f"/invoices/{number}/"))
    assert (
        "One month from the day of payment. Shorter by 7 days that were served in grace and not"
        " paid for"
    ) in said


def test_a_renewal_is_due_and_only_an_offer_is_valid_until_a_day(house: House) -> None:
    with_a_renewal(house)
    house.shop.wish("app-1", ChangePlan(plan_code="pro"), on="2026-11-20")
    number = dict(house.shop.ask("SELECT kind, number FROM store_invoice"))
    browser = house.signed_in()
    renewal = text(browser.get(f"/invoices/{number['renewal']}/"))
    assert "Due 2 Dec, in 12 days Issued 18 Nov" in renewal
    assert "Valid until" not in renewal
    upgrade = text(browser.get(f"/invoices/{number['upgrade']}/"))
    assert upgrade.count("Valid until 27 Nov") == 1
    assert "Due 27 Nov" not in upgrade
