"""The page of a customer: what it says in each tab, and what it costs."""

from __future__ import annotations

import pytest

from prabayar.domain.life.wishes import Hold
from prabayar.domain.people import StaffRole
from prabayar.store.bulk import run
from prabayar.usecases.park_account import park_account
from tests.console.conftest import Office, at

TABS = ("", "timeline/", "invoices/", "money/", "notices/", "documents/")
ONE = "/console/customers/ACC-1/"


def lived(office: Office) -> str:
    """ACC-1 has chosen a plan and paid too much for it; the number of its invoice."""
    reference = office.shop.choose()
    office.shop.pay(2_400_000, on="2026-10-25", key="BCA-1", reference=reference)
    number: str = office.shop.one("SELECT number FROM store_invoice")
    return number


def said(office: Office, url: str) -> str:
    answer = office.staff().get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("role", StaffRole)
def test_all_staff_see_every_tab(office: Office, tab: str, role: StaffRole) -> None:
    lived(office)
    assert office.staff(role).get(ONE + tab).status_code == 200


@pytest.mark.parametrize("tab", TABS)
def test_members_and_missing_customers_get_nothing(office: Office, tab: str) -> None:
    assert office.member().get(ONE + tab).status_code == 404
    assert office.staff().get(f"/console/customers/ACC-NONE/{tab}").status_code == 404


def test_the_head_says_what_is_open_paid_and_left(office: Office) -> None:
    lived(office)
    found = office.staff().get(ONE).context["customer"]
    assert (found.open_count, found.balance_minor) == (0, 69_000)
    assert str(found.paid_until_on) == "2026-12-02"
    assert str(found.since_on) == "2026-10-01"


def test_an_account_that_nobody_can_sign_in_for_is_marked(office: Office) -> None:
    assert "Nobody can sign in for this account." in said(office, ONE)
    office.member()
    page = said(office, ONE)
    assert "Nobody can sign in" not in page
    assert "budi@acc-1.example" in page


def test_a_parked_account_says_why_and_where_it_is_released(office: Office) -> None:
    park_account("ACC-1", reason="I12 of RCP-1: 149 is not 150", now=at("2026-10-25"), actor="cli")
    page = said(office, ONE)
    assert "I12 of RCP-1: 149 is not 150" in page
    assert f"{ONE}release/" in page


def test_a_hold_is_marked(office: Office) -> None:
    office.shop.wish("app-1", Hold(reason="spam"), on="2026-10-25")
    page = said(office, ONE)
    assert "1 app is suspended by us" in page
    assert "spam" in page


def test_work_that_is_late_is_marked(office: Office) -> None:
    assert "The worker is behind" not in said(office, ONE)
    office.now_on("2026-11-03")
    assert "The worker is behind" in said(office, ONE)


def test_the_timeline_tells_everything_with_names_and_both_dates(office: Office) -> None:
    number = lived(office)
    page = said(office, f"{ONE}timeline/")
    for words in ("Invoice issued", "Invoice settled", "Money received", "Trial started", number):
        assert words in page
    assert "by staff:eva" in page  # no number stands behind this name
    assert "25 Oct 2026, 00:00" in page


def test_actors_are_called_by_their_names(office: Office) -> None:
    lived(office)
    budi = office.person("budi@acc-1.example", name="Budi Santoso")
    park_account("ACC-1", reason="looking", now=at("2026-10-25"), actor=f"staff:{budi}")
    assert "by Budi Santoso" in said(office, f"{ONE}timeline/")


def test_the_timeline_is_narrowed_by_app_and_kind(office: Office) -> None:
    lived(office)
    office.shop.app("app-2", on="2026-10-03")

    def kinds(query: str) -> set[str]:
        told = office.staff().get(f"{ONE}timeline/?{query}").context["told"]
        return {one.what for one in told}

    assert kinds("kind=money") == {"Money received"}
    assert kinds("app=app-2") == {"App made", "Trial started"}
    assert kinds("app=app-2&kind=money") == set()
    assert "Invoice settled" in kinds("kind=no-such-kind")


def test_the_timeline_goes_on_from_page_to_page(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prabayar.entrypoints.console.customers import pages
    from prabayar.entrypoints.web import paging

    lived(office)
    number = office.shop.one("SELECT count(*) FROM store_fact")
    monkeypatch.setattr(pages, "SIZE", 3)
    monkeypatch.setattr(paging.page_of, "__kwdefaults__", {"size": 3, "words": ""})
    browser, url, seen = office.staff(), f"{ONE}timeline/", []
    while url:
        page = browser.get(url).context["page"]
        seen += [one.id for one in page.rows]
        url = f"{ONE}timeline/{page.next_url}" if page.next_url else ""
    assert len(seen) == len(set(seen)) == number
    assert seen == sorted(seen, reverse=True)


def test_invoices_are_those_to_be_paid_or_all(office: Office) -> None:
    number = lived(office)
    assert "Nothing is to be paid" in said(office, f"{ONE}invoices/")
    assert number in said(office, f"{ONE}invoices/?state=all")
    assert number not in said(office, f"{ONE}invoices/?state=all&search=INV-1999")


def test_money_tells_what_arrived_what_moved_the_balance_and_the_books(office: Office) -> None:
    number = lived(office)
    arrived = said(office, f"{ONE}money/")
    assert "BCA-1" in arrived
    assert "IDR 2,400,000" in arrived
    assert number in arrived
    balance = said(office, f"{ONE}money/?part=balance")
    assert '+<span class="money">69,000</span>' in balance
    ledger = said(office, f"{ONE}money/?part=ledger")
    for words in (f"Deposit of {number}", "Balance of ACC-1", "Tax payable", "IDR 231,000"):
        assert words in ledger


def test_the_ledger_keeps_what_one_fact_moved_on_one_page(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prabayar.entrypoints.console.customers import pages, tabs

    lived(office)
    for module in (pages, tabs):
        monkeypatch.setattr(module, "SIZE", 1)
    browser, url, seen = office.staff(), f"{ONE}money/?part=ledger", []
    while url:
        page = browser.get(url).context["page"]
        seen.append([(row.one.fact_id, row.one.code, row.one.credit) for row in page.rows])
        url = f"{ONE}money/{page.next_url}" if page.next_url else ""
    shown = [one for rows in seen for one in rows]
    assert len(shown) == len(set(shown)) == office.shop.one("SELECT count(*) FROM store_transfer")
    for rows in seen:
        assert len({fact_id for fact_id, _code, _credit in rows}) <= 1


def test_notices_say_to_whom_and_what_became_of_them(office: Office) -> None:
    lived(office)
    run(
        "UPDATE store_notice SET state = 'gave_up', reason = 'no such mailbox', tries = 6,"
        " closed_at = send_at WHERE kind = 'invoice_issued'"
    )
    page = said(office, f"{ONE}notices/")
    for words in ("a@x.example", "Given up", "no such mailbox", "6 failed tries", "Waiting"):
        assert words in page
    assert "no such mailbox" not in said(office, f"{ONE}notices/?state=delivered")


def test_receipts_and_credit_notes_are_listed(office: Office) -> None:
    number = lived(office)
    receipt = office.shop.one("SELECT number FROM store_receipt")
    page = said(office, f"{ONE}documents/")
    assert receipt in page
    assert number in page
    assert "No credit note" in said(office, f"{ONE}documents/?kind=credit-notes")


def test_nothing_of_another_customer_is_shown(office: Office) -> None:
    number = lived(office)
    office.shop.account("ACC-2", emails=("b@y.example",))
    for tab in (*TABS, "invoices/?state=all", "money/?part=ledger", "money/?part=balance"):
        page = said(office, f"/console/customers/ACC-2/{tab}")
        assert number not in page
        assert "app-1" not in page
        assert "a@x.example" not in page


@pytest.mark.parametrize("after", ["-1", "x", "9" * 30, "0", "1e3", "٣"])
def test_a_wrong_key_in_the_address_begins_at_the_newest(office: Office, after: str) -> None:
    lived(office)
    for tab in ("timeline/", "money/", "notices/"):
        assert office.staff().get(ONE + tab, {"after": after}).status_code == 200


def test_the_apps_are_searched_and_narrowed(office: Office) -> None:
    office.shop.app("app-2", on="2026-10-03")
    office.shop.wish("app-2", Hold(reason="spam"), on="2026-10-25")

    def apps(query: str) -> list[str]:
        page = office.staff().get(f"{ONE}?{query}").context["page"]
        return [one.app_id for one in page.rows]

    assert apps("") == ["app-1", "app-2"]
    assert apps("state=suspended") == ["app-2"]
    assert apps("search=app-1") == ["app-1"]


PINNED = {
    "": 9,
    "timeline/": 8,
    "invoices/": 7,
    "money/": 8,
    "money/?part=balance": 8,
    "money/?part=ledger": 8,
    "notices/": 7,
    "documents/": 7,
}


@pytest.mark.parametrize("tab", PINNED)
def test_a_tab_takes_the_same_statements_for_one_app_and_for_many(office: Office, tab: str) -> None:
    lived(office)
    browser = office.staff()
    browser.get(ONE)  # the session is written once
    assert office.queries(browser, ONE + tab) == PINNED[tab]
    for number in range(2, 6):
        office.shop.app(f"app-{number}", on="2026-10-03")
    assert office.queries(browser, ONE + tab) == PINNED[tab]
