"""`prabayar statement`: what was invoiced, paid and used, as the books of an account say it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

import typer
from django.db import transaction

from prabayar.domain.money import Money
from prabayar.entrypoints.cli.opening import connect
from prabayar.entrypoints.cli.output import (
    AsJson,
    amount,
    amount_column,
    figure,
    id_column,
    print_json,
    print_table,
    say,
)
from prabayar.entrypoints.cli.telling import what_happened
from prabayar.store.queries.statements import Earned, Entry, Statement, statement


def show_statement(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's code.")],
    as_json: AsJson = False,
) -> None:
    """The ledger of a customer: what was invoiced, paid, credited and used, and what is open.

    Example: prabayar statement ACC-2000
    """
    connect()
    with transaction.atomic():
        books = statement(account)
    if as_json:
        print_json(_plain(books))
        return
    own = books.account
    say(f"{own.code}  {own.name}", style="bold")
    if not books.entries:
        say("Nothing has been invoiced or paid.")
        return
    _print_entries(books)
    _print_receipts(books)
    print_open(books)
    say(f"\nBalance: {amount(Money(own.balance_minor, own.currency))}", style="bold")


def _print_entries(books: Statement) -> None:
    currency = books.account.currency

    def money(minor: int) -> str:
        return figure(Money(minor, currency)) if minor else "–"

    columns = (
        id_column("Date"),
        id_column("What"),
        id_column("Document"),
        amount_column(f"{currency}"),
        amount_column("± balance"),
    )
    lines = [
        (
            str(one.effective_on),
            what_happened(one.kind),
            _named(books, one.document, one.app_id),
            money(one.amount_minor),
            money(one.balance_change_minor),
        )
        for one in books.entries
    ]
    print_table(columns, lines)


def _named(books: Statement, document: str, app_id: str) -> str:
    """The document, and below it the app if the account has several."""
    if books.account.apps < 2 or not app_id:
        return document
    return f"{document}\n{app_id}" if document else app_id


def _print_receipts(books: Statement) -> None:
    if not books.receipts:
        return
    currency = books.account.currency

    def money(minor: int) -> str:
        return figure(Money(minor, currency))

    say()
    print_table(
        (
            id_column("Receipt"),
            id_column("Days"),
            amount_column(f"Net {currency}"),
            amount_column("Credited"),
            amount_column("Used"),
            amount_column("Not yet"),
        ),
        [
            (
                _named(books, one.number, one.app_id),
                f"{one.starts_on}\n{one.ends_on - timedelta(days=1)}",
                money(one.net_minor),
                money(one.credited_net_minor) if one.credited_net_minor else "–",
                money(one.earned_minor),
                money(one.deferred_minor),
            )
            for one in books.receipts
        ],
        title="What was paid, and how much of it has been used (without tax)",
    )


def print_open(books: Statement) -> None:
    """The invoices that are to be paid, with their references; nothing if there are none."""
    if not books.open_invoices:
        return
    currency = books.account.currency
    say()
    print_table(
        (
            id_column("Invoice"),
            id_column("App"),
            id_column("Due"),
            id_column("Reference"),
            amount_column("To pay"),
        ),
        [
            (
                one.number,
                one.app_id,
                str(one.due_on),
                one.reference,
                amount(Money(one.outstanding_minor, currency)),
            )
            for one in books.open_invoices
        ],
        title="To be paid",
    )


def plain_open(books: Statement) -> list[dict[str, Any]]:
    currency = books.account.currency
    return [
        {
            "number": one.number,
            "reference": one.reference,
            "app": one.app_id,
            "due_on": one.due_on,
            "valid_until_on": one.valid_until_on,
            "payable": Money(one.payable_minor, currency),
            "arrived": Money(one.deposit_minor, currency),
            "outstanding": Money(one.outstanding_minor, currency),
        }
        for one in books.open_invoices
    ]


def _plain(books: Statement) -> dict[str, Any]:
    own = books.account
    return {
        "account": own.code,
        "name": own.name,
        "currency": own.currency,
        "balance": Money(own.balance_minor, own.currency),
        "entries": [_plain_entry(one, own.currency) for one in books.entries],
        "receipts": [_plain_receipt(one, own.currency) for one in books.receipts],
        "open_invoices": plain_open(books),
    }


def _plain_entry(one: Entry, currency: str) -> dict[str, Any]:
    return {
        "kind": str(one.kind),
        "on": one.effective_on,
        "recorded_at": one.recorded_at,
        "app": one.app_id or None,
        "document": one.document or None,
        "amount": Money(one.amount_minor, currency),
        "balance_change": Money(one.balance_change_minor, currency),
        "balance": Money(one.balance_minor, currency),
        "note": one.note,
    }


def _plain_receipt(one: Earned, currency: str) -> dict[str, Any]:
    return {
        "number": one.number,
        "invoice": one.invoice_number,
        "app": one.app_id,
        "settled_on": one.settled_on,
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "net": Money(one.net_minor, currency),
        "tax": Money(one.tax_minor, currency),
        "credited_net": Money(one.credited_net_minor, currency),
        "credited_tax": Money(one.credited_tax_minor, currency),
        "earned": Money(one.earned_minor, currency),
        "deferred": Money(one.deferred_minor, currency),
    }
