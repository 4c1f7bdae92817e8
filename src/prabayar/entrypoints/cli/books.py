"""`prabayar verify` and `prabayar export`: the books prove themselves, and are told as text."""

from __future__ import annotations

import dataclasses
import pathlib
import sys
from collections.abc import Callable, Iterator
from typing import Annotated, TextIO

import typer

from prabayar.entrypoints.cli.failing import Exit
from prabayar.entrypoints.cli.opening import connect, present
from prabayar.entrypoints.cli.output import (
    AsJson,
    Column,
    counted,
    id_column,
    print_json,
    print_table,
    progress,
    say,
)
from prabayar.store.queries.export import export, export_renumbered
from prabayar.usecases.verify import Verified, verify


def verify_books(
    park: Annotated[
        bool, typer.Option("--park", help="Park the accounts that a finding concerns.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Check every invariant on the whole database.

    Ends with 1 if something is found.

    Example: prabayar verify --park
    """
    now = present()
    with progress("Checking"):
        came = verify(now=now, park=park)
    if as_json:
        print_json(
            {
                "findings": [dataclasses.asdict(one) for one in came.findings],
                "parked": list(came.parked),
            }
        )
    else:
        _show(came)
    return Exit.REFUSED if came.findings else Exit.DONE


def _show(came: Verified) -> None:
    if not came.findings:
        say("Nothing is wrong: every invariant holds.", style="green")
        return
    print_table(
        (id_column("Broken"), id_column("Account"), Column("What"), Column("How we know")),
        [
            (one.invariant, one.account_code or "–", one.subject, one.message)
            for one in came.findings
        ],
        title=counted(len(came.findings), "finding"),
    )
    if came.parked:
        say(f"Parked: {', '.join(came.parked)}.")


def export_books(
    file: Annotated[
        pathlib.Path | None,
        typer.Argument(metavar="[FILE]", help="Where to; standard output if none.", dir_okay=False),
    ] = None,
    renumbered: Annotated[
        bool, typer.Option("--renumbered", help="Number documents by what they are.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write everything as canonical JSON lines: natural keys, always in the same order.

    Two databases in which the same happened give the same bytes. With a FILE, --json says how
    many lines it got.

    Example: prabayar export before.jsonl
    """
    connect()
    lines = export_renumbered() if renumbered else export()
    if file is None:
        _write(lines, sys.stdout)
        return
    with progress("Lines") as watched, file.open("w", encoding="utf-8", newline="\n") as to:
        count = _write(_watched(lines, watched), to)
    if as_json:
        print_json({"file": str(file), "lines": count, "renumbered": renumbered})
    else:
        say(f"{counted(count, 'line')} written to {file}.")


def _write(lines: Iterator[str], to: TextIO) -> int:
    count = 0
    for line in lines:
        to.write(f"{line}\n")
        count += 1
    return count


def _watched(lines: Iterator[str], watched: Callable[[int, int], None]) -> Iterator[str]:
    for count, line in enumerate(lines, start=1):
        if count % 1_000 == 0:
            watched(count, 0)
        yield line
