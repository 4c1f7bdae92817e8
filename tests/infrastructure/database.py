"""Makes the database of a test run: migrated and granted once per state of the models, copied.

A run has a database of its own; what earlier, killed runs left is removed by the next run
that is alone.
"""

import contextlib
import fcntl
import hashlib
import os
import pathlib
import tempfile
from dataclasses import dataclass

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase
from psycopg import sql

import prabayar
from prabayar.adapters import postgres
from prabayar.adapters.database import commands

# Only for tests: a crash of the machine may lose this data, and nobody would miss it.
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
PREFIX = "test_prabayar"
MAKING = 0x74657374  # any number, the same for all runs
PACKAGE = pathlib.Path(prabayar.__file__).parent
# What a migrated, granted database depends on.
SOURCES = ("store/models", "store/migrations", "store/apps.py", "adapters/database/grants.py")
SEED_TABLES_WITHOUT = ("django_migrations",)


@dataclass(frozen=True, slots=True)
class Made:
    name: str
    server: str  # the database that was connected to before; to drop the test database from
    seeds: dict[str, bytes]  # rows that migrations wrote, as COPY gives them


@contextlib.contextmanager
def server(home: pathlib.Path):
    if not settings.PRABAYAR_EMBEDDED:
        if not os.environ.get("DATABASE_OWNER_URL"):
            raise pytest.UsageError(
                "The tests need both roles: set DATABASE_OWNER_URL beside DATABASE_URL, "
                "to a role that may make databases."
            )
        yield
        return
    home = writable(home)
    home.mkdir(parents=True, exist_ok=True)
    with (home / "runs.lock").open("a") as runs:
        if alone(runs):
            point_at(postgres.start(home, settings=NOT_DURABLE), home)
            remove_leftovers()
        fcntl.flock(runs, fcntl.LOCK_SH)
        point_at(postgres.start(home, settings=NOT_DURABLE), home)
        yield
        connections.close_all()
        if alone(runs):
            postgres.stop(home)


def writable(home: pathlib.Path) -> pathlib.Path:
    """The repository may belong to somebody else, or lie on a read-only disk."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError:
        return pathlib.Path(tempfile.gettempdir()) / f"prabayar-test-{os.geteuid()}"
    return home


def alone(runs) -> bool:
    try:
        fcntl.flock(runs, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def point_at(started: postgres.Status, home: pathlib.Path) -> None:
    """Only tests do this: settings are what they are while the product runs."""
    for connection in connections.all():
        connection.settings_dict["HOST"] = str(started.socket)
    settings.PRABAYAR_HOME = home
    settings.PRABAYAR_OUTBOX = home / "outbox"


def make() -> Made:
    owner = connections["owner"]
    server_database = owner.settings_dict["NAME"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"{PREFIX}_{os.getpid()}_{worker}"
    template = f"{PREFIX}_template_{state_of_the_sources()}"
    with server_connection() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [MAKING])
        if not exists(connection, template):
            make_template(connection, template)
        connection.execute(copy_of(template, name))
    use(name)
    return Made(name=name, server=server_database, seeds=seeds())


def make_template(connection, template: str) -> None:
    """Under a name of its own until it is complete: a killed run leaves no half template."""
    draft = f"{template}_draft"
    connection.execute(drop_statement(draft))
    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    before = connections["owner"].settings_dict["NAME"]
    use(draft)
    try:
        commands.migrate()
    finally:
        use(before)
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
            sql.Identifier(draft), sql.Identifier(template)
        )
    )


def drop(made: Made) -> None:
    use(made.server)
    with server_connection() as connection:
        connection.execute(drop_statement(made.name))


def remove_leftovers() -> None:
    keep = f"{PREFIX}_template_{state_of_the_sources()}"
    with server_connection() as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND datname <> %s",
            [PREFIX, keep],
        ).fetchall()
        for (name,) in rows:
            connection.execute(drop_statement(name))


def flush_as_owner(patch, made: Made) -> None:
    """The product's role may not truncate, so a transactional test is cleaned by the owner."""

    def teardown(self) -> None:
        empty(made)

    patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)


def empty(made: Made) -> None:
    """Removes all rows, and puts back those that the migrations wrote."""
    with owner_connection(made.name) as connection, connection.transaction():
        tables = table_names(connection)
        dirty = [name for name in tables if has_rows(connection, name)]
        if not dirty:
            return
        names = sql.SQL(", ").join(map(sql.Identifier, dirty))
        connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))
        connection.execute("SET CONSTRAINTS ALL DEFERRED")
        for name, rows in made.seeds.items():
            statement = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))
            if not has_rows(connection, name):
                with connection.cursor().copy(statement) as copy:
                    copy.write(rows)


def seeds() -> dict[str, bytes]:
    found = {}
    with owner_connection(connections["owner"].settings_dict["NAME"]) as connection:
        for name in table_names(connection):
            if has_rows(connection, name):
                statement = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))
                with connection.cursor().copy(statement) as copy:
                    found[name] = b"".join(bytes(block) for block in copy)
    return found


def table_names(connection) -> list[str]:
    rows = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
        "AND relnamespace = 'public'::regnamespace AND relname <> ALL(%s) ORDER BY relname",
        [list(SEED_TABLES_WITHOUT)],
    ).fetchall()
    return [name for (name,) in rows]


def has_rows(connection, table: str) -> bool:
    statement = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table))
    return connection.execute(statement).fetchone()[0]


def use(name: str) -> None:
    connections.close_all()
    for connection in connections.all():
        connection.settings_dict["NAME"] = name


def server_connection():
    """A connection of the owner to a database that no test uses."""
    return owner_connection("postgres")


def owner_connection(name: str):
    found = connections["owner"].get_connection_params()
    plain = {key: found[key] for key in ("user", "password", "host", "port") if key in found}
    return psycopg.connect(dbname=name, autocommit=True, **plain)


def exists(connection, name: str) -> bool:
    row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return row is not None


def copy_of(template: str, name: str):
    return sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
        sql.Identifier(name), sql.Identifier(template)
    )


def drop_statement(name: str):
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))


def state_of_the_sources() -> str:
    state = hashlib.sha256()
    for source in SOURCES:
        top = PACKAGE / source
        for path in [top] if top.is_file() else sorted(top.rglob("*.py")):
            state.update(str(path.relative_to(PACKAGE)).encode())
            state.update(path.read_bytes())
    return state.hexdigest()[:12]
