"""What `make run` starts: a made-up company with a year of history, its pages and its worker.

Starts Django first; everything else stands in `year`, `people` and `opening`.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import sys
from datetime import date
from importlib import import_module

import django


def main() -> int:
    """The exit code that the command line would give."""
    wanted = _wanted()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prabayar.config.settings")
    os.environ.setdefault("PRABAYAR_DEVELOPMENT", "1")
    os.environ.setdefault("PRABAYAR_LOG_LEVEL", "WARNING")
    os.environ.setdefault("PRABAYAR_URL", f"http://localhost:{wanted.port}")
    samples = pathlib.Path(__file__).resolve().parents[3] / "samples"
    os.environ.setdefault("PRABAYAR_PAYERS_FILE", str(samples / "payers.csv"))
    django.setup()
    # The store can be imported only now.
    code = int(import_module("prabayar.simulation.year").run(ends_on=wanted.until))
    if code:
        return code
    doors = import_module("prabayar.simulation.opening")
    doors.let_people_in()
    return 0 if wanted.only_data else int(doors.open_doors(port=wanted.port))


def _wanted() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--port", type=int, default=8000)
    reader.add_argument("--until", type=date.fromisoformat, default=None, help="instead of a year")
    reader.add_argument("--only-data", action="store_true", help="start no pages")
    return reader.parse_args()


if __name__ == "__main__":
    sys.exit(main())
