"""Ways to run the launcher, also as somebody else and in another process."""

import contextlib
import json
import os
import pathlib
import pwd
import shutil
import subprocess
import sys
import tempfile

from prabayar.adapters import postgres
from prabayar.adapters.postgres import roles
from prabayar.adapters.postgres.binaries import LIBRARIES, PROGRAMS, site_of_package
from prabayar.adapters.postgres.place import place_of

SCRIPT = pathlib.Path(__file__).with_name("as_user.py")


@contextlib.contextmanager
def new_home():
    """Under /tmp, short, and reachable for every user; the server is gone afterwards."""
    top = pathlib.Path(tempfile.mkdtemp(prefix="pb", dir="/tmp"))
    top.chmod(0o755)
    homes: list[pathlib.Path] = [top / "home"]
    try:
        yield homes[0]
    finally:
        for home in homes:
            with contextlib.suppress(postgres.PostgresError):
                postgres.forget(home)
        shutil.rmtree(top)


def connect(home: pathlib.Path, *, role: str = roles.APP, database: str = roles.DATABASE):
    return roles.connect(place_of(home), role=role, database=database)


def ask(home: pathlib.Path, statement: str, *, role: str = roles.APP, database=roles.DATABASE):
    with connect(home, role=role, database=database) as connection:
        return connection.execute(statement).fetchone()[0]


def spawn(call: str, home: pathlib.Path, *, user: str | None = None, site: str = ""):
    """The launcher in a process of its own; as another user, when we may become one."""
    found = pwd.getpwnam(user) if user else None
    uid, gid = (found.pw_uid, found.pw_gid) if found else (os.geteuid(), os.getegid())
    return subprocess.Popen(
        [sys.executable, SCRIPT, str(uid), str(gid), call, str(home), site],
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
    )


def run(call: str, home: pathlib.Path, *, user: str | None = None, site: str = ""):
    with spawn(call, home, user=user, site=site) as process:
        printed, _ = process.communicate(timeout=60)
    return json.loads(printed)


def programs_within_reach(folder: pathlib.Path) -> str:
    """A copy of PostgreSQL's programs that any user may run, wherever this repository lies."""
    site = site_of_package()
    assert site is not None
    for part in (PROGRAMS.parent, pathlib.Path(LIBRARIES)):
        shutil.copytree(site / part, folder / part, symlinks=True)
    return str(folder)
