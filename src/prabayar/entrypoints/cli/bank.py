"""`prabayar import-statement`: files of the bank, read, kept and looked at."""

from __future__ import annotations

import dataclasses
import hashlib
import pathlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import typer

from prabayar.adapters.bank_files.mapping import ColumnMapping
from prabayar.adapters.bank_files.problems import Problem, UnreadableFile
from prabayar.adapters.bank_files.reading import LARGEST
from prabayar.adapters.bank_files.registry import read_file
from prabayar.domain.bank_line import LineState
from prabayar.domain.errors import StatementRefused
from prabayar.domain.money import Money
from prabayar.domain.statement import Caution, Warned
from prabayar.entrypoints.cli.failing import Exit
from prabayar.entrypoints.cli.opening import actor, present
from prabayar.entrypoints.cli.output import (
    AsJson,
    Column,
    amount,
    amount_column,
    counted,
    print_json,
    print_table,
    progress,
    say,
)
from prabayar.entrypoints.cli.reading import bytes_of
from prabayar.store.mappings import kept_mapping
from prabayar.usecases.import_statement import (
    Imported,
    StatementImported,
    import_statement,
    preview_statement,
)
from prabayar.usecases.match_lines import Matched, match_lines

Files = Annotated[
    list[pathlib.Path],
    typer.Argument(
        metavar="FILE…", exists=True, dir_okay=False, readable=True, help="Files of the bank."
    ),
]

_STATES = {
    LineState.BOOKED: "booked by itself",
    LineState.CONFIRMED: "confirmed, recorded by hand before",
    LineState.SUGGESTED: "suggested: one click",
    LineState.TO_DECIDE: "for a person to decide",
    LineState.UNAPPLIED: "unapplied: nothing found",
    LineState.NOT_OURS: "not ours",
}


@dataclass(frozen=True, slots=True)
class _Came:
    """What came of one file: `imported`, or why not."""

    file: pathlib.Path
    imported: Imported | None = None
    problem: Problem | None = None
    refused: str = ""


def import_statement_files(
    files: Files,
    bank: Annotated[
        str, typer.Option(help="The code of the bank account, if the file does not say it.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be imported.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Take over statements of the bank and look at their new lines.

    Every line is kept once, however often and in whatever cut its file comes. A file with a
    problem is left out as a whole; the others are imported. Ends with 3 if there is one.

    Example: prabayar import-statement statement.xml --dry-run
    """
    now = present()
    came = [_import(file, bank, dry_run=dry_run, now=now) for file in files]
    matched = Matched() if dry_run else _matched(now)
    if as_json:
        print_json(_plain(came, matched, dry_run=dry_run))
    else:
        for one in came:
            _show(one, dry_run=dry_run)
        _show_matched(matched)
    if any(one.problem for one in came):
        return Exit.FILE
    return Exit.REFUSED if any(one.refused for one in came) else Exit.DONE


def _import(file: pathlib.Path, bank: str, *, dry_run: bool, now: datetime) -> _Came:
    data = bytes_of(file, largest=LARGEST)
    kept = kept_mapping(bank) if bank else None
    try:
        statements = read_file(data, mapping=ColumnMapping.from_plain(kept) if kept else None)
        file_hash = hashlib.sha256(data).hexdigest()
        if dry_run:
            return _Came(file, preview_statement(statements, file_hash=file_hash, bank=bank))
        with progress(file.name) as watched:
            imported = import_statement(
                statements,
                file_hash=file_hash,
                file_name=file.name,
                bank=bank,
                now=now,
                actor=actor(),
                progress=watched,
            )
    except UnreadableFile as unreadable:
        return _Came(file, problem=unreadable.problem)
    except StatementRefused as refused:
        return _Came(file, refused=refused.message)
    return _Came(file, imported)


def _matched(now: datetime) -> Matched:
    """All new lines, whoever has imported them."""
    matched = Matched()
    while (more := match_lines(now=now, actor=actor())).looked:
        matched += more
    return matched


def _show(came: _Came, *, dry_run: bool) -> None:
    if came.problem is not None:
        one = came.problem
        place = f"line {one.line}{f', {one.column}' if one.column else ''}"
        say(
            f"{came.file.name}, {place}: {one.value or '(empty)'}, and should be {one.wanted}."
            " Nothing of the file was imported."
        )
    elif came.refused:
        say(f"{came.file.name}: {came.refused} Nothing of the file was imported.")
    elif came.imported is not None and came.imported.known_as:
        say(f"{came.file.name}: this very file was imported before. Nothing was added.")
    elif came.imported is not None:
        begin = "Would import" if dry_run else "Imported"
        say(f"{came.file.name}: {begin.lower()} {counted(came.imported.lines, 'new line')}.")
        for statement in came.imported.statements:
            _show_statement(statement)


def _show_statement(one: StatementImported) -> None:
    currency = one.bank.currency
    rows = [
        ("Bank account", f"{one.bank.code}, {one.bank.number}"),
        ("Days", _days(one)),
        ("Opening balance", _balance(one.opening_minor, currency)),
        ("Closing balance", _balance(one.closing_minor, currency)),
        ("New lines", f"{len(one.new):,}"),
        ("  money in", amount(Money(one.credits_minor, currency))),
        ("  money out", amount(Money(one.debits_minor, currency))),
        ("Lines known already", f"{one.known:,}"),
    ]
    print_table((Column("What"), amount_column("In the file")), rows)
    for caution in one.warnings:
        say(said(caution, currency))


def _days(one: StatementImported) -> str:
    if one.from_on is None or one.to_on is None:
        return "not said"
    return f"{one.from_on} to {one.to_on}"


def _balance(minor: int | None, currency: str) -> str:
    return "not said" if minor is None else amount(Money(minor, currency))


def said(caution: Caution, currency: str) -> str:
    """A warning in words."""
    match caution.kind, caution.figures:
        case Warned.GAP, (before, opening):
            return (
                f"A statement is missing: the one before closed with"
                f" {amount(Money(before, currency))}, this one opens with"
                f" {amount(Money(opening, currency))}."
            )
        case Warned.PENDING, (number,):
            entries = counted(number, "pending entry", "pending entries")
            return f"{entries} left out: they come again when the bank has booked them."
        case Warned.NOTHING_NEW, _:
            return "Nothing in it is new."
        case _:
            return "The file has no balances to check it by: nothing of it is booked by itself."


def _show_matched(matched: Matched) -> None:
    if not matched.looked:
        return
    say()
    print_table(
        (Column("New lines"), amount_column("How many")),
        [(_STATES.get(state, state), f"{number:,}") for state, number in _ordered(matched)],
    )


def _ordered(matched: Matched) -> list[tuple[LineState, int]]:
    return [(state, matched.states[state]) for state in LineState if state in matched.states]


def _plain(came: Sequence[_Came], matched: Matched, *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "files": [
            {
                "file": one.file.name,
                "problem": None if one.problem is None else dataclasses.asdict(one.problem),
                "refused": one.refused or None,
                "imported_before": bool(one.imported and one.imported.known_as),
                "statements": [
                    _plain_statement(statement)
                    for statement in (one.imported.statements if one.imported else ())
                ],
            }
            for one in came
        ],
        "looked_at": {str(state): number for state, number in _ordered(matched)},
    }


def _plain_statement(one: StatementImported) -> dict[str, Any]:
    currency = one.bank.currency
    return {
        "id": one.statement_id,
        "bank": one.bank.code,
        "format": one.format,
        "from_on": one.from_on,
        "to_on": one.to_on,
        "opening": None if one.opening_minor is None else Money(one.opening_minor, currency),
        "closing": None if one.closing_minor is None else Money(one.closing_minor, currency),
        "new_lines": len(one.new),
        "known_lines": one.known,
        "pending": len(one.pending),
        "money_in": Money(one.credits_minor, currency),
        "money_out": Money(one.debits_minor, currency),
        "warnings": [str(caution.kind) for caution in one.warnings],
    }
