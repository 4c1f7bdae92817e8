"""The server and the database of a measurement: fresh, durable, and gone afterwards."""

from __future__ import annotations

import contextlib
import os
import pathlib
from collections.abc import Iterator, Sequence

import django

HOME = pathlib.Path(__file__).resolve().parent.parent / ".prabayar" / "bench"


@contextlib.contextmanager
def own_server(home: pathlib.Path = HOME) -> Iterator[None]:
    """Sets Django up on an empty, migrated database; nothing else of this process may have."""
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("DATABASE_OWNER_URL", None)
    os.environ |= {"PRABAYAR_HOME": str(home), "DJANGO_SETTINGS_MODULE": "prabayar.config.settings"}
    django.setup()
    from django.db import connections

    from prabayar.adapters import postgres
    from prabayar.adapters.database import commands

    postgres.forget(home)
    postgres.start(home)
    try:
        commands.migrate()
        yield
    finally:
        connections.close_all()
        postgres.forget(home)


def rest() -> None:
    """Begin a measurement with clean buffers and fresh statistics, as each contender does."""
    from django.conf import settings

    from prabayar.adapters.postgres import roles
    from prabayar.adapters.postgres.place import place_of

    place = place_of(settings.PRABAYAR_HOME)
    with roles.connect(place, role=roles.SUPERUSER, database=roles.DATABASE) as server:
        server.execute("VACUUM ANALYZE")
        server.execute("CHECKPOINT")


def empty(tables: Sequence[str]) -> None:
    """Removes all rows, as the owner: the product's role may not."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE " + ", ".join(tables))


def memory_mb() -> float:
    """What this process holds in memory now."""
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this machine does not say how much memory a process holds")
