"""Whatever goes wrong is one sentence on standard error and an exit code, never a traceback."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.db import connections
from django.db.utils import DatabaseError, OperationalError, ProgrammingError

from prabayar.adapters.database.commands import VersionError
from prabayar.adapters.postgres import PostgresError
from prabayar.domain.errors import Refusal
from prabayar.entrypoints.cli import opening, output
from prabayar.entrypoints.cli.failing import Exit, guarded
from prabayar.store.errors import AccountBusy
from tests.adapters.intake_files import SAMPLES


def raised(error: BaseException, cause: BaseException | None = None):
    def command() -> None:
        raise error from cause

    return command


FAILURES = [
    (Refusal("No, because."), None, Exit.REFUSED, "No, because."),
    (AccountBusy("Try again."), None, Exit.BUSY, "Try again."),
    (VersionError("Too old."), None, Exit.DATABASE, "Too old."),
    (PostgresError("Full.", where="/x", remedy="Make room."), None, 4, "Full. Make room. (/x)"),
    (ProgrammingError("?"), psycopg.errors.UndefinedTable(), 4, "run `prabayar db migrate`"),
    (ProgrammingError("?"), psycopg.errors.UndefinedColumn(), 4, "run `prabayar db migrate`"),
    (ProgrammingError("?"), psycopg.errors.InsufficientPrivilege(), 4, "run `prabayar db grant`"),
    (OperationalError("it\nis\ngone"), psycopg.OperationalError(), 4, "(it is gone)"),
    (OperationalError(""), None, 4, "(it does not answer)"),
]


@pytest.mark.parametrize(("error", "cause", "code", "said"), FAILURES, ids=str)
def test_a_failure_is_one_sentence_and_a_code(capsys, error, cause, code, said):
    assert guarded(raised(error, cause), as_json=False) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert len(printed.err.splitlines()) == 1


def test_a_bug_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        guarded(lambda: 1 / 0, as_json=False)
    with pytest.raises(DatabaseError):
        guarded(raised(ProgrammingError("x"), psycopg.errors.SyntaxError()), as_json=False)


def test_a_command_that_is_interrupted_ends_with_130():
    import typer

    assert guarded(raised(typer.Abort()), as_json=False) == 130


def program(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "prabayar.entrypoints.cli.main", *arguments],
        env={**os.environ, "PYTHONPATH": "src", "COLUMNS": "80", **environment},
        cwd=SAMPLES.parent,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_database_that_is_not_there_is_said(tmp_path):
    url = f"postgresql://nobody@/nothing?host={tmp_path}"
    came = program("account", "list", "--json", DATABASE_URL=url, PRABAYAR_HOME=str(tmp_path))
    assert came.returncode == 4
    assert came.stderr.startswith("prabayar: The database cannot be reached (")
    assert "Traceback" not in came.stderr
    assert '"code": "unreachable"' in came.stdout
    status = program("db", "status", DATABASE_URL=url, PRABAYAR_HOME=str(tmp_path))
    assert status.returncode == 4
    assert "not running" in status.stdout


def test_an_address_that_cannot_be_read_is_said_without_its_password(tmp_path):
    came = program("verify", DATABASE_URL="postgres:s3cret", PRABAYAR_HOME=str(tmp_path))
    assert came.returncode == 4
    assert came.stderr.startswith("prabayar: DATABASE_URL cannot be read.")
    assert "s3cret" not in came.stderr
    assert "Traceback" not in came.stderr


@pytest.mark.django_db(transaction=True)
def test_an_account_that_is_being_worked_on_is_busy(kept_sold, monkeypatch):
    from prabayar.store import locks

    assert locks.PATIENCE_MS == 3_000
    found = connections["default"].get_connection_params()
    plain = {
        key: found[key] for key in ("user", "password", "host", "port", "dbname") if key in found
    }
    with psycopg.connect(**plain) as other:
        other.execute("SELECT id FROM store_account WHERE code = 'ACC-2000' FOR UPDATE")
        came = kept_sold("change", "ptnusantaradig-00", "cancel")
        other.rollback()
    assert (came.code, came.out) == (5, "")
    assert "try again in a moment" in came.err


@pytest.mark.django_db
def test_the_database_is_started_when_it_is_the_embedded_one(monkeypatch):
    started = []
    connection = connections["default"]
    answers = iter([OperationalError("not there"), None])

    def ensure() -> None:
        answer = next(answers)
        if answer is not None:
            raise answer

    monkeypatch.setattr(connection, "ensure_connection", ensure)
    monkeypatch.setattr(opening.commands, "is_embedded", lambda: True)
    monkeypatch.setattr(opening.commands, "start", lambda: started.append(True))
    opening.connect()
    assert started == [True]


@pytest.mark.django_db
def test_somebody_elses_database_is_not_started(monkeypatch):
    def ensure() -> None:
        raise OperationalError("not there")

    monkeypatch.setattr(connections["default"], "ensure_connection", ensure)
    monkeypatch.setattr(opening.commands, "is_embedded", lambda: False)
    with pytest.raises(OperationalError):
        opening.connect()


def test_who_asks_is_named(monkeypatch):
    monkeypatch.delenv("PRABAYAR_ACTOR", raising=False)
    monkeypatch.setattr("getpass.getuser", lambda: "eva")
    assert opening.actor() == "cli:eva"

    def unknown() -> str:
        raise KeyError("uid")

    monkeypatch.setattr("getpass.getuser", unknown)
    assert opening.actor() == f"cli:{os.geteuid()}"
    monkeypatch.setenv("PRABAYAR_ACTOR", " staff:eva ")
    assert opening.actor() == "staff:eva"


def test_progress_is_shown_to_somebody_who_is_watching(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with output.progress("Rows") as watched:
        watched(1, 2)
    assert "Rows" in capsys.readouterr().err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    with output.progress("Rows") as watched:
        watched(1, 2)
    assert capsys.readouterr().err == ""
