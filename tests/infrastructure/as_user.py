"""Run as a program: becomes a user, calls the launcher, prints what came of it as JSON.

Everything is imported before the step down, so that the user needs to reach no source file.
Arguments: uid, gid, what to call, home; and where to find the package with the programs.
"""

import dataclasses
import json
import os
import pathlib
import sys

import psycopg

from prabayar.adapters import postgres
from prabayar.adapters.postgres import binaries, ground, place, roles, server  # noqa: F401 imported before the step down


def main(uid: str, gid: str, call: str, home: str, site: str = "") -> None:
    psycopg.connect  # noqa: B018 loads the driver while its files can be reached
    if site:
        binaries.site_of_package = lambda: pathlib.Path(site)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    try:
        came = getattr(postgres, call)(pathlib.Path(home))
    except postgres.PostgresError as error:
        came = {"error": error.code, "text": str(error)}
    if dataclasses.is_dataclass(came):
        came = dataclasses.asdict(came)
    print(json.dumps(came, default=str))


if __name__ == "__main__":
    main(*sys.argv[1:])
