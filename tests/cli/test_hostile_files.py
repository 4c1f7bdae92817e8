"""Files, folders, addresses and pipes that were made to break something."""

import errno
import os
import pathlib
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from prabayar.adapters.database.address import addresses
from prabayar.adapters.intake import catalog_toml
from prabayar.adapters.intake.problems import MOST_PROBLEMS
from prabayar.adapters.mail.address import Sender
from prabayar.adapters.outbox import FileOutbox
from prabayar.domain.ports import Message
from prabayar.entrypoints.cli import imports, output
from prabayar.entrypoints.cli.failing import guarded
from prabayar.entrypoints.cli.reading import bytes_of
from prabayar.store.clock import open_sandbox
from tests.adapters.intake_files import NOW, SAMPLES, csv_of, read

SENDER = Sender("Prabayar", "billing@x.example")
CATALOG_TEXT = (SAMPLES / "catalog.toml").read_text()


def letter(recipient: str, message_id: str = "notice-1") -> Message:
    return Message(
        message_id=message_id,
        recipient=recipient,
        kind="invoice_issued",
        subject="s",
        body="b",
        made_at=datetime(2026, 10, 10, tzinfo=UTC),
    )


# -- files ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_place_that_cannot_be_written_is_said(kept_sandbox, tmp_path):
    came = kept_sandbox("export", str(tmp_path / "none" / "x.jsonl"), "--json")
    assert came.code == 3
    assert "x.jsonl cannot be read or written: No such file or directory." in came.err
    assert came.json["error"]["code"] == "file"
    full = kept_sandbox("export", "/dev/full")
    assert full.code == 3
    assert "No space left on device" in full.err


def test_a_file_without_end_is_not_read_to_its_end():
    assert len(bytes_of(pathlib.Path("/dev/zero"), largest=1_000)) == 1_001


@pytest.mark.django_db
def test_a_file_that_breaks_off_while_it_is_read_is_said(sandbox):
    came = sandbox("import-customers", "/proc/self/mem")
    assert came.code == 3
    assert "cannot be read or written" in came.err


def test_a_catalogue_that_would_take_for_ever_is_read_at_once():
    began = time.monotonic()
    brackets = f'{CATALOG_TEXT}\nx = """\n{("[" + " " * 900 + "x" + chr(10)) * 900}"""\n'
    [found] = catalog_toml.read_catalog(brackets.encode()).problems
    assert (found.column, found.wanted[:3]) == ("x", "a k")
    dotted = ".".join(["a"] * 100_000) + " = 1\n"
    [found] = catalog_toml.read_catalog(dotted.encode()).problems
    assert found.wanted == "a line with at most 500 dots"
    [found] = catalog_toml.read_catalog(b"#" * (catalog_toml.LARGEST + 1)).problems
    assert "at most 1048576 bytes" in found.wanted
    [found] = catalog_toml.read_catalog(b"a=" + b"[" * 900).problems
    assert "too deep" in found.wanted or "valid TOML" in found.wanted
    assert time.monotonic() - began < 20


def test_a_file_of_nothing_but_problems_is_not_read_to_its_end():
    [head, *_] = csv_of({}).decode().splitlines()
    raw = (f"{head}\n" + "a\n" * 200_000).encode()
    came = read(raw)
    assert len(came.problems) == MOST_PROBLEMS + 1
    assert "the rest is not read" in came.problems[-1].wanted
    assert not came.whole
    columns = ",".join(f"c{number}" for number in range(100_000))
    [found] = read(f"{head},{columns}\n".encode()).problems
    assert found.wanted == "at most 200 columns"


def test_a_thousand_problems_are_shown_and_the_others_counted(capsys):
    [one] = read(b"nothing").problems
    imports._show_problems([one] * 1_500, pathlib.Path("x.csv"))
    said = capsys.readouterr().out
    assert "x.csv: 1,500 problems" in said
    assert "… and 500 more: --json names each of them." in said


@pytest.mark.django_db
def test_customers_before_the_catalogue_are_told_what_is_missing(db, cli):
    open_sandbox(now=NOW, seed="1")
    came = cli("import-customers", str(SAMPLES / "customers.csv"), "--skip-bad")
    assert came.code == 3
    assert "import the catalogue first" in " ".join(came.out.split())


# -- the outbox -------------------------------------------------------------------------------


def test_notices_are_for_the_owner_of_the_outbox_only(tmp_path):
    FileOutbox(tmp_path / "a" / "outbox", sender=SENDER).deliver(letter("a@x.example"))
    assert stat.S_IMODE((tmp_path / "a" / "outbox").stat().st_mode) == 0o700
    (tmp_path / "mine").mkdir(mode=0o755)
    FileOutbox(tmp_path / "mine", sender=SENDER).deliver(letter("a@x.example"))
    assert stat.S_IMODE((tmp_path / "mine").stat().st_mode) == 0o755


RECIPIENTS = (
    *("../../x@y.example", "/etc/passwd@x.example", "a/b@x.example", "a_b@x.example"),
    *("józef@x.example", "jözef@x.example", "..", ".", "", "x" * 300, "x" * 299 + "y", "~", "_"),
)


def test_the_outbox_is_never_left_and_no_two_share_a_folder(tmp_path):
    folder = tmp_path / "outbox"
    for number, recipient in enumerate(RECIPIENTS):
        FileOutbox(folder, sender=SENDER).deliver(letter(recipient, f"../../{number}@x"))
    assert [path.name for path in tmp_path.iterdir()] == ["outbox"]
    made = sorted(folder.iterdir())
    assert len(made) == len(RECIPIENTS)
    assert [len(list(place.glob("*.eml"))) for place in made] == [1] * len(RECIPIENTS)
    assert (folder / "a_b@x.example").is_dir()


# -- settings, addresses, pipes --------------------------------------------------------------


@pytest.mark.parametrize("password", ["s3@cret", "s3/cret", "s3/cr:et", "@s3cret", "s3cret@@"])
def test_a_password_with_signs_of_an_address_is_not_shown_as_a_host(tmp_path, password):
    url = f"postgresql://user:{password}@db.example:5432/prabayar"
    with pytest.raises(Exception, match="DATABASE_URL cannot be read") as found:
        addresses(home=tmp_path, url=url, owner_url="")
    assert "cret" not in str(found.value)
    good = addresses(home=tmp_path, url="postgresql://u:s%403@db/p", owner_url="")["default"]
    assert (good["PASSWORD"], good["HOST"]) == ("s@3", "db")


def test_a_closed_pipe_is_no_error():
    def command() -> None:
        raise BrokenPipeError

    assert guarded(command, as_json=True) == 141


@pytest.mark.django_db
def test_a_pipe_that_closes_within_a_command_is_no_error(sandbox, monkeypatch):
    def gone(*_: object, **__: object) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr("prabayar.entrypoints.cli.accounts.say", gone)
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    came = sandbox("account", "list")
    assert (came.code, came.err) == (141, "")


def test_a_screen_that_is_closed_ends_the_command_and_not_the_process(monkeypatch):
    class Closed:
        encoding = "utf-8"

        def write(self, text: str) -> int:
            raise BrokenPipeError

        def flush(self) -> None:
            raise BrokenPipeError

        def isatty(self) -> bool:
            return False

    monkeypatch.setattr(sys, "stdout", Closed())
    with pytest.raises(BrokenPipeError):
        output.say("x")


def test_a_program_without_output_does_its_work(tmp_path):
    command = f"{sys.executable} -m prabayar.entrypoints.cli.main"
    environment = {**os.environ, "PRABAYAR_HOME": str(tmp_path), "DATABASE_URL": "postgresql:///x"}
    for closed, code in (("--help >&-", 0), ("nosuch 2>&-", 2)):
        came = subprocess.run(
            f"{command} {closed}", shell=True, env=environment, check=False, capture_output=True
        )
        assert (came.returncode, came.stderr) == (code, b"")


def test_a_reader_that_goes_away_leaves_no_complaint(tmp_path):
    environment = {
        **os.environ,
        "PRABAYAR_HOME": str(tmp_path),
        "DATABASE_URL": f"postgresql://nobody@/nothing?host={tmp_path}",
        "PYTHONIOENCODING": "ascii",
    }
    program = [sys.executable, "-m", "prabayar.entrypoints.cli.main"]
    with subprocess.Popen(
        [*program, "db", "status"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.close()
        complaint = process.stderr.read()
    assert complaint == b""
    came = subprocess.run(
        [*program, "account", "show", "–"], env=environment, check=False, capture_output=True
    )
    assert came.returncode == 4
    assert b"Traceback" not in came.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_output_that_takes_nothing_more_is_said(tmp_path, unbuffered):
    environment = {
        **os.environ,
        "PRABAYAR_HOME": str(tmp_path),
        "DATABASE_URL": "postgresql:///x",
        "PYTHONUNBUFFERED": unbuffered,
    }
    with open("/dev/full", "wb") as full:
        came = subprocess.run(
            [sys.executable, "-m", "prabayar.entrypoints.cli.main", "db", "status", "--json"],
            env=environment,
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert came.returncode == 3
    assert "No space left on device" in came.stderr
    assert len(came.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PRABAYAR_SEED", "abc", "PRABAYAR_SEED is a whole number"),
        ("PRABAYAR_SEED", "9" * 5_000, "PRABAYAR_SEED is a whole number"),
        ("PRABAYAR_LOG_LEVEL", "loud", "PRABAYAR_LOG_LEVEL is one of DEBUG, INFO"),
        ("PRABAYAR_HOME", "/tmp/" + "x" * 300, "File name too long"),
    ],
)
def test_a_setting_that_cannot_be_read_is_said(tmp_path, name, value, said):
    came = subprocess.run(
        [sys.executable, "-m", "prabayar.entrypoints.cli.main", "db", "status"],
        env={**os.environ, "PRABAYAR_HOME": str(tmp_path), name: value},
        check=False,
        capture_output=True,
        text=True,
    )
    assert came.returncode == 4
    assert said in came.stderr
    assert len(came.stderr.splitlines()) == 1
