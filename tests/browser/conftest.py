"""A real browser in front of the made-up company: the system's Chromium, without the network."""

from __future__ import annotations

import pathlib
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import company as made_up
from tests.browser.company import Company
from tests.browser.visiting import PEOPLE, Visits, sign_in

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise pytest.UsageError("The browser tests need Chromium: apt-get install chromium")
    return {"executable_path": found, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    home = tmp_path_factory.mktemp("company")
    with made_up.opened(pathlib.Path(home)) as opened:
        yield opened


@pytest.fixture(scope="session")
def states(browser: Browser, company: Company) -> dict[str, object]:
    """Who is signed in, by role: what a context starts with."""
    kept: dict[str, object] = {"nobody": {"cookies": [], "origins": []}}
    for who in PEOPLE:
        context = browser.new_context()
        sign_in(context.new_page(), company, who)
        kept[who] = context.storage_state()
        context.close()
    return kept


@pytest.fixture(scope="session")
def visits(company: Company, states: dict[str, object], browser: Browser) -> Visits:
    """An address of every page that can be reached by links, per person."""
    return Visits.crawled(browser, company, states)


@pytest.fixture
def nobody(browser: Browser) -> Iterator[Page]:
    yield from _page(browser.new_context())


@pytest.fixture
def owner(browser: Browser, states: dict[str, object]) -> Iterator[Page]:
    yield from _page(browser.new_context(storage_state=states["owner"]))


def _page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()
