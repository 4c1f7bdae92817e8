"""A process of the tests: does something to the sandbox that its environment names.

`load`; `drive UNTIL STEP WORKERS BATCH` with STEP in days, 0 for one go; `export`; `renumbered`;
`verify`.
"""

import datetime
import json
import pathlib
import sys

from prabayar import wiring
from prabayar.domain.period import instant_of, local_date
from prabayar.entrypoints.worker.drive import drive
from prabayar.store.clock import read_sandbox
from prabayar.store.queries.export import export, export_renumbered
from prabayar.usecases.import_catalog import import_catalog
from prabayar.usecases.import_customers import import_customers
from prabayar.usecases.make_sandbox import make_sandbox
from prabayar.usecases.verify import verify

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
ZONE = "Asia/Jakarta"
BEGIN = datetime.date(2026, 10, 10)


def load() -> None:
    now = instant_of(BEGIN, ZONE)
    make_sandbox(now=now, seed="1")
    catalog = import_catalog((SAMPLES / "catalog.toml").read_bytes(), now=now, actor="test")
    customers = import_customers((SAMPLES / "customers.csv").read_bytes(), now=now, actor="test")
    assert not catalog.problems
    assert customers.kept


def drive_to(until: datetime.date, *, step: int, workers: int, batch: int) -> None:
    payers = wiring.payers(SAMPLES / "payers.csv")
    sandbox = read_sandbox()
    assert sandbox is not None
    day = local_date(sandbox.now_at, ZONE)
    while True:
        day = min(until, day + datetime.timedelta(days=step)) if step else until
        drive(
            until=instant_of(day, ZONE),
            outbox=wiring.outbox(),
            payers=payers,
            workers=workers,
            batch=batch,
        )
        sys.stdout.write(f"{day}\n")
        sys.stdout.flush()
        if day == until:
            return


def main(command: str, *arguments: str) -> None:
    match command:
        case "load":
            load()
        case "drive":
            until = datetime.date.fromisoformat(arguments[0])
            step, workers, batch = map(int, arguments[1:])
            drive_to(until, step=step, workers=workers, batch=batch)
        case "export" | "renumbered":
            lines = export() if command == "export" else export_renumbered()
            sys.stdout.reconfigure(encoding="utf-8")
            sys.stdout.writelines(f"{line}\n" for line in lines)
        case "verify":
            found = verify(now=wiring.clock().now(), park=False).findings
            sys.stdout.write(json.dumps([str(one) for one in found]))
        case _:
            raise SystemExit(f"unknown: {command}")
