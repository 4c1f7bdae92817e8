"""`prabayar db …`: the database as an operator sees it."""

from __future__ import annotations

import dataclasses
from typing import Any

import typer

from prabayar.adapters.database import commands
from prabayar.adapters.database.commands import DatabaseStatus
from prabayar.entrypoints.cli.failing import Exit
from prabayar.entrypoints.cli.opening import connect
from prabayar.entrypoints.cli.output import AsJson, print_json, print_pairs, say

app = typer.Typer(help="Start, stop, migrate and look at the database.", no_args_is_help=True)


@app.command()
def start(as_json: AsJson = False) -> None:
    """Start the embedded database; one that runs already is left as it is.

    Example: prabayar db start
    """
    _show(commands.start(), as_json=as_json)


@app.command()
def stop(as_json: AsJson = False) -> None:
    """Stop the embedded database; open transactions are rolled back.

    Example: prabayar db stop
    """
    stopped = commands.stop()
    if as_json:
        print_json({"stopped": stopped, "embedded": commands.is_embedded()})
    elif stopped:
        say("The database has stopped.")
    elif commands.is_embedded():
        say("The database was not running.")
    else:
        say("DATABASE_URL names a server that is not ours: it was left running.")


@app.command()
def migrate(as_json: AsJson = False) -> None:
    """Bring the tables to this version, and grant the product its rights.

    Example: prabayar db migrate
    """
    connect()
    commands.migrate()
    _done("The tables are those of this version, and the rights are granted.", as_json=as_json)


@app.command()
def grant(as_json: AsJson = False) -> None:
    """Give the product's role its rights again, from one list.

    Example: prabayar db grant
    """
    connect()
    commands.grant()
    _done("The rights are granted.", as_json=as_json)


@app.command()
def status(as_json: AsJson = False) -> int:
    """Say whether the database answers, where it is, and which roles are used.

    Ends with 4 if it does not answer.

    Example: prabayar db status
    """
    found = commands.status()
    _show(found, as_json=as_json)
    return Exit.DONE if found.running else Exit.DATABASE


def _done(sentence: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"done": True})
    else:
        say(sentence)


def _show(found: DatabaseStatus, *, as_json: bool) -> None:
    if as_json:
        plain: dict[str, Any] = dataclasses.asdict(found)
        print_json({**plain, "log": None if found.log is None else str(found.log)})
        return
    pairs = [
        ("state", "running" if found.running else "not running"),
        ("where", found.where),
        ("kind", "embedded" if found.embedded else "named by DATABASE_URL"),
        ("PostgreSQL", found.version or "unknown"),
        ("roles", f"{found.app_role} (runs), {found.owner_role} (owns and migrates)"),
    ]
    if found.pid is not None:
        pairs.append(("process", str(found.pid)))
    if found.log is not None:
        pairs.append(("log", str(found.log)))
    print_pairs(pairs)
