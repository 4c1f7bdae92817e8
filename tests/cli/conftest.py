"""Commands run in this process, on the test's database, in a sandbox that stands at 10 October."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from prabayar.entrypoints.cli.commands import run
from prabayar.store.clock import open_sandbox
from tests.adapters.intake_files import NOW, SAMPLES


@dataclass(frozen=True, slots=True)
class Came:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out, parse_float=_no_float)


def _no_float(text: str) -> float:
    raise AssertionError(f"an amount is never a float: {text}")


@pytest.fixture
def cli(capsys, monkeypatch):
    """Run a command line; its exit code and what it has printed."""
    monkeypatch.setenv("PRABAYAR_ACTOR", "staff:eva")
    monkeypatch.setenv("COLUMNS", "80")

    def call(*arguments: str) -> Came:
        capsys.readouterr()
        code = int(run(arguments))
        printed = capsys.readouterr()
        return Came(code, printed.out, printed.err)

    return call


@pytest.fixture
def sandbox(db, cli):
    """An empty sandbox with the catalogue of the samples."""
    return _opened(cli)


@pytest.fixture
def kept_sandbox(transactional_db, cli):
    """The same for commands that read in a transaction of their own."""
    return _opened(cli)


def _opened(cli):
    open_sandbox(now=NOW, seed="1")
    assert cli("import-catalog", str(SAMPLES / "catalog.toml")).code == 0
    return cli


@pytest.fixture
def sold(sandbox):
    """With the customers of the samples."""
    assert sandbox("import-customers", str(SAMPLES / "customers.csv")).code == 0
    return sandbox


@pytest.fixture
def kept_sold(kept_sandbox):
    assert kept_sandbox("import-customers", str(SAMPLES / "customers.csv")).code == 0
    return kept_sandbox
