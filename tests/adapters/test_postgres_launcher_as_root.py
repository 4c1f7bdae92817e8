"""What only root can try: being somebody else, folders out of reach, a disk that is full.

Collected only where the tests run as root; the rest of the launcher's tests run as anybody.
"""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pytest

from prabayar.adapters import postgres
from prabayar.adapters.postgres import binaries, errors, place, roles
from tests.infrastructure import launcher

NOBODY = "nobody"


@pytest.fixture
def home():
    with launcher.new_home() as home:
        yield home


@pytest.fixture(scope="module")
def site():
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="pb") as folder:
        pathlib.Path(folder).chmod(0o755)
        yield launcher.programs_within_reach(pathlib.Path(folder))


def test_root_hands_the_server_to_a_user_that_may_run_it(home):
    started = postgres.start(home)
    assert pathlib.Path(f"/proc/{started.pid}").stat().st_uid != 0
    assert started.data.stat().st_uid == pathlib.Path(f"/proc/{started.pid}").stat().st_uid


def test_an_ordinary_user_runs_it_as_themselves(home, site):
    home.parent.chmod(0o777)
    started = launcher.run("start", home, user=NOBODY, site=site)
    assert started["running"], started
    assert pathlib.Path(f"/proc/{started['pid']}").owner() == NOBODY
    assert launcher.run("stop", home, user=NOBODY, site=site) is True


def test_root_uses_the_server_that_an_ordinary_user_started(home, site):
    home.parent.chmod(0o777)
    started = launcher.run("start", home, user=NOBODY, site=site)
    assert postgres.start(home).pid == started["pid"]
    postgres.stop(home)
    again = postgres.start(home)
    assert pathlib.Path(f"/proc/{again.pid}").owner() == NOBODY
    assert launcher.run("stop", home, user=NOBODY, site=site) is True


def test_a_folder_that_may_not_be_written_is_named(home, site):
    home.mkdir(mode=0o755)
    came = launcher.run("start", home, user=NOBODY, site=site)
    assert came["error"] == "postgres_not_writable"
    assert str(home) in came["text"]
    below = launcher.run("start", home / "new" / "home", user=NOBODY, site=site)
    assert below["error"] == "postgres_not_writable"


def test_a_server_of_root_is_not_touched_by_an_ordinary_user(home, site):
    started = postgres.start(home)
    for call in ("start", "stop", "status"):
        came = launcher.run(call, home, user=NOBODY, site=site)
        assert came["error"] == "postgres_owned_by_another", came
    assert postgres.status(home).pid == started.pid


def test_another_user_cannot_connect(home, site):
    postgres.start(home)
    script = (
        "import json, os, sys, psycopg\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65533)\n"
        "try:\n"
        "    psycopg.connect(host=sys.argv[1], port=5432, user='postgres', dbname='postgres')\n"
        "except psycopg.OperationalError as error:\n"
        "    print(json.dumps(str(error)))\n"
    )
    command = [sys.executable, "-c", script, str(place.place_of(home).socket)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Permission denied" in json.loads(printed)


def test_a_home_out_of_the_servers_reach_keeps_its_data_elsewhere(home, monkeypatch):
    shared = home.parent / "shared"
    monkeypatch.setattr(binaries, "SHARED", shared)
    secret = home.parent / "secret"
    secret.mkdir(mode=0o700)
    home = secret / "home"
    started = postgres.start(home)
    try:
        assert started.data.parent == shared
        assert (home / "postgres").readlink() == started.data
        assert started.data.stat().st_mode & 0o777 == 0o700
        assert launcher.ask(home, "SELECT current_user::text") == roles.APP
        assert postgres.start(home).pid == started.pid
        postgres.stop(home)
        assert postgres.start(home).data == started.data
    finally:
        postgres.forget(home)
    assert not started.data.exists()
    assert not (home / "postgres").is_symlink()


def test_programs_out_of_the_servers_reach_are_copied_once(home, monkeypatch):
    shared = home.parent / "shared"
    monkeypatch.setattr(binaries, "SHARED", shared)
    secret = home.parent / "secret"
    secret.mkdir()
    site = launcher.programs_within_reach(secret)
    secret.chmod(0o700)
    monkeypatch.setattr(binaries, "site_of_package", lambda: pathlib.Path(site))
    started = postgres.start(home)
    copies = list(shared.glob("programs-*"))
    assert len(copies) == 1
    program = pathlib.Path(f"/proc/{started.pid}/exe").readlink()
    assert program.is_relative_to(copies[0])
    postgres.stop(home)
    before = copies[0].stat().st_mtime_ns
    assert postgres.start(home).running
    assert [copy.stat().st_mtime_ns for copy in shared.glob("programs-*")] == [before]


@contextlib.contextmanager
def small_disk(folder: pathlib.Path, *, megabytes: int):
    folder.mkdir()
    size = f"size={megabytes}m,mode=755"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def may_mount() -> bool:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(OSError):
        command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]
        if subprocess.run(command, check=False, capture_output=True).returncode == 0:
            subprocess.run(["umount", folder], check=True)
            return True
    return False


if may_mount():

    def test_a_disk_too_small_for_a_new_database_is_named(home):
        disk = home.parent / "disk"
        with small_disk(disk, megabytes=12):
            with pytest.raises(errors.DiskFullError) as refused:
                postgres.start(disk / "home")
            assert refused.value.where == str(disk / "home" / "postgres")
            assert not (disk / "home" / "postgres").exists()
            assert not (disk / "home" / "postgres.new").exists()

    def test_a_disk_that_filled_up_loses_nothing_and_is_named_at_the_next_start(home):
        disk = home.parent / "disk"
        with small_disk(disk, megabytes=120):
            started = postgres.start(disk / "home")
            with launcher.connect(disk / "home", role=roles.OWNER) as connection:
                connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
            postgres.stop(disk / "home")
            free = shutil.disk_usage(disk).free
            filler = disk / "filler"
            with filler.open("wb") as file, contextlib.suppress(OSError):
                file.write(b"x" * (free + 1_000_000))
            os.truncate(started.log, started.log.stat().st_size)
            with pytest.raises(errors.DiskFullError):
                postgres.start(disk / "home")
            filler.unlink()
            answer = "SELECT answer FROM kept"
            postgres.start(disk / "home")
            assert launcher.ask(disk / "home", answer, role=roles.OWNER) == 42
            postgres.stop(disk / "home")
