"""`prabayar import-…`: a vendor's files of the first day."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from prabayar.adapters.intake import catalog_toml, encoding
from prabayar.adapters.intake.problems import Problem
from prabayar.domain.catalog import Plan
from prabayar.domain.money import Money
from prabayar.entrypoints.cli.failing import Exit
from prabayar.entrypoints.cli.opening import actor, present
from prabayar.entrypoints.cli.output import (
    AsJson,
    Column,
    amount,
    amount_column,
    counted,
    id_column,
    print_json,
    print_table,
    progress,
    say,
)
from prabayar.entrypoints.cli.reading import bytes_of
from prabayar.usecases.import_catalog import CatalogImported, import_catalog
from prabayar.usecases.import_customers import CustomersImported, import_customers

File = Annotated[
    pathlib.Path,
    typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, help="The file."),
]

_MOST_SHOWN = 1_000


def import_catalog_file(file: File, as_json: AsJson = False) -> int:
    """Take over plans and prices: new ones are added, a changed price is a new version.

    Running subscriptions keep the price they have. The same file again changes nothing.
    Ends with 3 if the file has problems.

    Example: prabayar import-catalog samples/catalog.toml
    """
    raw = bytes_of(file, largest=catalog_toml.LARGEST)
    came = import_catalog(raw, now=present(), actor=actor())
    if as_json:
        print_json(_plain_catalog(came))
    else:
        _show_catalog(came, file)
    return Exit.FILE if came.problems else Exit.DONE


def import_customers_file(
    file: File,
    check: Annotated[bool, typer.Option("--check", help="Only say what would happen.")] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Import the good rows, leave the bad ones out.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Take over accounts and their apps as they stand: running, in promotion, or in trial.

    Every bad row is named with line, column, value and what would be right; nothing is imported
    unless all is well. Ends with 3 if the file has problems.

    Example: prabayar import-customers samples/customers.csv --check
    """
    raw = bytes_of(file, largest=encoding.LARGEST)
    now = present()
    with progress("Customers") as watched:
        came = import_customers(
            raw,
            check=check,
            skip_bad=skip_bad,
            now=now,
            actor=actor(),
            progress=watched,
        )
    if as_json:
        print_json(_plain_customers(came, check=check))
    else:
        _show_customers(came, file, check=check, skip_bad=skip_bad)
    return Exit.DONE if _well(came, skip_bad=skip_bad) else Exit.FILE


def _well(came: CustomersImported, *, skip_bad: bool) -> bool:
    return not came.problems or (skip_bad and came.whole)


def _show_catalog(came: CatalogImported, file: pathlib.Path) -> None:
    if came.problems:
        _show_problems(came.problems, file)
        say("Nothing was imported: mend the file and import it again.")
        return
    if came.changes:
        print_table(
            (Column("What"), amount_column("Before"), amount_column("Now")),
            [(one.subject, _said(one.before), _said(one.after)) for one in came.changes],
        )
        say()
    say(f"{counted(len(came.changes), 'change')}; {came.same} plans and prices were so already.")
    say(f"Trials are on {came.trial_plan}.")
    if came.only_kept:
        say(f"Not in the file, and sold as before: {', '.join(came.only_kept)}.")
    if came.top_ups:
        say(f"Checked, and not used yet: {counted(came.top_ups, 'top-up')}.")


def _said(value: Plan | Money | str | None) -> str:
    match value:
        case Plan():
            return f"{value.name}, rank {value.rank}, {value.quota_mau:,} MAU, {value.over_quota}"
        case Money():
            return amount(value)
        case None:
            return "new"
        case _:
            return value


def _plain_catalog(came: CatalogImported) -> dict[str, Any]:
    return {
        "changes": [
            {
                "subject": one.subject,
                "before": _plain_value(one.before),
                "after": _plain_value(one.after),
            }
            for one in came.changes
        ],
        "same": came.same,
        "only_kept": list(came.only_kept),
        "trial_plan": came.trial_plan,
        "top_ups_not_used_yet": came.top_ups,
        "problems": [dataclasses.asdict(one) for one in came.problems],
    }


def _plain_value(value: Plan | Money | str | None) -> Any:
    return dataclasses.asdict(value) if isinstance(value, Plan) else value


def _show_problems(problems: Sequence[Problem], file: pathlib.Path) -> None:
    say(f"{file.name}: {counted(len(problems), 'problem')}", style="bold red")
    print_table(
        (
            amount_column("Line"),
            id_column("Column"),
            Column("Value"),
            Column("What would be right"),
        ),
        [
            (str(one.line), one.column or "–", one.value or "(empty)", one.wanted)
            for one in problems[:_MOST_SHOWN]
        ],
    )
    if len(problems) > _MOST_SHOWN:
        say(f"… and {len(problems) - _MOST_SHOWN:,} more: --json names each of them.")
    say()


def _show_customers(
    came: CustomersImported, file: pathlib.Path, *, check: bool, skip_bad: bool
) -> None:
    if came.problems:
        _show_problems(came.problems, file)
    rows = counted(came.read, "row")
    good = came.running + came.trials
    if not _well(came, skip_bad=skip_bad):
        nothing = "Nothing would be imported" if check else "Nothing was imported"
        remedy = "Mend the file, or use --skip-bad." if came.whole else "Mend the file."
        say(f"{nothing}: {good} of {rows} are good. {remedy}")
        return
    begin = "Would import" if check else "Imported"
    say(f"{begin} {counted(good, 'app')} of {rows}:", style="bold")
    print_table(
        (Column("What"), amount_column("How many")),
        [(what, f"{number:,}") for what, number in _figures(came) if number],
    )
    for sentence in _remarks(came):
        say(sentence)


def _figures(came: CustomersImported) -> list[tuple[str, int]]:
    return [
        ("accounts opened", came.accounts),
        ("accounts that were known", came.known_accounts),
        ("running subscriptions", came.running),
        ("  of them with a promotion", came.promotions),
        ("trials", came.trials),
        ("invoices issued at once", came.invoices),
        ("rows left out", came.skipped),
    ]


def _remarks(came: CustomersImported) -> list[str]:
    remarks = []
    if came.wanted_card:
        remarks.append(
            f"\n{counted(came.wanted_card, 'app')} prefer a card: without one on file they are"
            " invoiced by bank transfer."
        )
    if came.unused:
        columns = ", ".join(f"{column} ({number})" for column, number in came.unused.items())
        remarks.append(f"\nKept, and not used yet: {columns}.")
    return remarks


def _plain_customers(came: CustomersImported, *, check: bool) -> dict[str, Any]:
    return {
        "checked_only": check,
        "imported": came.kept,
        "rows": came.read,
        "good_rows": came.running + came.trials,
        "left_out": came.skipped,
        "accounts_opened": came.accounts,
        "accounts_known": came.known_accounts,
        "running": came.running,
        "promotions": came.promotions,
        "trials": came.trials,
        "invoices": came.invoices,
        "prefer_card": came.wanted_card,
        "not_used_yet": dict(came.unused),
        "problems": [dataclasses.asdict(one) for one in came.problems],
    }
