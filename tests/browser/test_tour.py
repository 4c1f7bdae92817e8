"""The tour of the README, in a browser, on a company of its own that nobody has looked at yet."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import company as made_up
from tests.browser.company import Company

APP = "ptanggrekeduka-04"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A few days old: enough for an app that is paid for."""
    with made_up.opened(tmp_path_factory.mktemp("tour"), until="2026-10-20") as opened:
        yield opened


@pytest.fixture(scope="module")
def page(fresh: Company, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    yield opened
    context.close()


def test_the_tour_of_the_readme(fresh: Company, page: Page) -> None:
    until_when_am_i_paid(page, fresh)
    what_happens_next(page)
    order_an_upgrade(page)
    reference = how_it_is_paid(page)
    the_transfer_arrives(page, fresh, reference)
    what_the_customers_page_shows(page)
    back_as_the_customer(page, fresh)
    let_time_pass(page, fresh)


def until_when_am_i_paid(page: Page, company: Company) -> None:
    page.goto(company.url)
    page.get_by_label("E-mail").fill("owner@ptanggrekeduka.example")
    page.get_by_label("Password").fill("prabayar-demo")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    expect(page.get_by_text("15 Nov").first).to_be_visible()
    page.locator("details.why summary").first.click()
    expect(page.locator("details.why[open]").first).to_contain_text("RCP-2026-000010")


def what_happens_next(page: Page) -> None:
    to(page, "What happens next")
    page.get_by_role("link", name="If nothing is paid").click()
    expect(page.get_by_role("main")).to_contain_text("suspended")


def order_an_upgrade(page: Page) -> None:
    """What it would do first, then exactly that."""
    to(page, "Apps")
    main = page.get_by_role("main")
    main.get_by_role("link", name="ptanggrekeduka chat").click()
    main.get_by_role("link", name="Plan").first.click()
    page.get_by_role("link", name="Upgrade to Enterprise").click()
    expect(main).to_contain_text("IDR 15,565,064")
    page.get_by_role("button", name="Order the upgrade").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("INV-2026-")


def how_it_is_paid(page: Page) -> str:
    """The reference, as it is copied."""
    expect(page.get_by_role("main")).to_contain_text("206 301 7788")
    page.get_by_role("button", name="Copy the reference").click()
    expect(page.get_by_role("main")).to_contain_text("Copied")
    reference: str = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"PB[0-9A-Z]{8}", reference)
    return reference


def the_transfer_arrives(page: Page, company: Company, reference: str) -> None:
    become(page, company, "Eva Hartono")
    to(page, "Money")
    page.get_by_role("link", name="Record money").first.click()
    page.get_by_label("Amount").fill("15565064")
    page.get_by_label("Currency").select_option("IDR")
    page.get_by_label("Booked on").fill("2026-10-20")
    page.get_by_label("Reference").fill(reference)
    submit = page.get_by_role("main").locator("button[type=submit].primary")
    submit.click()
    expect(page.get_by_role("main")).to_contain_text("PT Anggrek Edukasi")
    submit.last.click()
    expect(page.get_by_role("status")).to_contain_text("15,565,064")


def what_the_customers_page_shows(page: Page) -> None:
    to(page, "Customers")
    page.get_by_role("searchbox").fill("anggrek")
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link", name="PT Anggrek Edukasi").first.click()
    page.get_by_role("link", name="Timeline").click()
    expect(page.get_by_role("main")).to_contain_text("Eva Hartono")


def back_as_the_customer(page: Page, company: Company) -> None:
    become(page, company, "Sri Wahyuni")
    expect(page.get_by_role("main")).to_contain_text("Enterprise")
    to(page, "Invoices")
    page.get_by_role("link", name="Receipts").click()
    page.get_by_role("main").get_by_role("link", name=re.compile("^RCP-2026-")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("RCP-2026-")
    pdf = page.request.get(f"{page.url.rstrip('/')}.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.body().startswith(b"%PDF-")


def let_time_pass(page: Page, company: Company) -> None:
    """Letters go out, and the books still add up."""
    become(page, company, "Eva Hartono")
    to(page, "System")
    page.get_by_role("link", name="Sandbox clock").first.click()
    page.get_by_role("button", name="Move the clock").click()
    expect(page.get_by_role("main")).to_contain_text("What has happened")
    page.goto(f"{company.url}/dev/mail")
    expect(page.get_by_role("main")).to_contain_text("owner@ptanggrekeduka.example")
    assert "every invariant holds" in company.run("verify")


def become(page: Page, company: Company, name: str) -> None:
    page.goto(f"{company.url}/dev/people")
    page.get_by_role("button", name=f"Sign in as {name}").click()


def to(page: Page, place: str) -> None:
    navigation = page.get_by_role("navigation", name="Main")
    navigation.get_by_role("link", name=re.compile(f"^{place}")).first.click()
