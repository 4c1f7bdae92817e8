"""Errors as one sentence on standard error that says what to do, and as an exit code.

With --json the same is told on standard output: {"error": {"code", "message", …}}.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import Any

import typer
from django.db.utils import InterfaceError, OperationalError, ProgrammingError
from psycopg import errors as postgres_errors

from prabayar.adapters.database.commands import VersionError
from prabayar.adapters.postgres import PostgresError
from prabayar.domain.errors import Refusal
from prabayar.entrypoints.cli.output import print_json, visible
from prabayar.store.errors import AccountBusy

# What typer says when a command is written wrongly; it gives the class no public name.
_WrittenWrongly: type[Exception] = typer.BadParameter.__bases__[0]


class Exit(IntEnum):
    DONE = 0
    REFUSED = 1
    USAGE = 2
    FILE = 3
    DATABASE = 4
    BUSY = 5
    INTERRUPTED = 130
    CLOSED = 141


def guarded(command: Callable[[], Any], *, as_json: bool) -> int:
    """Run it; the exit code that it returned, or that its error means."""
    try:
        code = _unless_closed(command)
    except typer.Abort:
        return Exit.INTERRUPTED
    except _WrittenWrongly as error:
        said = _usage(error)
        return _tell(Exit.USAGE, "usage", said, as_json=as_json) if said else Exit.USAGE
    except AccountBusy as error:
        return _tell(Exit.BUSY, error.code, error.message, as_json=as_json, **error.params)
    except Refusal as error:
        return _tell(Exit.REFUSED, error.code, error.message, as_json=as_json, **error.params)
    except PostgresError as error:
        message = f"{error.what} {error.remedy} ({error.where})"
        return _tell(Exit.DATABASE, error.code, message, as_json=as_json)
    except VersionError as error:
        return _tell(Exit.DATABASE, error.code, str(error), as_json=as_json)
    except (OperationalError, InterfaceError, ProgrammingError) as error:
        code, sentence = _database(error)
        return _tell(Exit.DATABASE, code, sentence, as_json=as_json)
    except OSError as error:
        where = error.filename or "A file"
        said = f"{where} cannot be read or written: {error.strerror or error}."
        return _tell(Exit.FILE, "file", said, as_json=as_json)
    return code if isinstance(code, int) else Exit.DONE


def _unless_closed(command: Callable[[], Any]) -> Any:
    """What it returned; `CLOSED` if whoever read its output went away."""
    try:
        return command()
    except BrokenPipeError:
        return Exit.CLOSED
    except SystemExit as ended:
        # Typer ends the process by itself then, with another code.
        if isinstance(ended.__context__, BrokenPipeError):
            return Exit.CLOSED
        raise


def _tell(exit_code: Exit, code: str, message: str, *, as_json: bool, **params: str | int) -> Exit:
    sys.stderr.write(f"prabayar: {visible(message)}\n")
    if as_json:
        with contextlib.suppress(OSError):  # it may be the output that cannot be written
            print_json({"error": {"code": code, "message": message, **params}})
    return exit_code


def _usage(error: Exception) -> str:
    """What was written wrongly; "" for a group without a command, which has shown its help."""
    said = str(getattr(error, "format_message", lambda: error)()).removeprefix("Invalid value: ")
    context = getattr(error, "ctx", None)
    stop = "" if said.endswith((".", "?", "!")) else "."
    hint = f"{stop} See {context.command_path} --help." if said and context is not None else ""
    return f"{said}{hint}"


def _database(error: Exception) -> tuple[str, str]:
    cause = error.__cause__
    match cause:
        case postgres_errors.UndefinedTable() | postgres_errors.UndefinedColumn():
            return "not_migrated", (
                "The database is not ready for this version: run `prabayar db migrate`."
            )
        case postgres_errors.InsufficientPrivilege():
            return "not_granted", (
                "The database does not let the product do this: run `prabayar db grant`."
            )
        case postgres_errors.Error() if cause.sqlstate is not None and not isinstance(
            error, OperationalError
        ):
            raise error
        case _:
            said = " ".join(str(error).split()) or "it does not answer"
            return "unreachable", (
                f"The database cannot be reached ({said}): start it with `prabayar db start`, or"
                " look at DATABASE_URL."
            )
