"""What the frame around every page shows: where one is, who one is, how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import Visitor

# Every address begins with these: only they themselves lie under them.
_ROOTS = ("/", "/console/")
THEMES = ("system", "light", "dark")
# Pages that lie under an entry of the navigation, though their addresses do not.
_UNDER = {
    "/pay/": "/invoices/",
    "/receipts/": "/invoices/",
    "/credit-notes/": "/invoices/",
    "/statement/": "/payments/",
}


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation; `here` is the one that the page lies under, `new` one that has
    something unread.
    """

    title: str
    url: str
    here: bool
    new: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    visitor: Visitor | None = getattr(request, "visitor", None)
    theme = request.COOKIES.get("theme", "system")
    return {
        "visitor": visitor,
        "theme": theme if theme in THEMES else "system",
        "themes": THEMES,
        "development": settings.PRABAYAR_DEVELOPMENT,
        "places": () if visitor is None else places(request, visitor),
        "in_console": visitor is not None and _in_console(request, visitor),
    }


def places(request: HttpRequest, visitor: Visitor) -> tuple[Place, ...]:
    """Where this visitor may go from here, in the order of the navigation."""
    in_console = _in_console(request, visitor)
    known = _console() if in_console else _dashboard()
    allowed = [
        (title, url)
        for title, name, right in known
        if visitor.may(right) and (url := _address(name))
    ]
    path = next((at for to, at in _UNDER.items() if request.path.startswith(to)), request.path)
    under = (
        url
        for _title, url in allowed
        if path == url or (url not in _ROOTS and path.startswith(url))
    )
    here = max(under, key=len, default="")
    unread = "" if in_console or not _has_unread(visitor) else _address("dashboard-notices")
    return tuple(Place(title, url, url == here, url == unread) for title, url in allowed)


def _in_console(request: HttpRequest, visitor: Visitor) -> bool:
    """Staff who look at no account are always in the console, also at their own settings."""
    if request.path.startswith("/console/"):
        return True
    return visitor.staff_role is not None and visitor.account is None


def _has_unread(visitor: Visitor) -> bool:
    return visitor.account is not None and visitor.account.unread


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _dashboard() -> tuple[tuple[str, str, Right], ...]:
    return (
        (_("Overview"), "dashboard-overview", Right.SEE_APPS),
        (_("What happens next"), "dashboard-next", Right.SEE_MONEY),
        (_("Apps"), "dashboard-apps", Right.SEE_APPS),
        (_("Invoices"), "dashboard-invoices", Right.SEE_MONEY),
        (_("Payments and balance"), "dashboard-payments", Right.SEE_MONEY),
        (_("Notices"), "dashboard-notices", Right.SEE_NOTICES),
        (_("Team"), "dashboard-team", Right.SEE_MEMBERS),
    )


def _console() -> tuple[tuple[str, str, Right], ...]:
    return (
        (_("Today"), "console-today", Right.SEE_CONSOLE),
        (_("Customers"), "console-customers", Right.SEE_CONSOLE),
        (_("Bank"), "console-bank", Right.SEE_CONSOLE),
        (_("Money"), "console-money", Right.SEE_CONSOLE),
        (_("Catalogue"), "console-catalogue", Right.SEE_CONSOLE),
        (_("Policy"), "console-policy", Right.SEE_CONSOLE),
        (_("Notices"), "console-notices", Right.SEE_CONSOLE),
        (_("Staff"), "console-staff", Right.ADMINISTER),
        (_("System"), "console-system", Right.SEE_CONSOLE),
    )
