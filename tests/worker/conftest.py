"""Sandboxes that have stood still for weeks while much fell due, and workers of their own."""

import contextlib
import json
import signal
import subprocess
import sys
import time

import pytest

from tests.infrastructure import processes

LATE = "2026-11-20T03:00:00+00:00"
_DUE = """
    SELECT (SELECT count(*) FROM store_account, store_clock
            WHERE due_at <= now_at AND parked_reason = '')
         + (SELECT count(*) FROM store_deferral d JOIN store_account a ON a.id = d.account_id,
            store_clock WHERE d.due_at <= now_at AND a.parked_reason = '')
         + (SELECT count(*) FROM store_notice, store_clock
            WHERE state = 'due' AND store_notice.due_at <= now_at)
"""


class Late:
    """The samples' customers; the clock was set to a day weeks later, and nobody has worked."""

    def __init__(self, place: processes.Place) -> None:
        self.place = place
        self.workers: list[subprocess.Popen] = []

    def script(self, *arguments: str) -> bytes:
        return subprocess.run(
            processes.command("tests.simulation.year", *arguments),
            env=self.place.environment,
            cwd=processes.ROOT,
            check=True,
            capture_output=True,
            timeout=120,
        ).stdout

    def worker(self, *, batch: int = 1000, **environment: str) -> subprocess.Popen:
        command = ["-m", "prabayar.entrypoints.cli.main", "worker", "--batch", str(batch)]
        started = subprocess.Popen(
            [sys.executable, *command],
            env={**self.place.environment, "PRABAYAR_LOG_LEVEL": "INFO", **environment},
            cwd=processes.ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.workers.append(started)
        return started

    def due(self) -> int:
        return self.place.ask(_DUE)[0][0]

    def count(self, table: str, where: str = "true") -> int:
        return self.place.ask(f"SELECT count(*) FROM {table} WHERE {where}")[0][0]

    def findings(self) -> list[str]:
        return json.loads(self.script("verify"))

    def letters(self) -> list[str]:
        return sorted(path.name for path in self.place.outbox.rglob("*.eml"))


def until(holds, *, seconds: float = 60) -> None:
    """Waits for what other processes do."""
    since = time.monotonic()
    while not holds():
        assert time.monotonic() - since < seconds, "it did not happen in time"
        time.sleep(0.02)


def stop(worker: subprocess.Popen) -> list[dict]:
    """SIGTERM; the lines of its log. It has to end well."""
    worker.send_signal(signal.SIGTERM)
    _, said = worker.communicate(timeout=60)
    assert worker.returncode == 0, said
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


@pytest.fixture
def late(django_db_setup):
    """Makes such sandboxes by name; their workers are gone afterwards."""
    with contextlib.ExitStack() as stack:

        def make(name: str = "late", *, at: str = LATE) -> Late:
            made = Late(stack.enter_context(processes.place(name)))
            stack.callback(_end, made)
            made.script("load")
            with made.place.owner() as owner:
                owner.execute("UPDATE store_clock SET now_at = %s", [at])
            return made

        yield make


def _end(made: Late) -> None:
    for worker in made.workers:
        if worker.poll() is None:
            worker.kill()
            worker.communicate()
