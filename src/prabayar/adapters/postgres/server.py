"""Starts, stops and looks at the embedded PostgreSQL of a home.

Several starters at once give one server. The server outlives its starter and speaks over
a unix socket only. After a crash it recovers by itself; what was acknowledged is there.
"""

import contextlib
import os
import pathlib
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass

import psycopg

from prabayar.adapters.postgres import roles
from prabayar.adapters.postgres.binaries import find_programs, major_version
from prabayar.adapters.postgres.errors import (
    DidNotStartError,
    DidNotStopError,
    OtherVersionError,
    PostgresError,
)
from prabayar.adapters.postgres.ground import (
    check_owner,
    disk_full,
    explained,
    only_starter,
    owned_by_another,
    private_folder,
)
from prabayar.adapters.postgres.place import Place, place_of

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "jit": "off",
}
START_SECONDS = 300  # recovery after a crash may have much to read
STOP_SECONDS = 60
LEFTOVER_SECONDS = 10  # processes of a killed server end by themselves within moments
LONGEST_LOG = 10_000_000  # bytes; the log before it is kept once


@dataclass(frozen=True, slots=True)
class Status:
    running: bool
    data: pathlib.Path
    socket: pathlib.Path
    log: pathlib.Path
    pid: int | None
    version: str


def start(home: pathlib.Path, *, settings: Mapping[str, str] | None = None) -> Status:
    """Returns when the server answers and roles and database are there."""
    place = place_of(home)
    check_owner(place)
    if not roles.is_complete(place):
        with only_starter(place):
            if not roles.is_complete(place):
                _start_alone(place, {**SETTINGS, **(settings or {})})
    return _status(place)


def stop(home: pathlib.Path) -> bool:
    """Fast: open transactions are rolled back. False when nothing was running."""
    place = place_of(home)
    check_owner(place)
    if not place.data.exists():
        return False
    with only_starter(place):
        pid = running_pid(place)
        if pid is None:
            return False
        try:
            os.kill(pid, signal.SIGINT)
        except PermissionError as error:
            raise owned_by_another(place.data, place) from error
        deadline = time.monotonic() + STOP_SECONDS
        while place.pid_file.exists():
            if time.monotonic() > deadline:
                raise DidNotStopError(
                    f"The server (process {pid}) has not stopped in {STOP_SECONDS} s.",
                    where=place.log,
                    remedy="Read the log; end the programs that still use the database.",
                )
            time.sleep(0.01)
    return True


def status(home: pathlib.Path) -> Status:
    place = place_of(home)
    check_owner(place)
    return _status(place)


def forget(home: pathlib.Path) -> None:
    """Stops the server and deletes its data, wherever it is kept."""
    stop(home)
    place = place_of(home)
    shutil.rmtree(place.data, ignore_errors=True)
    shutil.rmtree(place.socket, ignore_errors=True)
    if place.link.is_symlink():
        place.link.unlink()


def running_pid(place: Place) -> int | None:
    """The postmaster of this data, if it lives; a number left by a dead one is not it."""
    try:
        pid = int(place.pid_file.read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid if serves(pid, place.data) else None


def _status(place: Place) -> Status:
    version = ""
    with (
        contextlib.suppress(psycopg.OperationalError),
        roles.connect(place, role=roles.APP, database=roles.DATABASE) as connection,
    ):
        version = ".".join(map(str, divmod(connection.info.server_version, 10000)))
    return Status(
        running=bool(version),
        data=place.data,
        socket=place.socket,
        log=place.log,
        pid=running_pid(place) if version else None,
        version=version,
    )


def _start_alone(place: Place, settings: Mapping[str, str]) -> None:
    programs = find_programs(account=place.account)
    if not (place.data / "PG_VERSION").exists():
        _make_data(place, programs)
    _check_version(place, programs)
    private_folder(place.socket, place)
    if not roles.answers(place):
        _run(place, programs, settings)
    roles.complete(place)


def _run(place: Place, programs: pathlib.Path, settings: Mapping[str, str]) -> None:
    deadline = time.monotonic() + LEFTOVER_SECONDS
    while (complaint := _try_to_start(place, programs, settings)) is not None:
        if "No space left on device" in complaint:
            raise disk_full(place.data)
        leftover = "still in use" in complaint or "already exists" in complaint
        if not leftover or time.monotonic() > deadline:
            raise DidNotStartError(
                "PostgreSQL did not start. It said:\n" + complaint.strip(),
                where=place.log,
                remedy="Read the log; mend what it names, then start again.",
            )
        _clear_leftovers(place)
        time.sleep(0.1)


def _make_data(place: Place, programs: pathlib.Path) -> None:
    """A data folder appears complete or not at all, however its making ends."""
    draft = place.data.with_name(place.data.name + ".new")
    try:
        if draft.exists():
            shutil.rmtree(draft)
        if place.data.parent != place.home:
            place.data.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    except OSError as error:
        raise explained(error, draft) from error
    private_folder(draft, place)
    made = subprocess.run(
        [
            programs / "initdb",
            "-D",
            draft,
            "-U",
            roles.SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--data-checksums",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        **place.account.spawn_options(),
    )
    if made.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise _could_not_make(made.stderr, place)
    try:
        draft.rename(place.data)
        if place.link != place.data and not place.link.exists():
            place.link.symlink_to(place.data)
    except OSError as error:
        raise explained(error, place.data) from error


def _could_not_make(complaint: str, place: Place) -> PostgresError:
    if "No space left on device" in complaint:
        return disk_full(place.data)
    return DidNotStartError(
        "The database could not be made. PostgreSQL said:\n" + complaint.strip(),
        where=place.data,
        remedy="Mend what it names, then start again.",
    )


def _check_version(place: Place, programs: pathlib.Path) -> None:
    kept = int((place.data / "PG_VERSION").read_text())
    ours = major_version(programs, account=place.account)
    if kept != ours:
        raise OtherVersionError(
            f"The data was made by PostgreSQL {kept}; the installed one is {ours}.",
            where=place.data,
            remedy=f"Install the release that brought PostgreSQL {kept}, dump the database with "
            f"pg_dump, and restore it into a new PRABAYAR_HOME.",
        )


def _try_to_start(place: Place, programs: pathlib.Path, settings: Mapping[str, str]) -> str | None:
    """None when it runs; what it said when it ended instead."""
    began = _open_log(place)
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    # The shell makes the server nobody's child: it outlives us and leaves us no zombie. The
    # pipe stays open as long as the server or one of its processes lives.
    alive, held = os.pipe()
    try:
        with place.log.open("ab") as log:
            subprocess.run(
                [
                    "/bin/sh",
                    "-c",
                    '"$@" &',
                    "sh",
                    programs / "postgres",
                    "-D",
                    place.data,
                    "-k",
                    place.socket,
                    *options,
                ],
                check=True,
                stdout=log,
                stderr=log,
                pass_fds=(held,),
                start_new_session=True,
                **place.account.spawn_options(),
            )
        os.close(held)
        return _wait_for_start(place, alive, began)
    finally:
        os.close(alive)


def _wait_for_start(place: Place, alive: int, began: int) -> str | None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        ended, _, _ = select.select([alive], [], [], 0.01)
        if ended:
            return place.log.read_bytes()[began:][-2000:].decode(errors="replace")
        if roles.answers(place):
            return None
    return f"It has not answered within {START_SECONDS} s."


def _open_log(place: Place) -> int:
    """Makes or turns over the log; returns where this start's part of it begins."""
    try:
        if place.log.exists() and place.log.stat().st_size > LONGEST_LOG:
            place.log.rename(place.log.with_suffix(".log.1"))
        place.log.touch(mode=0o600)
        place.account.give(place.log)
        return place.log.stat().st_size
    except OSError as error:
        raise explained(error, place.log) from error


def _clear_leftovers(place: Place) -> None:
    """What a killed server left: busy processes, and lock files with its number.

    PostgreSQL believes the number while any process has it: a stranger, or the dead one
    itself where nobody collects it (a container). We ask who really serves this data.
    Without its postmaster a process can save nothing any more, so it is ended.
    """
    processes = pathlib.Path("/proc")
    if not processes.exists() or running_pid(place) is not None:
        return
    pids = [int(entry.name) for entry in processes.iterdir() if entry.name.isdigit()]
    left = [pid for pid in pids if serves(pid, place.data)]
    for pid in left:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    if not left:
        place.pid_file.unlink(missing_ok=True)
        place.socket_lock.unlink(missing_ok=True)


def serves(pid: int, data: pathlib.Path) -> bool:
    """Whether the process is PostgreSQL and has the data as its folder, as all of a server do."""
    process = pathlib.Path(f"/proc/{pid}")
    try:
        program = (process / "exe").readlink().name
        return program.startswith("postgres") and (process / "cwd").resolve() == data
    except FileNotFoundError:
        return not pathlib.Path("/proc").exists()
    except PermissionError:
        return False
