"""Where a server of one home keeps its data and its socket; asking changes nothing on disk."""

import hashlib
import os
import pathlib
from dataclasses import dataclass

from prabayar.adapters.postgres import binaries
from prabayar.adapters.postgres.accounts import ServerAccount, server_account

PORT = 5432
# `sun_path` holds 108 bytes with the final zero; the socket's own name takes its part.
LONGEST_SOCKET_FOLDER = 107 - len(f"/.s.PGSQL.{PORT}")


@dataclass(frozen=True, slots=True)
class Place:
    home: pathlib.Path
    data: pathlib.Path
    socket: pathlib.Path
    account: ServerAccount

    @property
    def link(self) -> pathlib.Path:
        """The name of the data in the home; a link when the data is kept elsewhere."""
        return self.home / "postgres"

    @property
    def lock(self) -> pathlib.Path:
        return self.home / "postgres.lock"

    @property
    def log(self) -> pathlib.Path:
        return self.data / "server.log"

    @property
    def pid_file(self) -> pathlib.Path:
        return self.data / "postmaster.pid"

    @property
    def socket_lock(self) -> pathlib.Path:
        return self.socket / f".s.PGSQL.{PORT}.lock"


def place_of(home: pathlib.Path) -> Place:
    home = pathlib.Path(os.path.realpath(home))
    data = pathlib.Path(os.path.realpath(home / "postgres"))
    account = server_account(data)
    if not account.is_ours and not data.exists() and not account.reaches(data):
        data = binaries.SHARED / f"data-{_short_hash(home)}"
    return Place(home=home, data=data, socket=_socket_folder(data, account), account=account)


def _socket_folder(data: pathlib.Path, account: ServerAccount) -> pathlib.Path:
    """The data folder itself; a short one where that is too long, or has a list's commas."""
    text = str(data)
    if len(os.fsencode(text)) <= LONGEST_SOCKET_FOLDER and not set(text) & set(",\"'"):
        return data
    return pathlib.Path("/tmp") / f"prabayar-{account.uid}-{_short_hash(data)}"


def _short_hash(path: pathlib.Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
