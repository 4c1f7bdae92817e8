"""Signing in, and finding every page by its links, as a visitor would."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page

from tests.browser.company import TRIAL_APP, Company

# Who walks through the pages; and where each walk begins, with pages that no link of theirs names.
PEOPLE = {"owner": "Agus Salim", "admin": "Eva Hartono"}
STARTS = {
    "owner": ("/", "/pay/", "/accounts/sign-out/"),
    "admin": (
        "/console/",
        "/console/customers/ACC-2061/documents/",
        f"/console/apps/{TRIAL_APP}/",
        "/no-account",
    ),
    "nobody": (
        "/accounts/sign-in/",
        "/accounts/inactive/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/done/",
        "/accounts/password/reset/key/1-none/",
    ),
}
MOST = 900  # addresses asked for in one walk
_LINK = re.compile(r"<a\s[^>]*?href=\"([^\"#]+)[^\"]*\"", re.IGNORECASE)


def sign_in(page: Page, company: Company, who: str) -> None:
    """With one press, as the made-up company allows; the tour signs in by hand."""
    page.goto(f"{company.url}/dev/people")
    page.get_by_role("button", name=f"Sign in as {PEOPLE[who]}").click()
    page.wait_for_url(lambda url: "/dev/" not in url)


@dataclass
class Visits:
    """`found` has for each person and route one address; `broken` says what links lead nowhere."""

    found: dict[str, dict[str, str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    @classmethod
    def crawled(cls, browser: Browser, company: Company, states: dict[str, object]) -> Visits:
        visits = cls()
        for who, starts in STARTS.items():
            context = browser.new_context(storage_state=states[who])
            visits._walk(context.request, company, who, starts)
            context.close()
        return visits

    def _walk(self, asked: object, company: Company, who: str, starts: Sequence[str]) -> None:
        seen: dict[str, str] = {}
        tried: dict[str, int] = {}
        waiting = deque(starts)
        queued = set(starts)
        while waiting and len(tried) < MOST:
            path = waiting.popleft()
            name = route_of(path)
            if not name or tried.get(name, 0) >= 3:
                continue
            tried[name] = tried.get(name, 0) + 1
            answer = asked.get(company.url + path)
            if answer.status >= 400:
                self.broken.append(f"{who} {path} {answer.status}")
                continue
            seen.setdefault(name, path)
            kind = answer.headers.get("content-type", "")
            self.kinds[name] = kind
            if kind.startswith("text/html"):
                for link in links(answer.text(), company.url + path, company.url):
                    if link not in queued:
                        queued.add(link)
                        waiting.append(link)
        self.found[who] = seen


def links(html: str, here: str, home: str) -> Iterator[str]:
    """Paths, with their queries, that a page leads to on the same site."""
    for target in _LINK.findall(html):
        whole = urljoin(here, target.replace("&amp;", "&"))
        if whole.startswith(home):
            parts = urlsplit(whole)
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def route_of(path: str) -> str:
    """The name of the route behind a path; "" for files and what does not exist."""
    try:
        return resolve(urlsplit(path).path).url_name or ""
    except Resolver404:
        return ""
