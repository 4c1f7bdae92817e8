"""The program `prabayar`. Exit codes: 0 done, 1 refused by a rule or something was found, 2 the
command was written wrongly, 3 a file cannot be used, 4 the database cannot be used, 5 busy.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper

import django
from django.core.exceptions import ImproperlyConfigured

SETTINGS = "prabayar.config.settings"


def main() -> None:
    """Runs the command of `sys.argv` and ends the process with its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    _make_printable()
    try:
        code = _run()
    except KeyboardInterrupt:  # before the command itself could take it
        code = 130
    try:
        sys.stdout.flush()
    except OSError as error:
        # At its end the interpreter would try once more, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            sys.stderr.write(f"prabayar: The output cannot be written: {error.strerror}.\n")
            code = 3
    sys.exit(code)


def _run() -> int:
    try:
        django.setup()
    except (ImproperlyConfigured, OSError) as error:
        sys.stderr.write(f"prabayar: {error}\n")
        return 4
    # The commands import the store, which can be imported only now.
    return int(import_module("prabayar.entrypoints.cli.commands").run(sys.argv[1:]))


def _make_printable() -> None:
    """What an encoding has not is shown as "?"; what goes to a closed stream goes nowhere."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


if __name__ == "__main__":
    main()
