"""What goes with every answer: policy of content, cookies, caches; what is refused at the door."""

from __future__ import annotations

import json
import pathlib
import re
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse

from prabayar.domain.people import Role
from tests.pages.crowd import Crowd
from tests.pages.routes import routes

OWNER = str(Role.OWNER)
EVERYWHERE = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
}


def pages_of(crowd: Crowd) -> list[tuple[str, str]]:
    """(visitor, path) of every page without an object in its address."""
    found = []
    for route in routes():
        if not route.takes:
            visitor = "staff admin" if route.name.startswith("console-") else OWNER
            found.append((visitor, reverse(route.name)))
    return found


def test_every_answer_has_the_headers(crowd: Crowd) -> None:
    for visitor, path in pages_of(crowd):
        answer = crowd.clients[visitor].get(path)
        said = {name: answer.headers.get(name) for name in EVERYWHERE}
        assert said == EVERYWHERE, path
        assert {"private", "no-store"} <= set(re.split(r", ?", answer.headers["Cache-Control"])), (
            path
        )
        directives = set(re.split(r"; ?", answer.headers["Content-Security-Policy"]))
        assert directives == POLICY, path


def test_a_refusal_has_the_headers_too(crowd: Crowd) -> None:
    for path in ("/nothing", "/console/"):
        answer = crowd.clients[OWNER].get(path)
        assert answer.status_code == 404
        assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE


def test_no_page_has_a_script_a_style_or_a_handler_in_it(crowd: Crowd) -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)
    for visitor, path in pages_of(crowd):
        answer = crowd.clients[visitor].get(path)
        if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            assert not inline.search(answer.text), path


def test_a_form_without_its_secret_changes_nothing(crowd: Crowd) -> None:
    one_click = {"dashboard-notices-off"}  # a mail reader presses it: the address is the secret
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = crowd.clients[OWNER].cookies
    staff = Client(enforce_csrf_checks=True)
    staff.cookies = crowd.clients["staff admin"].cookies
    for route in routes():
        if route.takes or route.name in one_click:
            continue
        client = staff if route.name.startswith("console-") else strict
        answer = client.post(reverse(route.name))
        assert answer.status_code == 403, route.name
        assert b"too old" in answer.content, route.name


def test_the_cookies_are_kept_from_scripts_and_from_other_sites(crowd: Crowd) -> None:
    client = Client()
    client.get("/accounts/sign-in/")
    client.post("/look", {"theme": "dark"})
    client.post("/language", {"language": "id"})
    for name in ("csrftoken", "theme", "django_language"):
        cookie = client.cookies[name]
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
    session = crowd.clients[OWNER].cookies["sessionid"]
    assert session.value


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "https:///evil.example",
        "\thttps://evil.example",
    ],
)
def test_no_address_leads_to_another_site(crowd: Crowd, elsewhere: str) -> None:
    for path, given in (("/look", {"theme": "dark"}), ("/language", {"language": "id"})):
        answer = crowd.clients[OWNER].post(path, {**given, "next": elsewhere})
        assert answer.headers["Location"] == "/"
    answer = crowd.clients[OWNER].get("/accounts/sign-in/", {"next": elsewhere})
    assert answer.headers["Location"] == "/"


def test_another_host_name_is_refused(crowd: Crowd) -> None:
    answer = Client(HTTP_HOST="evil.example").get("/accounts/sign-in/")
    assert answer.status_code == 400
    assert b"evil.example" not in answer.content


def test_a_bug_tells_a_visitor_nothing(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("prabayar.entrypoints.web.guard.visitor_of", broken)
    client = Client(raise_request_exception=False)
    answer = client.get("/health")
    assert answer.status_code == 500
    assert b"secret of the house" not in answer.content


SETTINGS = """
import json
from prabayar.config import settings
names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE",
    "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "CSRF_TRUSTED_ORIGINS", "DEBUG",
    "PRABAYAR_DEVELOPMENT", "SECURE_PROXY_SSL_HEADER")
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def test_behind_tls_cookies_travel_by_tls_only(tmp_path: pathlib.Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SETTINGS],
        env={
            "PRABAYAR_HOME": str(tmp_path),
            "PRABAYAR_URL": "https://billing.example/",
            "PRABAYAR_PROXIES": "1",
        },
        check=True,
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout) == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "LANGUAGE_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "CSRF_TRUSTED_ORIGINS": ["https://billing.example"],
        "DEBUG": False,
        "PRABAYAR_DEVELOPMENT": False,
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
    }
