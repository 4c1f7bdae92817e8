"""`make fuzz`: the readers of bank files under libFuzzer, by atheris.

Each reader has its share of the inputs. Anything but the readers' own error is a crash, and so is
more than 512 MB or five seconds. The figures are printed on the way.
"""

from __future__ import annotations

import argparse
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import atheris

with atheris.instrument_imports(include=["prabayar.adapters.bank_files"]):
    from prabayar.adapters.bank_files import guessing, mapped_csv, registry
    from prabayar.adapters.bank_files.mapping import ColumnMapping, Signs
    from prabayar.adapters.bank_files.peek import peek
    from prabayar.adapters.bank_files.problems import UnreadableFile

    FORMATS = registry.known_readers()

from tests.bank_files.mutations import TOKENS
from tests.bank_files.test_bca_csv import FILE as BCA
from tests.bank_files.test_camt053 import balance, document, entry, part
from tests.bank_files.test_mt940 import booked, message
from tests.bank_files.test_peek import DUTCH, ENGLISH, GERMAN, INDONESIAN, MARKED

LONGEST = 4_096
SHOWN_EVERY = 50_000


def mapping(**fields: object) -> ColumnMapping:
    plain = {"account": "1234567890", "currency": "USD", "booked_on": 0, "amount": 2, "text": [1]}
    return ColumnMapping.from_plain(plain | fields)


MAPPINGS = (
    mapping(),
    mapping(balance=4, sign=3, signs=str(Signs.COLUMN), grouping=","),
    mapping(balance=3, signs=str(Signs.MARKED), grouping=",", date_format="DD Mon YYYY"),
    mapping(currency="IDR", separator=";", amount=3, debit=2, signs=str(Signs.TWO), balance=4,
            decimal=",", grouping=".", date_format="DD/MM/YYYY", skip_rows=3),
    mapping(currency="EUR", separator=";", amount=5, decimal=",", grouping=".", value_on=1,
            payer_name=2, text=[3], payer_account=4, own_currency=6, date_format="DD.MM.YY",
            encoding="cp1252"),
)  # fmt: skip


def by_mapping(data: bytes) -> object:
    return mapped_csv.read_mapped(data[1:], MAPPINGS[data[0] % len(MAPPINGS)]) if data else None


def looked_at(data: bytes) -> object:
    return guessing.guess_mapping(peek(data))


READERS: list[tuple[str, Callable[[bytes], object]]] = [
    *((one.code, lambda data, read=one.read: list(read(data))) for one in FORMATS),
    ("mapped", by_mapping),
    ("peek", looked_at),
    ("registry", lambda data: registry.read_file(data, mapping=MAPPINGS[0])),
]


def seeds() -> dict[str, list[bytes]]:
    camt = document(
        balance("OPBD", "10.00"),
        balance("CLBD", "17.00"),
        entry("5.00", part("2.00", "PBK7Q2MA9X", name="Müller"), part("3.00", e2e="E-1")),
        entry("2.00", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"),
        entry("9.00", status="PDNG"),
    )
    details = (
        ":86:166?00GUTSCHRIFT?20EREF+RE 2026-7?21SVWZ+PBK7Q2MA9X?31DE02120300000000202051?32PT",
        ":86:/EREF/E-7//CNTP/NL32INGB0000012345/INGBNL2A/Jansen BV///REMI/x",
        ":86:free text",
    )
    swift = [booked(one) for one in details] + [message().replace(b":62F:", b":62M:")]
    files = [text.encode() for text in (INDONESIAN, GERMAN, ENGLISH, MARKED, DUTCH)]
    mapped = [bytes((n,)) + file for n in range(len(MAPPINGS)) for file in files]
    every = [camt, *swift, BCA.encode(), *files]
    return {"camt.053": [camt], "mt940": swift, "bca-csv": [BCA.encode()], "mapped": mapped,
            "peek": files, "registry": every}  # fmt: skip


class Run:
    """What has been tried of one reader: how many inputs, how many it read, the slowest of them."""

    def __init__(self, name: str, read: Callable[[bytes], object], runs: int) -> None:
        self.name, self.reader, self.runs = name, read, runs
        self.tried = self.read = 0
        self.slowest = (0.0, 0)
        self.began = time.monotonic()

    def __call__(self, data: bytes) -> None:
        began = time.process_time()
        try:
            self.reader(data)
            self.read += 1
        except UnreadableFile:
            pass
        self.slowest = max(self.slowest, (time.process_time() - began, len(data)))
        self.tried += 1
        if self.tried % SHOWN_EVERY == 0 or self.tried == self.runs:
            self.show()

    def show(self) -> None:
        took, size = self.slowest
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{self.name}: {self.tried:,} inputs in {time.monotonic() - self.began:.0f} s,"
            f" {self.read:,} read, slowest {took * 1e3:.1f} ms of {size} bytes, {memory} MB",
            file=sys.stderr,
        )


def mutated(data: bytes, longest: int, seed: int) -> bytes:
    """Half by libFuzzer, half by what means something in the formats."""
    chance = random.Random(seed)
    if chance.getrandbits(1):
        return bytes(atheris.Mutate(data, longest))
    out = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        start = chance.randint(0, len(out))
        end = min(len(out), start + chance.choice((0, 1, 4, 20, 200)))
        match chance.randint(0, 3):
            case 0:
                out[start:end] = chance.choice(TOKENS)
            case 1:
                out[start:start] = chance.choice(TOKENS)
            case 2:
                out[start:start] = out[start:end]
            case _:
                del out[start:end]
    return bytes(out[:longest])


def fuzz(name: str, runs: int, seed: int) -> None:
    corpus = pathlib.Path(tempfile.mkdtemp(prefix="prabayar-fuzz-"))
    for number, file in enumerate(seeds()[name]):
        (corpus / str(number)).write_bytes(file)
    command = [sys.argv[0], str(corpus), f"-runs={runs}", f"-seed={seed}"]
    command += [f"-max_len={LONGEST}", "-timeout=5", "-rss_limit_mb=512", "-verbosity=0"]
    command += [f"-artifact_prefix={corpus}/"]
    atheris.Setup(command, Run(name, dict(READERS)[name], runs), custom_mutator=mutated)
    atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000_000, help="over all readers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", choices=[name for name, _ in READERS])
    given = parser.parse_args()
    if given.reader:
        fuzz(given.reader, given.runs, given.seed)
        return
    share = -(-given.runs // len(READERS))
    for name, _ in READERS:
        command = [sys.executable, "-m", "tests.bank_files.fuzz", "--reader", name]
        subprocess.run([*command, f"--runs={share}", f"--seed={given.seed}"], check=True)


if __name__ == "__main__":
    main()
