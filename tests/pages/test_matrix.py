"""Who gets in where: every route × method × visitor × own, foreign and missing object.

Made from the URL resolver and the role table: a new route is in it, or fails.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.urls import NoReverseMatch, reverse

from prabayar.domain.people import Role, StaffRole
from prabayar.entrypoints.web import roles
from prabayar.entrypoints.web.roles import Right
from tests.pages.crowd import FOREIGN, OWN, Crowd, ask
from tests.pages.routes import Route, routes

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
MISSING: dict[str, Any] = {
    "number": "INV-1999-000001",
    "app_id": "no-such-app",
    "code": "ACC-NONE",
    "reference": "PB00000000",
    "payment_id": 999_999_999_999,
    "key": "no-such-key",
    "fact_id": 999_999_999_999,
    "notice_id": 999_999_999_999,
    "claim_id": 999_999_999_999,
    "line_id": 999_999_999_999,
    "statement_id": 999_999_999_999,
    "bank": "nobodys",
    "payout_id": 999_999_999_999,
    "file_id": 999_999_999_999,
    "certificate_id": 999_999_999_999,
    "member_id": 999_999_999_999,
    "invitation_id": 999_999_999_999,
}


def test_every_route_declares_its_right() -> None:
    assert [route.name for route in routes() if route.right is None] == []


def test_every_route_has_a_name_of_its_own() -> None:
    names = [route.name for route in routes()]
    assert sorted(set(names)) == names


def test_each_right_is_somebodys_and_asked_for_somewhere() -> None:
    asked = {route.right for route in routes()}
    assert set(Right) - asked == {Right.DEVELOPMENT}
    assert roles.OF_DASHBOARD.isdisjoint(roles.OF_CONSOLE)


def rights_of(visitor: str) -> frozenset[Right]:
    """By the role table, for the account whose objects are called their own."""
    if visitor == "anonymous":
        return frozenset({Right.ANYONE})
    signed_in = frozenset({Right.ANYONE, Right.SIGNED_IN})
    if visitor.startswith("staff") and visitor != "staff without a second step":
        return signed_in | roles.STAFF[StaffRole(visitor.removeprefix("staff "))]
    if visitor in list(Role):
        return signed_in | roles.MEMBERS[Role(visitor)]
    if visitor == "other account":
        return signed_in | roles.MEMBERS[Role.OWNER]
    return signed_in


def address(crowd: Crowd, route: Route, whose: str) -> str | None:
    """None where there is nothing to be whose: the route names no object."""
    if whose == "missing":
        values = {part: MISSING[part] for part in route.takes}
    else:
        code = OWN if whose == "own" else FOREIGN
        values = {part: crowd.value(route.name, part, code) for part in route.takes}
    try:
        return reverse(route.name, kwargs=values)
    except NoReverseMatch:
        return None


OURS = [one for one in routes() if one.right in roles.OF_DASHBOARD | roles.OF_CONSOLE]


def test_who_gets_in_where(crowd: Crowd) -> None:
    wrong = []
    for route in OURS:
        for visitor in crowd.clients:
            wrong += in_or_out(crowd, route, visitor)
    assert wrong == []


def in_or_out(crowd: Crowd, route: Route, visitor: str) -> list[str]:
    """What is not as the role table says, for one visitor of one route."""
    wrong = []
    assert route.right is not None
    allowed = route.right in rights_of(visitor)
    of_console = route.right in roles.OF_CONSOLE
    for whose in ("own", "foreign", "missing") if route.takes else ("own",):
        path = address(crowd, route, whose)
        if path is None:
            continue
        theirs = _seen_as(visitor, whose, of_console=of_console)
        for method in METHODS:
            status = ask(crowd, visitor, method, path).status_code
            expected = expectation(visitor, method, of_console=of_console, allowed=allowed)
            if allowed and route.takes and theirs == "nobody's":
                expected = {404, 405}
            if status not in expected:
                wrong.append(f"{visitor} {method} {path} ({whose}): {status}, not {expected}")
    return wrong


def _seen_as(visitor: str, whose: str, *, of_console: bool) -> str:
    """Whether the object is one that the visitor may see at all."""
    if whose == "missing":
        return "nobody's"
    if of_console:
        return "somebody's"
    own = FOREIGN if visitor == "other account" else OWN
    return "somebody's" if (OWN if whose == "own" else FOREIGN) == own else "nobody's"


def expectation(visitor: str, method: str, *, of_console: bool, allowed: bool) -> set[int]:
    if allowed:
        return {200, 302, 405, 409, 422}
    if visitor == "anonymous":
        return {302} if method in ("get", "head") else {403}
    staff = visitor.startswith("staff")
    if of_console:
        if visitor == "staff without a second step":
            return {302}
        return {403} if staff else {404}
    return {302} if staff or visitor == "former member" else {403}


def test_a_foreign_object_is_refused_as_one_that_is_missing_to_the_byte(crowd: Crowd) -> None:
    wrong = []
    for route in OURS:
        if not route.takes or route.right not in roles.OF_DASHBOARD:
            continue
        visitor = str(Role.OWNER)
        for method in METHODS:
            answers = {
                told(ask(crowd, visitor, method, path))
                for whose in ("foreign", "missing")
                if (path := address(crowd, route, whose)) is not None
            }
            if len(answers) > 1:
                wrong.append(f"{method} {route.name}")
    assert wrong == []


def test_the_console_is_for_members_as_if_it_were_not_there(crowd: Crowd) -> None:
    nothing = told(ask(crowd, str(Role.OWNER), "get", "/nothing/like/this"))
    for route in OURS:
        if route.right in roles.OF_CONSOLE:
            path = address(crowd, route, "own")
            if path is not None:
                assert told(ask(crowd, str(Role.OWNER), "get", path)) == nothing, path


def told(answer: HttpResponseBase) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
    """All that is sent, but for a cookie that is new each time."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body, tuple(sorted(answer.headers.items()))
