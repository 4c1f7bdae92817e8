"""What the command line does to the database: start, stop, look, migrate, grant.

With DATABASE_URL the server is somebody else's: it is neither started nor stopped here.
"""

import contextlib
import pathlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.utils import OperationalError

from prabayar.adapters import postgres
from prabayar.adapters.database.grants import give_rights

OWNER_ALIAS = "owner"
OLDEST, NEWEST = 15, 18
# Any number, the same for everybody who alters tables of one database.
MIGRATING = 0x70726162


class VersionError(Exception):
    """The server is older or newer than the product knows."""

    code = "database_version"


@dataclass(frozen=True, slots=True)
class DatabaseStatus:
    running: bool
    embedded: bool
    where: str
    version: str
    app_role: str
    owner_role: str
    pid: int | None = None
    log: pathlib.Path | None = None


def start() -> DatabaseStatus:
    if is_embedded():
        postgres.start(settings.PRABAYAR_HOME)
    check_version()
    return status()


def stop() -> bool:
    """True when a server was stopped; the connections of this process are closed first."""
    if not is_embedded():
        return False
    connections.close_all()
    return postgres.stop(settings.PRABAYAR_HOME)


def status() -> DatabaseStatus:
    found = postgres.status(settings.PRABAYAR_HOME) if is_embedded() else None
    app, owner = connections[DEFAULT_DB_ALIAS], connections[OWNER_ALIAS]
    version = ""
    if found is None or found.running:
        with contextlib.suppress(OperationalError), app.temporary_connection():
            version = ".".join(map(str, divmod(_server_version(DEFAULT_DB_ALIAS), 10000)))
    return DatabaseStatus(
        running=bool(version),
        embedded=found is not None,
        where=f"{app.settings_dict['HOST'] or 'localhost'}/{app.settings_dict['NAME']}",
        version=version,
        app_role=app.settings_dict["USER"],
        owner_role=owner.settings_dict["USER"],
        pid=found.pid if found else None,
        log=found.log if found else None,
    )


def migrate(*, verbosity: int = 0) -> None:
    """As the owner; several at once take turns. Grants follow, so that nobody forgets them."""
    check_version()
    with _one_at_a_time():
        call_command("migrate", database=OWNER_ALIAS, interactive=False, verbosity=verbosity)
    grant()


def grant() -> None:
    with transaction.atomic(using=OWNER_ALIAS), connections[OWNER_ALIAS].cursor() as cursor:
        give_rights(cursor, role=app_role())


def app_role() -> str:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def check_version() -> None:
    version = _server_version(OWNER_ALIAS)
    if not OLDEST <= version // 10000 <= NEWEST:
        raise VersionError(
            f"The database is PostgreSQL {version // 10000}; Prabayar needs {OLDEST} to {NEWEST}. "
            "Set DATABASE_URL to such a server, or unset it to use the embedded one."
        )


def is_embedded() -> bool:
    return bool(settings.PRABAYAR_EMBEDDED)


def _server_version(alias: str) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        return int(cursor.fetchone()[0])


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])
