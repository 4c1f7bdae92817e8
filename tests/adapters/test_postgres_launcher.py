"""The embedded PostgreSQL starts once, survives what happens to machines, and says what is wrong.

What needs root (another user, a folder out of reach, a full disk) is in
test_postgres_launcher_as_root.py.
"""

import contextlib
import errno
import os
import pathlib
import shutil
import signal
import subprocess
import threading
import time

import psycopg
import pytest

from prabayar.adapters import postgres
from prabayar.adapters.postgres import binaries, errors, ground, server
from prabayar.adapters.postgres.place import place_of
from tests.infrastructure import launcher


@pytest.fixture
def home():
    with launcher.new_home() as home:
        yield home


@pytest.fixture(scope="module")
def running_home():
    """One server for the tests that only look."""
    with launcher.new_home() as home:
        postgres.start(home)
        yield home


def kill_server(home: pathlib.Path) -> None:
    pid = postgres.status(home).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def wait_until(condition, *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def test_a_first_start_makes_the_database_and_its_two_roles(running_home):
    rows = {}
    with launcher.connect(running_home) as connection:
        for name, *rights in connection.execute(
            "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolcanlogin FROM pg_roles "
            "WHERE rolname LIKE 'prabayar%'"
        ):
            rows[name] = rights
    assert rows == {
        "prabayar_owner": [False, True, False, True],
        "prabayar_app": [False, False, False, True],
    }
    owner = "SELECT datdba::regrole::text FROM pg_database WHERE datname = 'prabayar'"
    assert launcher.ask(running_home, owner) == "prabayar_owner"


def test_the_data_has_checksums_and_the_server_listens_on_no_port(running_home):
    assert launcher.ask(running_home, "SHOW data_checksums") == "on"
    assert launcher.ask(running_home, "SHOW listen_addresses") == ""
    assert launcher.ask(running_home, "SHOW fsync") == "on"
    assert launcher.ask(running_home, "SHOW timezone") == "UTC"
    place = place_of(running_home)
    assert place.data.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("database", ["prabayar", "template1"])
def test_ranges_can_be_excluded_in_every_database_made_here(running_home, database):
    statement = "SELECT count(*) FROM pg_extension WHERE extname = 'btree_gist'"
    assert launcher.ask(running_home, statement, role="prabayar_owner", database=database) == 1


def test_the_products_role_may_not_make_tables(running_home):
    with (
        launcher.connect(running_home) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE planted (id int)")


def test_a_second_start_finds_the_running_server(running_home):
    before = postgres.status(running_home)
    assert before.running
    assert postgres.start(running_home) == before
    assert launcher.run("start", running_home)["pid"] == before.pid


def test_stopping_keeps_the_data_and_says_whether_anything_ran(home):
    postgres.start(home)
    with launcher.connect(home, role="prabayar_owner") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert postgres.stop(home) is True
    assert postgres.status(home).running is False
    assert postgres.status(home).pid is None
    assert postgres.stop(home) is False
    postgres.start(home)
    assert launcher.ask(home, "SELECT answer FROM kept", role="prabayar_owner") == 42


def test_stopping_what_never_ran_changes_nothing(home):
    assert postgres.stop(home) is False
    assert not home.exists()


def test_eight_starters_at_once_give_one_server(home):
    starters = [launcher.spawn("start", home) for _ in range(8)]
    printed = []
    for starter in starters:
        with starter:
            printed.append(starter.communicate(timeout=60)[0])
    assert len(set(printed)) == 1, printed
    assert postgres.status(home).running
    log = postgres.status(home).log.read_text()
    assert log.count("ready to accept connections") == 1


def test_an_interrupted_first_start_leaves_nothing_half_made(home):
    half = place_of(home).data.with_name("postgres.new")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    assert postgres.start(home).running
    assert not half.exists()


def test_a_start_interrupted_before_the_roles_were_complete_is_completed(home):
    postgres.start(home)
    with launcher.connect(home, role="postgres", database="postgres") as connection:
        connection.execute("DROP DATABASE prabayar")
        connection.execute("ALTER ROLE prabayar_app NOLOGIN")
    postgres.start(home)
    assert launcher.ask(home, "SELECT current_user::text") == "prabayar_app"


def test_acknowledged_rows_survive_kill_9(home):
    """Three rounds; each writes until the server is killed in the midst of it."""
    postgres.start(home)
    with launcher.connect(home, role="prabayar_owner") as connection:
        connection.execute("CREATE TABLE kept (id int PRIMARY KEY)")
    acknowledged: list[int] = []

    def write() -> None:
        with (
            contextlib.suppress(psycopg.OperationalError),
            launcher.connect(home, role="prabayar_owner") as connection,
        ):
            while True:
                number = len(acknowledged)
                connection.execute("INSERT INTO kept VALUES (%s) ON CONFLICT DO NOTHING", [number])
                acknowledged.append(number)

    for _ in range(3):
        before = len(acknowledged)
        writer = threading.Thread(target=write)
        writer.start()
        wait_until(lambda before=before: len(acknowledged) > before + 200)
        kill_server(home)
        writer.join()
        assert postgres.start(home).running
        with launcher.connect(home, role="prabayar_owner") as connection:
            rows = connection.execute("SELECT id FROM kept ORDER BY id").fetchall()
        assert set(acknowledged) <= {number for (number,) in rows}


def test_a_stuck_process_of_a_killed_server_does_not_keep_the_next_from_starting(home):
    """PostgreSQL refuses to start while an orphan still holds the shared memory."""
    postgres.start(home)
    with launcher.connect(home) as connection:
        stuck = connection.info.backend_pid
        os.kill(stuck, signal.SIGSTOP)
        kill_server(home)
        assert postgres.start(home).running
    assert not server.serves(stuck, place_of(home).data)


def test_a_pid_file_whose_number_belongs_to_a_stranger_by_now_is_removed(home):
    """As in a container that was started anew: process numbers repeat."""
    place = place_of(home)
    postgres.start(home)
    kill_server(home)
    wait_until(lambda: not postgres.status(home).running)
    with subprocess.Popen(["sleep", "60"], **place.account.spawn_options()) as stranger:
        lines = place.pid_file.read_text().split("\n")
        place.pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        assert server.running_pid(place) is None
        assert postgres.start(home).running
        assert stranger.poll() is None, "a process that is not ours was ended"
        stranger.kill()


@pytest.mark.parametrize("part", ["a" * 90, "with, a comma", "with a blank", "mit Umläuten ß"])
def test_any_path_will_do_for_a_home(home, part):
    deep = home.parent / part / "home"
    try:
        assert postgres.start(deep).running
        assert launcher.ask(deep, "SELECT 1") == 1
        assert len(os.fsencode(place_of(deep).socket)) < 95
    finally:
        postgres.forget(deep)
    assert not place_of(deep).socket.exists()


def test_a_folder_in_tmp_that_somebody_else_made_is_not_used_for_the_socket(home):
    deep = home.parent / ("a" * 90) / "home"
    place_of(deep).socket.symlink_to("/usr")
    with pytest.raises(errors.OwnedByAnotherError) as refused:
        postgres.start(deep)
    assert refused.value.where == str(place_of(deep).socket)
    place_of(deep).socket.unlink()


@pytest.mark.parametrize("where", [".", "below"])
def test_a_file_in_the_place_of_the_home_is_named(home, where):
    home.write_text("not a folder")
    with pytest.raises(errors.NotADirectoryHomeError) as refused:
        postgres.start(home / where)
    assert refused.value.where == str(home / where)
    assert "PRABAYAR_HOME" in refused.value.remedy


def test_data_of_another_user_is_named_with_both_users(home):
    home.mkdir()
    (home / "postgres").symlink_to("/usr")  # belongs to root, who never runs the server
    for action in (postgres.start, postgres.stop, postgres.status):
        with pytest.raises(errors.OwnedByAnotherError, match="belongs to the user root") as refused:
            action(home)
        assert refused.value.where == "/usr"


def test_a_full_disk_is_named_wherever_it_shows():
    path = pathlib.Path("/dev/full")
    with (
        pytest.raises(OSError, match="No space left") as full,
        path.open("wb", buffering=0) as file,
    ):
        file.write(b"x")
    explained = ground.explained(full.value, path)
    assert isinstance(explained, errors.DiskFullError)
    assert "Free some space" in str(explained)
    assert isinstance(ground.explained(OSError(errno.EDQUOT, "quota"), path), errors.DiskFullError)


def test_a_platform_without_programs_is_pointed_to_another_database(home, monkeypatch):
    monkeypatch.setattr(binaries, "site_of_package", lambda: None)
    with pytest.raises(errors.NoBinaryError, match="DATABASE_URL"):
        postgres.start(home)


def test_programs_of_another_platform_are_named(home, monkeypatch):
    programs = home.parent / binaries.PROGRAMS
    programs.mkdir(parents=True)
    (programs / "postgres").write_bytes(b"\x7fELF of another machine")
    (programs / "postgres").chmod(0o755)
    monkeypatch.setattr(binaries, "site_of_package", lambda: home.parent)
    with pytest.raises(errors.NoBinaryError) as refused:
        postgres.start(home)
    assert refused.value.where == str(programs)


def test_data_of_another_version_is_left_alone(home):
    postgres.start(home)
    postgres.stop(home)
    (place_of(home).data / "PG_VERSION").write_text("14\n")
    with pytest.raises(errors.OtherVersionError, match="made by PostgreSQL 14"):
        postgres.start(home)


def test_a_server_that_does_not_start_is_quoted(home):
    postgres.start(home)
    postgres.stop(home)
    shutil.rmtree(place_of(home).data / "global")
    with pytest.raises(errors.DidNotStartError, match="pg_control") as refused:
        postgres.start(home)
    assert refused.value.where == str(place_of(home).log)


def test_a_long_log_is_turned_over(home, monkeypatch):
    monkeypatch.setattr(server, "LONGEST_LOG", 10)
    postgres.start(home)
    postgres.stop(home)
    postgres.start(home)
    log = postgres.status(home).log
    assert "shut down" in log.with_suffix(".log.1").read_text()
    assert log.read_text().count("ready to accept connections") == 1


def test_forgetting_leaves_nothing(home):
    postgres.start(home)
    postgres.forget(home)
    assert not place_of(home).data.exists()
    assert postgres.status(home).running is False
