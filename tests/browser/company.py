"""A made-up company as `make run` starts it, seven weeks old, on an address of its own.

One is shared by all browser tests of a run; it is left in a folder that the run removes.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNTIL = "2026-11-28"
TRIAL_APP = "browser-trial"  # made for staff to look at; the samples' trials are over by then


@dataclass(frozen=True, slots=True)
class Company:
    """`environment` is what a command needs to work on the same data."""

    url: str
    environment: dict[str, str]

    def run(self, *arguments: str) -> str:
        """What a command of the product prints."""
        done = subprocess.run(
            [sys.executable, "-m", "prabayar.entrypoints.cli.main", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(home: pathlib.Path, url: str) -> dict[str, str]:
    ours = ("PRABAYAR_", "DATABASE_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {
        **kept,
        "PRABAYAR_HOME": str(home),
        "PRABAYAR_SANDBOX": "1",
        "PRABAYAR_DEVELOPMENT": "1",
        "PRABAYAR_LOG_LEVEL": "WARNING",
        "PRABAYAR_URL": url,
    }


@contextlib.contextmanager
def served(company: Company, *, log: pathlib.Path) -> Iterator[Company]:
    """The pages of the data that is there, until the end of the block."""
    port = company.url.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "prabayar.entrypoints.cli.main", "web", "--port", port]
    with log.open("ab") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, env=company.environment, stdout=file, stderr=file
        )
    try:
        _wait_for(company.url, process, log)
        yield company
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: pathlib.Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"the pages did not start:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the pages do not answer:\n{log.read_text()}")


MAKE_APP = f"""
import django
django.setup()
from prabayar import wiring
from prabayar.usecases.make_app import make_app
now = wiring.clock().now()
make_app("ACC-2061", app_id="{TRIAL_APP}", name="Percobaan", now=now, actor="sandbox")
"""


def enrich(company: Company) -> None:
    """A credit note, money of nobody known, and a trial: by then the samples have none."""
    subprocess.run(
        [sys.executable, "-c", MAKE_APP],
        env=company.environment | {"DJANGO_SETTINGS_MODULE": "prabayar.config.settings"},
        check=True,
        capture_output=True,
    )
    books = json.loads(company.run("statement", "ACC-2061", "--json"))
    number = books["receipts"][-1]["number"]
    company.run("credit-note", number, "--net", "100000", "--reason", "goodwill")
    company.run("record-payment", "450000", "IDR", "--unknown", "--booked-on", UNTIL)


@contextlib.contextmanager
def opened(home: pathlib.Path, *, until: str = UNTIL) -> Iterator[Company]:
    """Made, driven for some weeks, and served."""
    url = f"http://localhost:{free_port()}"
    company = Company(url, environment(home, url))
    try:
        company.run("db", "migrate")
        demo = ["prabayar.simulation.demo", "--only-data", "--until", until]
        subprocess.run(
            [sys.executable, "-m", *demo],
            cwd=ROOT,
            env=company.environment,
            check=True,
            capture_output=True,
        )
        if until == UNTIL:
            enrich(company)
        with served(company, log=home / "web.log"):
            yield company
    finally:
        company.run("db", "stop")
