"""Databases of their own for other processes: copies of the migrated, empty one."""

import contextlib
import os
import pathlib
import sys
import tempfile
import urllib.parse
from dataclasses import dataclass

from django.conf import settings
from django.db import connections

from tests.infrastructure import database

ROOT = pathlib.Path(__file__).resolve().parents[2]


# The product can be imported only once Django stands.
_RUN = "import sys, django; django.setup(); from {module} import main; main(*sys.argv[1:])"


def command(module: str, *arguments: str | int) -> list[str]:
    """Runs `main` of a module of the tests in a process of its own."""
    return [sys.executable, "-c", _RUN.format(module=module), *map(str, arguments)]


@dataclass(frozen=True, slots=True)
class Place:
    """A database, and the environment of a process that works on it."""

    name: str
    outbox: pathlib.Path
    environment: dict[str, str]

    def owner(self):
        return database.owner_connection(self.name)

    def ask(self, statement: str, parameters=()):
        """All rows, as the owner sees them."""
        with self.owner() as connection:
            return connection.execute(statement, parameters).fetchall()


@contextlib.contextmanager
def place(name: str):
    """`name` is a word of the test; the database is gone afterwards, whoever is connected."""
    full = f"{database.PREFIX}_{os.getpid()}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{name}"
    with database.server_connection() as server:
        template = f"{database.PREFIX}_template_{database.state_of_the_sources()}"
        server.execute(database.drop_statement(full))
        server.execute(database.copy_of(template, full))
    with tempfile.TemporaryDirectory(prefix="prabayar-outbox-") as folder:
        try:
            outbox = pathlib.Path(folder)
            yield Place(full, outbox, _environment(full, outbox))
        finally:
            with database.server_connection() as server:
                server.execute(database.drop_statement(full))


def _environment(name: str, outbox: pathlib.Path) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": _url("default", name),
        "DATABASE_OWNER_URL": _url("owner", name),
        "PRABAYAR_HOME": str(settings.PRABAYAR_HOME),
        "PRABAYAR_OUTBOX": str(outbox),
        "PRABAYAR_SANDBOX": "1",
        "PRABAYAR_SEED": "1",
        "PRABAYAR_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "prabayar.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }


def _url(alias: str, name: str) -> str:
    found = connections[alias].get_connection_params()
    plain = {key: str(found[key]) for key in ("user", "password", "host", "port") if key in found}
    return f"postgresql:///{name}?{urllib.parse.urlencode(plain)}"
