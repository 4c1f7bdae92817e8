"""`prabayar db …` on an embedded server of its own, and commands that start it by themselves."""

import json
import os
import subprocess
import sys

import pytest

from tests.adapters.intake_files import SAMPLES
from tests.infrastructure import launcher


@pytest.fixture(scope="module")
def home():
    with launcher.new_home() as made:
        yield made


def prabayar(home, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "PRABAYAR_"))}
    return subprocess.run(
        [sys.executable, "-m", "prabayar.entrypoints.cli.main", *arguments],
        env={**kept, "PYTHONPATH": "src", "PRABAYAR_HOME": str(home)},
        cwd=SAMPLES.parent,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_life_of_the_embedded_database(home):
    before = prabayar(home, "db", "status", "--json")
    assert (before.returncode, json.loads(before.stdout)["running"]) == (4, False)
    assert prabayar(home, "db", "stop").stdout == "The database was not running.\n"

    # A command that needs it starts it; it has no tables yet.
    early = prabayar(home, "account", "list", "--json")
    assert early.returncode == 4
    assert json.loads(early.stdout)["error"]["code"] == "not_migrated"
    assert early.stderr == (
        "prabayar: The database is not ready for this version: run `prabayar db migrate`.\n"
    )

    status = prabayar(home, "db", "start")
    assert status.returncode == 0
    assert "prabayar_app (runs), prabayar_owner (owns and migrates)" in status.stdout
    assert json.loads(prabayar(home, "db", "migrate", "--json").stdout) == {"done": True}
    assert prabayar(home, "db", "grant").stdout == "The rights are granted.\n"
    listed = prabayar(home, "account", "list")
    assert (listed.returncode, listed.stdout) == (0, "0 accounts.\n")
    running = json.loads(prabayar(home, "db", "status", "--json").stdout)
    assert (running["running"], running["embedded"]) == (True, True)
    assert running["pid"] > 0

    stopped = prabayar(home, "db", "stop", "--json")
    assert json.loads(stopped.stdout) == {"stopped": True, "embedded": True}
    assert prabayar(home, "db", "status").returncode == 4


def test_a_place_that_does_not_allow_it_is_said(tmp_path):
    file = tmp_path / "home"
    file.write_text("")
    came = prabayar(file, "db", "start")
    assert came.returncode == 4
    assert came.stderr.startswith("prabayar: ")
    assert "Traceback" not in came.stderr
