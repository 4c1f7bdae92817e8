"""Pages that come only once, or behind a secret: the code, an invitation, an unsubscribe link."""

from __future__ import annotations

import email
import pathlib
import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page, expect

from prabayar.simulation import people
from tests.browser.company import Company
from tests.browser.looking import too_wide, violations


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Narrow, in one theme after the other."""
    context = browser.new_context(
        locale="en-GB",
        viewport={"width": 360, "height": 800},
        color_scheme=request.param,
        bypass_csp=True,
    )
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    yield opened
    context.close()


def look(page: Page) -> None:
    assert violations(page) == []
    assert too_wide(page) == 0


def letters_to(company: Company, address: str) -> list[EmailMessage]:
    """Oldest first; `*` is everybody."""
    folder = pathlib.Path(company.environment["PRABAYAR_HOME"]) / "outbox"
    paths = sorted(folder.glob(f"{address}/*.eml"), key=lambda path: path.stat().st_mtime)
    return [email.message_from_bytes(one.read_bytes(), policy=policy.default) for one in paths]


def test_the_code_of_the_second_step(page: Page, company: Company) -> None:
    page.goto(f"{company.url}/accounts/sign-in/?next=/console/")
    page.get_by_label("E-mail").fill(people.STAFF)
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step")
    look(page)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("code")
    look(page)


def test_an_invitation(page: Page, company: Company, browser: Browser, states: dict) -> None:
    address = f"tamu-{browser.version.replace('.', '')}-{id(page)}@ptbaru.example"
    owner = browser.new_context(storage_state=states["owner"]).new_page()
    owner.goto(f"{company.url}/team/")
    owner.get_by_role("main").get_by_label("E-mail").fill(address)
    owner.get_by_role("main").locator("form button.primary").last.click()
    expect(owner.get_by_role("main")).to_contain_text(address)
    owner.context.close()
    [letter] = letters_to(company, address)
    body = letter.get_body(("plain",))
    assert body is not None
    link = re.search(r"https?://\S+/invitations/\S+", body.get_content())
    assert link is not None
    page.goto(link[0])
    expect(page.get_by_role("main")).to_contain_text("PT Puspa Logistik")
    look(page)
    page.goto(f"{company.url}/invitations/not-a-secret/")
    look(page)


def test_the_link_that_switches_a_kind_of_letter_off(page: Page, company: Company) -> None:
    sent = letters_to(company, "*")
    link = next(
        re.search(r"https?://[^>]+", one["List-Unsubscribe"])
        for one in sent
        if one["List-Unsubscribe"]
    )
    assert link is not None
    page.goto(link[0])
    look(page)
    page.get_by_role("main").get_by_role("button").first.click()
    look(page)
