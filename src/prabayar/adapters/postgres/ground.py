"""Prepares the folders a server stands on, and says plainly what is wrong with them."""

import contextlib
import errno
import fcntl
import os
import pathlib
import pwd
from collections.abc import Iterator

from prabayar.adapters.postgres.errors import (
    DiskFullError,
    NotADirectoryHomeError,
    NotWritableError,
    OwnedByAnotherError,
    PostgresError,
)
from prabayar.adapters.postgres.place import Place

FULL = (errno.ENOSPC, errno.EDQUOT)


@contextlib.contextmanager
def only_starter(place: Place) -> Iterator[None]:
    """One process at a time may start, prepare or stop the server of a home."""
    _prepare_home(place)
    try:
        handle = os.open(place.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise explained(error, place.lock) from error
    try:
        home = place.home.stat()
        if os.geteuid() == 0:
            os.fchown(handle, home.st_uid, home.st_gid)
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def private_folder(path: pathlib.Path, place: Place) -> None:
    """Makes a folder that only the server's user (and root) may enter."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = path.lstat()
        if found.st_uid not in (os.geteuid(), place.account.uid) or path.is_symlink():
            raise owned_by_another(path, place)
        place.account.give(path)
        path.chmod(0o700)
    except OSError as error:
        raise explained(error, path) from error


def check_owner(place: Place) -> None:
    try:
        owner = place.data.stat().st_uid
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise explained(error, place.data) from error
    if owner != place.account.uid:
        raise owned_by_another(place.data, place)


def explained(error: OSError, path: pathlib.Path) -> PostgresError:
    if error.errno in FULL:
        return disk_full(path)
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return not_a_directory(path)
    return NotWritableError(
        f"The folder cannot be written: {error.strerror}.",
        where=path,
        remedy="Give this user the right to write there, or set PRABAYAR_HOME to another folder.",
    )


def disk_full(path: pathlib.Path) -> DiskFullError:
    return DiskFullError(
        "There is no space left on the disk.",
        where=path,
        remedy="Free some space (a new database needs about 100 MB), then start again; "
        "nothing that was saved is lost.",
    )


def not_a_directory(path: pathlib.Path) -> NotADirectoryHomeError:
    return NotADirectoryHomeError(
        "A file stands where a folder is needed.",
        where=path,
        remedy="Move the file away, or set PRABAYAR_HOME to another folder.",
    )


def owned_by_another(path: pathlib.Path, place: Place) -> OwnedByAnotherError:
    owner, server = _name(path.lstat().st_uid), _name(place.account.uid)
    return OwnedByAnotherError(
        f"The folder belongs to the user {owner}; the server would run as {server}.",
        where=path,
        remedy=f"Start as {owner}, or give it away (chown -R {server}), "
        "or set PRABAYAR_HOME to another folder.",
    )


def _prepare_home(place: Place) -> None:
    home = place.home
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explained(error, home) from error
    if not os.access(home, os.W_OK | os.X_OK):
        raise explained(PermissionError(errno.EACCES, os.strerror(errno.EACCES)), home)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
