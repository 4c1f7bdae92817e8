"""What every command begins with: a database that answers, the present instant, who asks."""

from __future__ import annotations

import getpass
import os
import sys
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import OperationalError

from prabayar import wiring
from prabayar.adapters.database import commands
from prabayar.adapters.intake.cells import a_line
from prabayar.entrypoints.cli.reading import reading


def connect() -> None:
    """The embedded database is started if it is the configured one and does not run."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        connection.ensure_connection()
    except OperationalError:
        if not commands.is_embedded():
            raise
        if sys.stderr.isatty():
            sys.stderr.write("Starting the database …\n")
        commands.start()
        connection.ensure_connection()


def present() -> datetime:
    """Connects, and reads the clock: the system's, or the sandbox's."""
    connect()
    return wiring.clock().now()


def actor() -> str:
    """Who is named in the facts: PRABAYAR_ACTOR, or the user of this machine."""
    named = os.environ.get("PRABAYAR_ACTOR", "").strip()
    if named:
        return reading("PRABAYAR_ACTOR", lambda text: a_line(text, what="a name"), named)
    try:
        return f"cli:{getpass.getuser()}"
    except (OSError, KeyError):
        return f"cli:{os.geteuid()}"
