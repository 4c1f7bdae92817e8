"""What `make run` shows: the sandbox year of a made-up company, from the repository's samples.

Starts Django first; everything else stands in `year` and `summary`.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import django


def main() -> int:
    """The exit code that the command line would give."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prabayar.config.settings")
    django.setup()
    # The store can be imported only now.
    return int(import_module("prabayar.simulation.year").run())


if __name__ == "__main__":
    sys.exit(main())
