"""A small sandbox in the test's own database: three customers of the samples, and how they pay."""

import json
import pathlib
from datetime import date

from prabayar.domain.period import instant_of
from prabayar.entrypoints.worker.drive import drive
from prabayar.simulation.payers import MadeUpPayers, read_payers
from prabayar.store.queries.export import export
from prabayar.usecases.import_catalog import import_catalog
from prabayar.usecases.import_customers import import_customers
from prabayar.usecases.make_sandbox import make_sandbox
from tests.infrastructure.processes import ROOT

ZONE = "Asia/Jakarta"
BEGINS_ON = date(2026, 10, 10)
# One pays in grace, one in parts, one is in its trial.
APPS = ("ptnusantarapan-16", "ptrimbamedia-12", "ptsinardigital-11", "ptsinardigital-10")


class Letters:
    """An outbox that keeps what it is given, by message."""

    def __init__(self) -> None:
        self.delivered: list[tuple[str, str, str]] = []

    def deliver(self, message) -> None:
        self.delivered.append((message.message_id, message.recipient, message.body))

    def rest(self) -> None:
        pass


def at(day: date):
    return instant_of(day, ZONE)


def samples(name: str) -> bytes:
    return (ROOT / "samples" / name).read_bytes()


def some_of(name: str, apps) -> bytes:
    first, *rows = samples(name).decode().splitlines(keepends=True)
    return "".join([first, *(row for row in rows if any(app in row for app in apps))]).encode()


def load(apps=APPS) -> None:
    now = at(BEGINS_ON)
    make_sandbox(now=now, seed="1")
    assert not import_catalog(samples("catalog.toml"), now=now, actor="test").problems
    assert import_customers(some_of("customers.csv", apps), now=now, actor="test").kept


def payers(apps=APPS) -> MadeUpPayers:
    return MadeUpPayers(read_payers(some_of("payers.csv", apps)))


def advance(until: date, outbox=None, **more):
    return drive(until=at(until), outbox=outbox or Letters(), payers=payers(), **more)


def exported() -> list[dict]:
    return [json.loads(line) for line in export()]


def write(folder: pathlib.Path, apps=APPS) -> pathlib.Path:
    path = folder / "payers.csv"
    path.write_bytes(some_of("payers.csv", apps))
    return path
