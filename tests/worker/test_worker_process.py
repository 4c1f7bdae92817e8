"""The worker as a process: told to stop, killed, several at once, without a database."""

import json
import re
import signal
import time

import psycopg
import pytest

from tests.worker.conftest import LATE, stop, until

pytestmark = pytest.mark.slow


def told_apart(sandbox) -> list[dict[str, object]]:
    """The renumbered export, but for what became of a notice.

    Deciding and delivering are loops of their own: whether a word is still true when it goes out
    depends on which of them is first, and on nothing that is kept of money, time or access.
    """
    records = [json.loads(line) for line in sandbox.script("renumbered").splitlines()]
    fates = {"state", "reason"}
    return [
        {key: value for key, value in one.items() if one["record"] != "notice" or key not in fates}
        for one in records
    ]


def test_everything_that_is_due_is_done_and_the_clock_is_left_alone(late):
    sandbox = late()
    assert sandbox.due() > 50
    worker = sandbox.worker()
    until(lambda: sandbox.due() == 0)
    log = stop(worker)
    assert sandbox.findings() == []
    delivered = sandbox.count("store_notice", "state = 'delivered'")
    assert len(sandbox.letters()) == delivered > 50
    assert sandbox.place.ask("SELECT now_at = %s FROM store_clock", [LATE]) == [(True,)]
    events = [line["event"] for line in log]
    assert events[0] == "worker_started"
    assert events[-1] == "worker_stopped"
    assert [line["signal"] for line in log if line["event"] == "worker_stopping"] == ["SIGTERM"]


def test_sigterm_lets_every_batch_be_finished(late):
    """One account at a time: told to stop in the middle, it keeps what it has begun, whole."""
    sandbox = late()
    worker = sandbox.worker(batch=1)
    until(lambda: sandbox.count("store_fact", "kind = 'grace_began'") >= 2)
    log = stop(worker)
    assert sandbox.due() > 0
    done = sum(one["done"] for one in log if one.get("kind") == "decide")
    decided = sandbox.count(
        "store_account", f"due_at > '{LATE}' AND parked_reason = '' AND due_at IS NOT NULL"
    )
    assert 0 < done <= decided
    assert sandbox.count("store_notice", "lease_ends_at = due_at AND state = 'due'") == 0
    sandbox.worker()
    until(lambda: sandbox.due() == 0)
    assert sandbox.findings() == []


def test_sigint_stops_it_as_well(late):
    sandbox = late()
    worker = sandbox.worker()
    until(lambda: sandbox.due() == 0)
    worker.send_signal(signal.SIGINT)
    worker.communicate(timeout=30)
    assert worker.returncode == 0


def test_killed_in_the_middle_of_its_batches_it_loses_and_doubles_nothing(late):
    wanted, sandbox = late("wanted"), late("killed")
    undisturbed = wanted.worker()
    until(lambda: wanted.due() == 0)
    stop(undisturbed)
    for facts in range(20, 320, 60):
        before = sandbox.count("store_fact", "kind <> 'account_opened'")
        worker = sandbox.worker(batch=2)
        until(
            lambda before=before, facts=facts: (
                sandbox.due() == 0 or sandbox.count("store_fact") >= before + facts
            )
        )
        worker.kill()
        worker.communicate()
    # What a dead sender had taken comes up again when its lease ends.
    with sandbox.place.owner() as owner:
        owner.execute("UPDATE store_notice SET due_at = send_at WHERE state = 'due'")
    sandbox.worker()
    until(lambda: sandbox.due() == 0)
    assert told_apart(sandbox) == told_apart(wanted)
    # A letter may have gone out a moment before the kill, and be untrue when its turn comes again.
    sent = [int(re.search(r"notice-(\d+)", letter)[1]) for letter in sandbox.letters()]
    closed = dict(sandbox.place.ask("SELECT id, state FROM store_notice"))
    assert len(set(sent)) == len(sent)
    assert {id for id, state in closed.items() if state == "delivered"} <= set(sent)
    assert {closed[id] for id in sent} <= {"delivered", "dropped"}
    assert sandbox.findings() == []


def test_several_workers_share_the_work(late):
    wanted, sandbox = late("wanted"), late("shared")
    alone = wanted.worker()
    until(lambda: wanted.due() == 0)
    stop(alone)
    workers = [sandbox.worker(batch=1) for _ in range(3)]
    until(lambda: sandbox.due() == 0)
    logs = [stop(worker) for worker in workers]
    shares = [sum(line.get("done", 0) for line in log) for log in logs]
    assert sum(share > 0 for share in shares) >= 2
    assert told_apart(sandbox) == told_apart(wanted)
    assert len(sandbox.letters()) == sandbox.count("store_notice", "state = 'delivered'")
    assert sandbox.findings() == []


def test_an_account_that_cannot_be_decided_is_parked_with_its_reason_and_the_others_go_on(late):
    """One contradicts itself, and one cannot even be read."""
    sandbox = late()
    with sandbox.place.owner() as owner:
        owner.execute(
            "UPDATE store_subscription SET paid_until_on = NULL WHERE app_id = %s",
            ["ptsamudralogis-01"],
        )
        owner.execute(
            "UPDATE store_subscription SET pending_kind = 'upgrade', pending_price_id = NULL"
            " WHERE app_id = %s",
            ["ptanggrekeduka-04"],
        )
    worker = sandbox.worker()
    until(lambda: sandbox.due() == 0)
    log = stop(worker)
    parked = dict(
        sandbox.place.ask("SELECT code, parked_reason FROM store_account WHERE parked_reason <> ''")
    )
    assert set(parked) == {"ACC-2001", "ACC-2004"}
    assert "was never paid" in parked["ACC-2001"]
    assert "KeyError" in parked["ACC-2004"]
    told = {line["account"] for line in log if line["event"] == "account_parked"}
    assert told == {"ACC-2001", "ACC-2004"}
    assert sandbox.count("store_fact", "kind = 'account_parked'") == 2


def test_a_lost_database_connection_is_waited_for(late):
    sandbox = late(at="2026-10-11T03:00:00+00:00")
    worker = sandbox.worker()
    until(lambda: sandbox.due() == 0)
    with psycopg.connect(sandbox.place.environment["DATABASE_URL"], autocommit=True) as same_role:
        lost = same_role.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()",
            [sandbox.place.name],
        ).fetchone()
        assert lost[0] >= 3
        same_role.execute("UPDATE store_clock SET now_at = %s", [LATE])
    until(lambda: sandbox.due() == 0)
    log = stop(worker)
    assert "database_lost" in [line["event"] for line in log]
    assert sandbox.findings() == []


def test_an_idle_worker_is_woken_when_something_is_kept(late):
    """On the machine's clock an idle worker sleeps for a minute, unless it hears a word."""
    sandbox = late()
    with sandbox.place.owner() as owner:
        owner.execute("DELETE FROM store_clock")
        owner.execute("UPDATE store_account SET due_at = NULL")
        owner.execute("UPDATE store_notice SET state = 'delivered', closed_at = send_at")
    worker = sandbox.worker(PRABAYAR_SANDBOX="0")
    until(lambda: _listens(sandbox))
    time.sleep(1)
    with sandbox.place.owner() as owner, owner.transaction():
        (notice_id,) = owner.execute("SELECT min(id) FROM store_notice").fetchone()
        owner.execute(
            "UPDATE store_notice SET state = 'due', closed_at = NULL,"
            " due_at = '2020-01-01T00:00:00Z' WHERE id = %s",
            [notice_id],
        )
        owner.execute("NOTIFY prabayar_due")
    until(lambda: len(sandbox.letters()) == 1, seconds=20)
    stop(worker)


def _listens(sandbox) -> bool:
    """Only sessions of one's own role show what they do."""
    with psycopg.connect(sandbox.place.environment["DATABASE_URL"]) as same_role:
        found = same_role.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND query LIKE 'LISTEN%%'",
            [sandbox.place.name],
        ).fetchone()
    return found[0] > 0
