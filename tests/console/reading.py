"""What a page of the console says, and what its forms send on."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client


def told(response: HttpResponse) -> str:
    """What a page says, without its marks."""
    text = re.sub(r"<(script|style|svg|head)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    plain = re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").replace("&amp;", "&")
    return " ".join(plain.split()).replace(" ,", ",")


def hidden(response: HttpResponse) -> dict[str, str]:
    """What the form of a preview sends on."""
    found = re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?',
                       response.content.decode())  # fmt: skip
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def type_in(browser: Client, url: str, given: dict[str, str]) -> HttpResponse:
    """What the form shows, filled in by somebody who has opened it."""
    opened = hidden(browser.get(url))
    return browser.post(url, {**opened, **given})


def confirm(browser: Client, url: str, shown: HttpResponse, **other: str) -> Any:
    return browser.post(url, {**hidden(shown), "step": "do", **other})


def csv_of(browser: Client, url: str) -> str:
    answer: Any = browser.get(url)
    assert answer["Content-Type"].startswith("text/csv")
    return b"".join(answer.streaming_content).decode()
