"""All commands under their names, and what becomes of an error: one sentence and an exit code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

from prabayar.entrypoints.cli import (
    accounts,
    bank,
    books,
    changes,
    clock,
    database,
    imports,
    outlook,
    payments,
    people,
    promotions,
    statements,
    up,
    web,
    worker,
)
from prabayar.entrypoints.cli.failing import guarded
from prabayar.entrypoints.cli.reading import check_arguments

_HELP = """Prepaid billing for companies that sell an SDK or an API.

Every command has --help with an example, and --json for programs.

Exit codes: 0 done, 1 refused by a rule or something was found, 2 the command was written wrongly,
3 a file has problems or cannot be used, 4 the database cannot be used, 5 busy: try again."""

app = typer.Typer(
    name="prabayar",
    help=_HELP,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_SET_UP = "Set up"
_WORK = "Work"
_CUSTOMERS = "Customers"
_MONEY = "Money"
_PROOF = "Proof"

app.add_typer(database.app, name="db", rich_help_panel=_SET_UP)
app.add_typer(people.staff_app, name="staff", rich_help_panel=_SET_UP)
app.command("import-catalog", rich_help_panel=_SET_UP)(imports.import_catalog_file)
app.command("import-customers", rich_help_panel=_SET_UP)(imports.import_customers_file)
app.command("up", rich_help_panel=_WORK)(up.run_up)
app.command("web", rich_help_panel=_WORK)(web.run_web)
app.command("worker", rich_help_panel=_WORK)(worker.run_worker)
app.add_typer(clock.app, name="clock", rich_help_panel=_WORK)
app.add_typer(accounts.app, name="account", rich_help_panel=_CUSTOMERS)
app.add_typer(people.member_app, name="member", rich_help_panel=_CUSTOMERS)
app.command("next", rich_help_panel=_CUSTOMERS)(outlook.show_next)
app.add_typer(changes.preview_app, name="preview", rich_help_panel=_CUSTOMERS)
app.add_typer(changes.change_app, name="change", rich_help_panel=_CUSTOMERS)
app.add_typer(promotions.app, name="promotion", rich_help_panel=_CUSTOMERS)
app.command("hold", rich_help_panel=_CUSTOMERS)(promotions.hold)
app.command("release", rich_help_panel=_CUSTOMERS)(promotions.release)
app.command("import-statement", rich_help_panel=_MONEY)(bank.import_statement_files)
app.command("record-payment", rich_help_panel=_MONEY)(payments.record)
app.command("allocate-payment", rich_help_panel=_MONEY)(payments.allocate)
app.command("give-back-payment", rich_help_panel=_MONEY)(payments.give_back)
app.command("refund", rich_help_panel=_MONEY)(payments.refund)
app.command("credit-note", rich_help_panel=_MONEY)(payments.credit_note)
app.command("statement", rich_help_panel=_MONEY)(statements.show_statement)
app.command("verify", rich_help_panel=_PROOF)(books.verify_books)
app.command("export", rich_help_panel=_PROOF)(books.export_books)


def run(arguments: Sequence[str]) -> int:
    """The exit code of a command line; nothing but a bug leaves it as an exception."""

    def command() -> Any:
        check_arguments(arguments)
        return app(list(arguments), prog_name="prabayar", standalone_mode=False)

    return guarded(command, as_json="--json" in arguments)
