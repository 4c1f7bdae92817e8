"""The roles and the database of the embedded server; the only user of its superuser.

`prabayar_owner` owns the database, migrates and may make test databases; `prabayar_app`
runs the product. The right to sign in is given last: who can, finds everything complete.
"""

from typing import Any

import psycopg
from psycopg import sql

from prabayar.adapters.postgres.place import PORT, Place

SUPERUSER = "postgres"
OWNER = "prabayar_owner"
APP = "prabayar_app"
DATABASE = "prabayar"


def connect(place: Place, *, role: str, database: str) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=str(place.socket),
        port=PORT,
        user=role,
        dbname=database,
        connect_timeout=5,
        autocommit=True,
    )


def answers(place: Place) -> bool:
    return _signs_in(place, role=SUPERUSER, database="postgres")


def is_complete(place: Place) -> bool:
    """Whether the server answers and the product's role may sign in."""
    return _signs_in(place, role=APP, database=DATABASE)


def complete(place: Place) -> None:
    with connect(place, role=SUPERUSER, database="template1") as template:
        template.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    with connect(place, role=SUPERUSER, database="postgres") as server:
        _role(server, OWNER, sql.SQL("LOGIN CREATEDB"))
        _role(server, APP, None)
        found = server.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
        if found is None:
            server.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )
        _role(server, APP, sql.SQL("LOGIN"))


def _signs_in(place: Place, *, role: str, database: str) -> bool:
    try:
        with connect(place, role=role, database=database):
            return True
    except psycopg.OperationalError:
        return False


def _role(server: psycopg.Connection[Any], name: str, rights: sql.SQL | None) -> None:
    found = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    if found is None:
        server.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
    if rights is not None:
        server.execute(sql.SQL("ALTER ROLE {} {}").format(sql.Identifier(name), rights))
