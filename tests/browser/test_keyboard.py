"""Sign-up, a change of plan and an invoice by the keyboard alone."""

from __future__ import annotations

import email
import pathlib
import re
from email import policy
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.company import Company
from tests.browser.looking import violations

MOST_TABS = 80
_FOCUSED = """() => {
    const one = document.activeElement;
    const label = one.labels && one.labels.length ? one.labels[0].innerText : "";
    const name = one.getAttribute("aria-label") || label || one.innerText || one.value || "";
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    return {name: name.trim(), seen: box.width > 0 && style.outlineStyle !== "none"};
}"""


def go_to(page: Page, name: str) -> None:
    """Tab until what has the focus is called so; what has it can be seen to have it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        at: Any = page.evaluate(_FOCUSED)
        if at["name"] and at["name"].startswith(name):
            assert at["seen"], f"nothing shows that {name} has the focus"
            return
    raise AssertionError(f"{name} is not reached by the keyboard on {page.url}")


def type_into(page: Page, name: str, text: str) -> None:
    go_to(page, name)
    page.keyboard.type(text)


def press(page: Page, name: str) -> None:
    go_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert violations(page) == []


def letter_to(company: Company, address: str) -> str:
    """The text of the newest letter to an address."""
    folder = pathlib.Path(company.environment["PRABAYAR_HOME"]) / "outbox" / address
    newest = max(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime)
    found = email.message_from_bytes(newest.read_bytes(), policy=policy.default)
    body = found.get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text


def test_sign_up_change_of_plan_and_an_invoice_by_the_keyboard(
    company: Company, browser: Browser
) -> None:
    context = browser.new_context(locale="en-GB", bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{company.url}/accounts/sign-up/")
    type_into(page, "Your name", "Rina Kusuma")
    type_into(page, "E-mail", "rina@ptbaru.example")
    type_into(page, "Password", "seven small green boats")
    type_into(page, "Company name", "PT Baru Sekali")
    press(page, "Sign up")
    code = re.search(
        r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$",
        letter_to(company, "rina@ptbaru.example"),
        re.MULTILINE,
    )
    assert code is not None
    type_into(page, "Code", code[1])
    press(page, "Confirm")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")

    # The first app: its trial starts.
    page.goto(f"{company.url}/apps/new/")
    type_into(page, "Name", "Obrolan Baru")
    press(page, "Make the app")
    expect(page.get_by_role("main")).to_contain_text("Trial")

    # A plan: look at what it does, then order it.
    press(page, "Choose a plan")
    press(page, "Choose, by the month")
    press(page, "Choose this plan")

    # The invoice of it says how it is paid: Starter and its tax.
    expect(page.get_by_role("heading", level=1)).to_contain_text("INV-")
    expect(page.get_by_role("main")).to_contain_text("IDR 765,900")
    go_to(page, "Copy the reference")
    context.close()
