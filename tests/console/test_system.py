"""The system in the console: verify, the worker's state, the audit log, a sandbox's clock."""

from __future__ import annotations

import pathlib
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from prabayar import wiring
from prabayar.domain.people import StaffRole
from prabayar.domain.period import local_date
from prabayar.domain.policy import Policy
from prabayar.entrypoints.console.system.invariants import MEANS, meaning
from prabayar.entrypoints.worker.reckon import reckon_batch
from prabayar.store.bulk import rows, run
from prabayar.store.clock import read_sandbox
from prabayar.store.driving import only_driver
from prabayar.store.queries.verify import Finding
from prabayar.usecases.change_policy import change_policy
from prabayar.usecases.verify import Verified
from tests.architecture.sources import ROOT
from tests.console.conftest import Office, at
from tests.console.reading import csv_of, told
from tests.simulation import small

PAGE, CHECK, AUDIT = "/console/system/", "/console/system/check", "/console/system/audit/"
CLOCK = "/console/system/clock"
VIEWS = "prabayar.entrypoints.console.system.views"


@pytest.fixture
def admin(office: Office) -> Client:
    return office.staff(StaffRole.ADMIN)


def test_every_invariant_of_the_handbook_is_explained_with_what_to_do() -> None:
    handbook = (ROOT / "docs" / "operation.md").read_text()
    assert set(MEANS) == set(re.findall(r"^\| (I[0-9]+) \|", handbook, re.MULTILINE))
    assert all(text for known in MEANS for text in meaning(known))
    assert meaning("I99")[0] == "A promise is broken."


def test_books_that_were_never_checked_say_so(office: Office, admin: Client) -> None:
    assert "The books have not been checked from here" in told(admin.get(PAGE))


def test_books_in_order_are_found_in_order_with_the_time_and_who_asked(
    transactional_db: None, office: Office, admin: Client
) -> None:
    office.now_on("2026-10-01")  # nothing is late yet
    assert admin.post(CHECK)["Location"] == PAGE
    page = told(admin.get(PAGE))
    assert "Nothing is wrong: every promise holds" in page
    assert "As of 1 Oct 2026, 00:00, asked for by Eva Admin" in page


def test_a_broken_promise_is_shown_with_where_it_is_and_what_to_do(
    transactional_db: None, office: Office, admin: Client
) -> None:
    run("UPDATE store_account SET balance_minor = 5 WHERE code = 'ACC-1'")
    admin.post(CHECK)
    page = told(admin.get(PAGE))
    assert "promise is broken" in page or "promises are broken" in page
    assert "I3 A stored balance is not the sum of its transfers." in page
    assert "ACC-1" in page
    assert "The transfers are right: find who changed the balance." in page
    parked = office.shop.one("SELECT parked_reason FROM store_account WHERE code = 'ACC-1'")
    assert parked == ""


def test_of_many_findings_the_first_are_shown_and_all_are_counted(
    office: Office, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = tuple(Finding("I2", f"thing {number}", None, "because") for number in range(501))
    monkeypatch.setattr(f"{VIEWS}.verify", lambda **given: Verified(found, ()))
    admin.post(CHECK)
    page = told(admin.get(PAGE))
    assert "501 promises are broken" in page
    assert "The first 500 are shown." in page


def test_large_books_are_checked_by_the_worker(
    transactional_db: None, office: Office, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.shop.pay(5_000, on="2026-10-22", key="k1", account_code="ACC-1")
    monkeypatch.setattr("prabayar.store.queries.figures.SMALL", 0)
    admin.post(CHECK)
    assert "It begins as soon as a worker is free." in told(admin.get(PAGE))
    reckon_batch(at("2026-10-26"), 1_000)
    assert "As of 26 Oct 2026, 00:00, asked for by Eva Admin" in told(admin.get(PAGE))


def test_what_is_due_and_late_asks_whether_a_worker_runs(office: Office, admin: Client) -> None:
    late = "late: is a worker running?"
    assert late in told(admin.get(PAGE))  # the trial's notice waits since 1 October
    run("UPDATE store_notice SET state = 'delivered', closed_at = send_at")
    office.now_on("2026-10-02")
    assert late not in told(admin.get(PAGE))
    office.now_on("2026-12-01")
    assert late in told(admin.get(PAGE))


def test_what_stands_still_is_counted(office: Office, admin: Client) -> None:
    run("UPDATE store_account SET parked_reason = 'books' WHERE code = 'ACC-1'")
    page = told(admin.get(PAGE))
    assert "Notices that wait 1 Notices given up 0 Accounts parked 1" in page
    assert "PostgreSQL" in page
    assert "Prabayar 0.1.0" in page


def test_the_audit_log_shows_what_staff_did_and_to_whom(office: Office, admin: Client) -> None:
    actor = f"staff:{office.person('eva-admin@prabayar.example', name='')}"
    change_policy(Policy(lapsed_days=20), version=1, now=at("2026-10-24"), actor=actor)
    office.shop.pay(5_000, on="2026-10-24", key="k1", account_code="ACC-1")
    page = told(admin.get(AUDIT))
    assert "24 Oct 2026, 00:00 Policy changed lapsed_days: 30 → 20 – Eva Admin" in page
    assert "Money received IDR 5,000" in page
    assert [said.what for _one, said in admin.get(AUDIT).context["told"]][-1] == "Account opened"


def test_the_audit_log_is_narrowed_by_who_what_and_until_when(
    office: Office, admin: Client
) -> None:
    mine = f"staff:{office.person('eva-admin@prabayar.example', name='')}"
    for days, day in ((20, "2026-10-22"), (21, "2026-10-24")):
        version = office.shop.one("SELECT max(id) FROM store_policy")
        change_policy(Policy(lapsed_days=days), version=version, now=at(day), actor=mine)
    office.shop.pay(5_000, on="2026-10-23", key="k1", account_code="ACC-1")
    counts = {
        "": 4,  # the account was opened by staff, too
        f"?actor={mine}": 2,
        "?kind=payment_received": 1,
        f"?actor={mine}&kind=payment_received": 0,
        "?until=2026-10-22": 2,
        "?until=2026-10-23": 3,
        "?part=operator": 2,
        "?part=operator&kind=payment_received": 0,
        "?part=nonsense": 0,
        "?until=nonsense": 0,
    }
    for query, number in counts.items():
        found = admin.get(f"{AUDIT}{query}").context["told"]
        assert len(found) == number, query
    assert "Nothing is like that" in told(admin.get(f"{AUDIT}?until=2020-01-01"))
    lines = csv_of(admin, f"/console/system/audit.csv?actor={mine}").split("\r\n")
    assert len(lines) == 4  # a head, two lines, and the end of the last one
    assert '""lapsed_days""' in lines[1]


def test_pages_of_the_audit_log_follow_each_other(
    office: Office, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prabayar.entrypoints.console.system.audit.SIZE", 1)
    for key in range(3):
        office.shop.pay(5_000 + key, on="2026-10-23", key=f"k{key}", account_code="ACC-1")
    seen, url = [], AUDIT
    while url:
        answer = admin.get(url)
        seen += [said.minor for _one, said in answer.context["told"]][:1]
        onwards = answer.context["page"].next_url
        url = f"{AUDIT}{onwards}" if onwards else ""
    assert seen == [5_002, 5_001, 5_000, None]


@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.FINANCE])
def test_others_of_the_operator_see_the_system_and_do_nothing_to_it(
    office: Office, role: StaffRole
) -> None:
    browser = office.staff(role)
    assert "Check the books now" not in told(browser.get(PAGE))
    assert browser.get(AUDIT).status_code == 200
    assert browser.post(CHECK).status_code == 403
    assert browser.get(CLOCK).status_code == 403
    assert browser.post(CLOCK, {"step": "day"}).status_code == 403


def test_outside_a_sandbox_there_is_no_clock(office: Office, admin: Client) -> None:
    assert admin.get(CLOCK).status_code == 404
    assert admin.post(CLOCK, {"step": "day"}).status_code == 404
    assert "Sandbox clock" not in told(admin.get(PAGE))


# -- the clock of a sandbox ----------------------------------------------------------------------


@pytest.fixture
def sandbox(
    transactional_db: None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: pathlib.Path,
    settings: Any,
) -> Client:
    """A small sandbox on 10 October 2026, its made-up customers, and an admin."""
    small.load()
    settings.PRABAYAR_PAYERS_FILE = str(small.write(tmp_path))
    monkeypatch.setattr(wiring, "outbox", lambda: small.Letters())
    office = Office(None, None)  # type: ignore[arg-type] # its people only
    return office.staff(StaffRole.ADMIN)


def stands_on() -> date:
    found = read_sandbox()
    assert found is not None
    return local_date(found.now_at, small.ZONE)


def test_the_clock_is_moved_by_a_day_a_week_and_to_a_day(sandbox: Client) -> None:
    assert "It is 10 Oct 2026, 00:00" in told(sandbox.get(CLOCK))
    steps = (
        ({"step": "day"}, date(2026, 10, 11)),
        ({"step": "week"}, date(2026, 10, 18)),
        ({"step": "date", "day": "2026-11-05"}, date(2026, 11, 5)),
        ({"step": "date", "day": "2026-11-05"}, date(2026, 11, 5)),
    )
    for given, day in steps:
        answer = sandbox.post(CLOCK, {**given, "payers": "on"})
        assert answer.status_code == 302
        assert stands_on() == day
    assert f"The clock stands at {day} now." in told(sandbox.get(answer["Location"]))


def test_what_has_happened_on_the_way_is_told_day_by_day(sandbox: Client) -> None:
    answer = sandbox.post(CLOCK, {"step": "date", "day": "2026-11-08", "payers": "on"})
    page = told(sandbox.get(answer["Location"]))
    assert re.search(r"Issued [1-9]", page)
    assert re.search(r"Settled [1-9]", page)
    assert re.search(r"Payments [1-9]", page)
    assert re.search(r"IDR [0-9,]{7,}", page)
    none = told(sandbox.get(sandbox.post(CLOCK, {"step": "date", "day": "2026-11-08"})["Location"]))
    assert "Nothing has happened on the way" in none


def test_without_their_habits_customers_do_not_pay(sandbox: Client) -> None:
    sandbox.post(CLOCK, {"step": "date", "day": "2026-11-08"})
    assert rows("SELECT count(*) FROM store_payment")[0][0] == 0
    assert rows("SELECT count(*) > 0 FROM store_invoice")[0][0]


@pytest.mark.parametrize(
    "given",
    [
        {"step": "date"},
        {"step": "date", "day": "2026-10-09"},
        {"step": "date", "day": "2026-11-11"},
        {"step": "year"},
    ],
)
def test_a_day_in_the_past_or_far_ahead_is_refused(sandbox: Client, given: dict[str, str]) -> None:
    assert sandbox.post(CLOCK, given).status_code == 422
    assert stands_on() == date(2026, 10, 10)


def test_somebody_else_who_moves_the_clock_is_said_and_not_disturbed(
    sandbox: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prabayar.store.driving._PATIENCE", 0.1)
    with only_driver():
        answer = sandbox.post(CLOCK, {"step": "day"})
    assert answer.status_code == 503
    assert "Somebody else is moving the clock" in told(answer)
    assert stands_on() == date(2026, 10, 10)


def test_moving_the_clock_leaves_the_connection_of_the_page_as_it_was(sandbox: Client) -> None:
    before = rows("SHOW synchronous_commit")
    sandbox.post(CLOCK, {"step": "day"})
    assert rows("SHOW synchronous_commit") == before


STATEMENTS = {PAGE: 11, AUDIT: 9}


@pytest.mark.parametrize(("url", "number"), STATEMENTS.items())
def test_pages_take_as_many_statements_whatever_they_list(
    office: Office, admin: Client, url: str, number: int
) -> None:
    office.shop.pay(5_000, on="2026-10-23", key="k0", account_code="ACC-1")
    admin.get(url)
    few = office.queries(admin, url)
    for key in range(1, 5):
        office.shop.pay(5_000 + key, on="2026-10-23", key=f"k{key}", account_code="ACC-1")
    assert (few, office.queries(admin, url)) == (number, number)
