"""Who asks, for which account, with which rights, and when: what every view is given.

`route` declares the right that a view asks for; the guard refuses before the view runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, path
from django_htmx.middleware import HtmxDetails

from prabayar.domain.people import StaffRole
from prabayar.entrypoints.web.roles import Right
from prabayar.store.queries.people import MembershipRow

P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Whoever asks; somebody who has not signed in is number 0.

    `account` is the one that the session works in, among all `accounts` that are theirs.
    `steps_missing` says that staff have yet to set up or to show their second step, `looks_only`
    that they see the account as its members do, and change nothing.
    """

    member_id: int = 0
    email: str = ""
    name: str = ""
    locale: str = "en"
    staff_role: StaffRole | None = None
    accounts: tuple[MembershipRow, ...] = ()
    account: MembershipRow | None = None
    rights: frozenset[Right] = frozenset({Right.ANYONE})
    steps_missing: bool = False
    looks_only: bool = False

    def may(self, right: Right) -> bool:
        return right in self.rights

    @property
    def actor(self) -> str:
        """As facts name who did it."""
        return f"{'member' if self.staff_role is None else 'staff'}:{self.member_id}"


class Asked(HttpRequest):
    """A request that the guard has let through.

    `now` is the clock's instant, read once; `account` is there on routes of the dashboard.
    """

    visitor: Visitor
    now: datetime
    today: date
    htmx: HtmxDetails
    account: MembershipRow


METHODS = ("GET", "HEAD", "POST")

View = Callable[Concatenate[Asked, P], HttpResponseBase]


def route(where: str, view: View[P], *, name: str, right: Right) -> URLPattern:
    """A page's address and the right that it asks for. Names are `dashboard-…`, `console-…`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Browsers ask with these only; a view never meets a method that it does not know.
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return view(request, *args, **kwargs)  # type: ignore[arg-type] # made an `Asked` by the guard

    guarded.right = right  # type: ignore[attr-defined] # read by the guard and the tests
    return path(where, guarded, name=name)
