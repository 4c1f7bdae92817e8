"""The program `prabayar`. Exit codes: 0 done, 1 refused by a rule or something was found, 2 the
command was written wrongly, 3 an input file has problems, 4 the database cannot be used, 5 busy.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import django
from django.core.exceptions import ImproperlyConfigured

SETTINGS = "prabayar.config.settings"


def main() -> None:
    """Runs the command of `sys.argv` and ends the process with its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.stderr.write(f"prabayar: {error}\n")
        sys.exit(4)
    # The commands import the store, which can be imported only now.
    sys.exit(import_module("prabayar.entrypoints.cli.commands").run(sys.argv[1:]))


if __name__ == "__main__":
    main()
