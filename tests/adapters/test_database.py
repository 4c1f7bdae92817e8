"""The product runs with few rights, facts and transfers are kept for ever, any server will do."""

import json
import os
import pathlib
import subprocess
import sys

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError

from prabayar.adapters import postgres
from prabayar.adapters.database import commands
from prabayar.adapters.database.address import addresses
from prabayar.adapters.database.grants import give_rights
from prabayar.adapters.postgres.place import place_of
from tests.infrastructure import database as test_database
from tests.infrastructure import launcher

CHANGES = ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"]


@pytest.fixture(scope="module")
def running_home():
    with launcher.new_home() as home:
        postgres.start(home)
        with launcher.connect(home, role="prabayar_owner") as owner:
            owner.execute("CREATE DATABASE rights")
        with connect_as("prabayar_owner", home) as owner:
            for name in ("store_fact", "store_transfer", "store_invoice"):
                owner.execute(f"CREATE TABLE {name} (id serial)")
        yield home


def connect_as(role: str, home: pathlib.Path):
    """To a database with a few tables of its own, named as the product's."""
    return launcher.connect(home, role=role, database="rights")


def give(home: pathlib.Path, *, role: str) -> None:
    with connect_as("prabayar_owner", home) as owner, owner.transaction():
        give_rights(owner.cursor(), role=role)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", ["store_fact", "store_transfer"])
def test_the_product_may_add_facts_and_transfers_and_never_change_them(running_home, table, change):
    give(running_home, role="prabayar_app")
    give(running_home, role="prabayar_app")
    with connect_as("prabayar_app", running_home) as app:
        app.execute(f"INSERT INTO {table} DEFAULT VALUES")
        assert app.execute(f"SELECT count(*) > 0 FROM {table}").fetchone() == (True,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(change.format(table))


def test_the_product_may_do_everything_with_other_rows_but_truncate(running_home):
    give(running_home, role="prabayar_app")
    with connect_as("prabayar_app", running_home) as app:
        app.execute("INSERT INTO store_invoice DEFAULT VALUES")
        app.execute("UPDATE store_invoice SET id = id")
        app.execute("DELETE FROM store_invoice")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("TRUNCATE store_invoice")


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", ["store_fact", "store_transfer"])
def test_where_one_role_is_all_a_trigger_keeps_facts_and_transfers(running_home, table, change):
    give(running_home, role="prabayar_owner")
    give(running_home, role="prabayar_owner")
    with connect_as("prabayar_owner", running_home) as only:
        only.execute(f"INSERT INTO {table} DEFAULT VALUES")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="kept for ever"):
            only.execute(change.format(table))
        only.execute("UPDATE store_invoice SET id = id")


def test_the_owner_may_repair_facts_again_when_there_are_two_roles(running_home):
    give(running_home, role="prabayar_owner")
    give(running_home, role="prabayar_app")
    with connect_as("prabayar_owner", running_home) as owner:
        owner.execute("UPDATE store_fact SET id = id")


def test_tests_run_as_the_products_role(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)


def test_the_product_cannot_alter_a_table(db):
    with (
        pytest.raises(ProgrammingError, match="must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("ALTER TABLE store_member ADD COLUMN planted int")


def add_member() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO store_member (email, name, password, locale, is_active, is_staff, "
            "staff_role, joined_at, wanted_account) "
            "VALUES ('a@b.example', '', '', 'en', true, false, '', now(), '{}')"
        )


def members() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM store_member")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("_", [1, 2])
def test_a_test_in_a_transaction_leaves_nothing(db, _):
    assert members() == 0
    add_member()


@pytest.mark.parametrize("_", [1, 2])
def test_a_test_that_commits_leaves_nothing(transactional_db, _):
    assert members() == 0
    add_member()
    with test_database.owner_connection(connection.settings_dict["NAME"]) as other:
        assert other.execute("SELECT count(*) FROM store_member").fetchone() == (1,)


def test_rows_that_migrations_wrote_come_back_after_a_test_that_commits(transactional_db):
    add_member()
    name = connection.settings_dict["NAME"]
    with test_database.owner_connection(name) as owner:
        with owner.cursor().copy("COPY store_member TO STDOUT") as copy:
            rows = b"".join(bytes(block) for block in copy)
        owner.execute("UPDATE store_member SET email = 'changed@b.example'")
    test_database.empty(test_database.Made(name, "", seeds={"store_member": rows}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM store_member")
        assert cursor.fetchall() == [("a@b.example",)]


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_server_of_another_version_is_refused(monkeypatch):
    commands.check_version()
    version = connections["owner"].pg_version // 10000
    monkeypatch.setattr(commands, "OLDEST", version + 1)
    monkeypatch.setattr(commands, "NEWEST", version + 1)
    wanted = f"is PostgreSQL {version}; Prabayar needs {version + 1} to"
    with pytest.raises(commands.VersionError, match=wanted):
        commands.check_version()


SET_UP = "import json, django; django.setup()\nfrom prabayar.adapters.database.commands import *\n"


def in_a_program(statements: str, **environment: str) -> subprocess.Popen[str]:
    """In a program of its own, as the command line does it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SET_UP + statements],
        env={**kept, "DJANGO_SETTINGS_MODULE": "prabayar.config.settings", **environment},
        stdout=subprocess.PIPE,
        text=True,
    )


def run_commands(statements: str, **environment: str) -> list[object]:
    with in_a_program(statements, **environment) as program:
        printed, _ = program.communicate(timeout=60)
    assert program.returncode == 0
    return [json.loads(line) for line in printed.splitlines()]


LIFE = """
show = lambda found: print(json.dumps(found, default=str))
show(status().running)
start(); migrate(); migrate(); grant()
found = status()
show([found.running, found.embedded, found.app_role, found.owner_role, found.pid is not None])
show(stop())
show(stop())
"""


def test_the_embedded_server_lives_and_ends_by_commands():
    with launcher.new_home() as home:
        printed = run_commands(LIFE, PRABAYAR_HOME=str(home))
        assert printed == [False, [True, True, "prabayar_app", "prabayar_owner", True], True, False]
        secret = home / "secret_key"
        assert secret.stat().st_mode & 0o777 == 0o600
        kept = secret.read_text()
        run_commands("status()", PRABAYAR_HOME=str(home))
        assert secret.read_text() == kept


def test_several_that_migrate_at_once_take_turns():
    with launcher.new_home() as home:
        run_commands("start()", PRABAYAR_HOME=str(home))
        programs = [in_a_program("migrate()", PRABAYAR_HOME=str(home)) for _ in range(3)]
        for program in programs:
            program.communicate(timeout=60)
        assert [program.returncode for program in programs] == [0, 0, 0]


@pytest.mark.parametrize("roles", [("prabayar_app", "prabayar_owner"), ("prabayar_owner", "")])
def test_another_server_is_used_and_left_running(running_home, roles):
    """Two roles by two addresses; or one address, whose role then is both."""
    host = place_of(running_home).socket
    app, owner = (
        f"postgresql:///prabayar?host={host}&port=5432&user={role}" if role else ""
        for role in roles
    )
    with launcher.new_home() as home:
        printed = run_commands(
            LIFE, PRABAYAR_HOME=str(home), DATABASE_URL=app, DATABASE_OWNER_URL=owner
        )
    assert printed == [True, [True, False, roles[0], "prabayar_owner", False], False, False]
    assert postgres.status(running_home).running


@pytest.mark.parametrize("url", ["postgresql://u:hidden@host", "mysql://u:hidden@h/d", "hidden"])
def test_an_address_that_cannot_be_read_is_refused_without_its_password(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refused:
        addresses(home=pathlib.Path("/tmp"), url=url, owner_url="")
    assert "hidden" not in str(refused.value)


def test_an_owner_without_a_product_is_refused():
    with pytest.raises(ImproperlyConfigured, match="set both"):
        addresses(home=pathlib.Path("/tmp"), url="", owner_url="postgresql:///x")


def test_an_address_keeps_what_it_says_about_encryption():
    url = "postgresql://app:secret@db.example:6432/billing?sslmode=verify-full"
    found = addresses(home=pathlib.Path("/tmp"), url=url, owner_url="")
    assert found["default"] == found["owner"]
    assert {name: found["default"][name] for name in ("NAME", "USER", "HOST", "PORT")} == {
        "NAME": "billing",
        "USER": "app",
        "HOST": "db.example",
        "PORT": "6432",
    }
    assert found["default"]["OPTIONS"]["sslmode"] == "verify-full"
