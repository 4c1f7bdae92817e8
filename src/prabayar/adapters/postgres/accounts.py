"""Which user of the operating system the server runs as, and what that user can reach.

PostgreSQL refuses to run as root, so root hands it to the owner of the data, else to
`postgres`, else to `nobody`. Everybody else runs it as themselves.
"""

import os
import pathlib
import pwd
import stat
import subprocess
from dataclasses import dataclass
from typing import Any

from prabayar.adapters.postgres.errors import DidNotStartError

READ = stat.S_IROTH
ENTER = stat.S_IXOTH


@dataclass(frozen=True, slots=True)
class ServerAccount:
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()

    def spawn_options(self) -> dict[str, Any]:
        """For `subprocess`: become this user; a folder that it can enter; nothing inherited."""
        options: dict[str, Any] = {
            "cwd": "/",
            "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            "stdin": subprocess.DEVNULL,
        }
        if not self.is_ours:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def give(self, path: pathlib.Path) -> None:
        if not self.is_ours:
            os.chown(path, self.uid, self.gid)

    def may(self, wanted: int, path: pathlib.Path) -> bool:
        """Whether the permission bits let this user `READ` or `ENTER` the path."""
        found = path.stat()
        if self.uid == found.st_uid:
            return bool(found.st_mode & wanted << 6)
        if self.gid == found.st_gid:
            return bool(found.st_mode & wanted << 3)
        return bool(found.st_mode & wanted)

    def reaches(self, path: pathlib.Path) -> bool:
        """Whether this user may enter every folder on the way; what is missing will be made."""
        return all(self.may(ENTER, folder) for folder in path.parents if folder.exists())


def server_account(data: pathlib.Path) -> ServerAccount:
    if os.geteuid() != 0:
        return ServerAccount(os.geteuid(), os.getegid())
    if data.exists() and data.stat().st_uid != 0:
        return ServerAccount(data.stat().st_uid, data.stat().st_gid)
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerAccount(found.pw_uid, found.pw_gid)
    raise DidNotStartError(
        "PostgreSQL does not run as root, and there is no user postgres or nobody to run it as.",
        where="/etc/passwd",
        remedy="Start Prabayar as an ordinary user, or set DATABASE_URL.",
    )
