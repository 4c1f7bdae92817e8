"""`prabayar account …`: customers as staff see them, and accounts that are set aside."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

import typer
from django.db import transaction

from prabayar.domain.money import Money
from prabayar.entrypoints.cli.opening import actor, connect, present
from prabayar.entrypoints.cli.output import (
    AsJson,
    Column,
    amount,
    amount_column,
    counted,
    id_column,
    print_json,
    print_pairs,
    print_table,
    say,
)
from prabayar.entrypoints.cli.reading import words
from prabayar.entrypoints.cli.statements import plain_open, print_open
from prabayar.store.queries.accounts import (
    AccountRow,
    SubscriptionRow,
    accounts,
    parked_accounts,
    subscriptions,
)
from prabayar.store.queries.statements import statement
from prabayar.usecases.park_account import park_account
from prabayar.usecases.unpark_account import unpark_account

app = typer.Typer(help="Look at accounts, and set them aside.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's code.")]


@app.command("list")
def list_them(
    search: Annotated[str, typer.Argument(help="A part of the name or of the code.")] = "",
    parked: Annotated[bool, typer.Option("--parked", help="Only those that are parked.")] = False,
    after: Annotated[str, typer.Option(help="Only codes after this one.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="At most so many.")] = 1_000,
    as_json: AsJson = False,
) -> None:
    """List accounts by code: what they have, what they owe.

    Example: prabayar account list --parked
    """
    connect()
    if parked:
        found = parked_accounts(limit=limit)
    else:
        found = accounts(search=search, after_code=after, limit=limit)
    if as_json:
        print_json({"accounts": [_plain(one) for one in found]})
        return
    columns = [
        id_column("Account"),
        Column("Name"),
        amount_column("Apps"),
        amount_column("To pay"),
        amount_column("Balance"),
    ]
    lines = [
        [
            one.code,
            one.name,
            str(one.apps),
            _or_dash(one.open_minor, one.currency),
            _or_dash(one.balance_minor, one.currency),
        ]
        for one in found
    ]
    if any(one.parked_reason for one in found):
        columns.append(Column("Parked"))
        lines = [[*line, one.parked_reason] for line, one in zip(lines, found, strict=True)]
    if lines:
        print_table(columns, lines)
    more = f" There may be more: --after {found[-1].code}" if len(found) == limit else ""
    say(f"{counted(len(found), 'account')}.{more}")


@app.command("show")
def show(account: Code, as_json: AsJson = False) -> None:
    """Show an account: its apps, its open invoices, its balance.

    Example: prabayar account show ACC-2000
    """
    connect()
    with transaction.atomic():
        books, apps = statement(account), subscriptions(account)
    if as_json:
        print_json(
            {
                **_plain(books.account),
                "subscriptions": [_plain_subscription(one) for one in apps],
                "open_invoices": plain_open(books),
            }
        )
        return
    _show_account(books.account)
    say()
    _show_subscriptions(apps)
    print_open(books)


@app.command("park")
def park(
    account: Code,
    reason: Annotated[
        str, typer.Option(help="Why; staff will see it.", show_default=False, callback=words)
    ],
    as_json: AsJson = False,
) -> None:
    """Set an account aside: it is neither charged nor suspended until it is released.

    Example: prabayar account park ACC-2000 --reason "in dispute"
    """
    park_account(account, reason=reason, now=present(), actor=actor())
    if as_json:
        print_json({"account": account, "parked_reason": reason})
    else:
        say(f"{account} is parked. Release it with: prabayar account unpark {account}")


@app.command("unpark")
def unpark(account: Code, as_json: AsJson = False) -> None:
    """Let an account be decided again, at once for what has fallen due meanwhile.

    Example: prabayar account unpark ACC-2000
    """
    unpark_account(account, now=present(), actor=actor())
    if as_json:
        print_json({"account": account, "parked_reason": ""})
    else:
        say(f"{account} is decided again.")


def _or_dash(minor: int, currency: str) -> str:
    return amount(Money(minor, currency)) if minor else "–"


def _show_account(row: AccountRow) -> None:
    say(f"{row.code}  {row.name}", style="bold")
    pairs = [
        ("country, zone", f"{row.country}, {row.zone}"),
        ("e-mails", ", ".join(row.billing_emails) or "none"),
        ("balance", amount(Money(row.balance_minor, row.currency))),
        ("to pay", amount(Money(row.open_minor, row.currency))),
    ]
    if row.parked_reason:
        pairs.append(("parked", row.parked_reason))
    print_pairs(pairs)


def _show_subscriptions(found: tuple[SubscriptionRow, ...]) -> None:
    if not found:
        say("It has no app.")
        return
    columns = [
        id_column("App"),
        id_column("State"),
        id_column("Plan"),
        amount_column("Price"),
        id_column("Through"),
    ]
    lines = [
        [
            one.app_id,
            str(one.phase),
            f"{one.plan_code} / {one.interval}",
            amount(Money(one.price_minor, one.currency)),
            _through(one),
        ]
        for one in found
    ]
    print_table(columns, lines)
    for one in found:
        for remark in _remarks(one):
            say(f"{one.app_id}: {remark}")


def _last(ends_on: date) -> str:
    return str(ends_on - timedelta(days=1))


def _through(row: SubscriptionRow) -> str:
    """The last day that is paid for, or of the trial."""
    if row.paid_until_on is not None:
        return _last(row.paid_until_on)
    return str(row.trial_ends_on) if row.trial_ends_on is not None else "–"


def _remarks(row: SubscriptionRow) -> list[str]:
    remarks = []
    if row.promotion_ends_on is not None:
        off = _off(row)
        remarks.append(f"promotion, {off} off, through {_last(row.promotion_ends_on)}")
    if row.pending_plan_code:
        remarks.append(f"{row.pending_kind} to {row.pending_plan_code} is ordered")
    if row.cancel_at_end:
        remarks.append("cancelled at the end of what is paid")
    if row.access != "full" and str(row.access) != str(row.phase):
        remarks.append(f"access {row.access} ({row.access_reason})")
    return remarks


def _off(row: SubscriptionRow) -> str:
    if row.promotion_kind == "percent":
        return f"{row.promotion_value / 100:g} %"
    return amount(Money(row.promotion_value, row.currency))


def _plain(row: AccountRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "country": row.country,
        "currency": row.currency,
        "zone": row.zone,
        "billing_emails": list(row.billing_emails),
        "balance": Money(row.balance_minor, row.currency),
        "to_pay": Money(row.open_minor, row.currency),
        "apps": row.apps,
        "parked_reason": row.parked_reason,
        "due_at": row.due_at,
    }


def _plain_subscription(row: SubscriptionRow) -> dict[str, Any]:
    """`paid_until_on` and `promotion_ends_on` are the first days after."""
    promotion = None
    if row.promotion_ends_on is not None:
        promotion = {"off": _off(row), "ends_on": row.promotion_ends_on}
    return {
        "app_id": row.app_id,
        "app_name": row.app_name,
        "phase": str(row.phase),
        "access": str(row.access),
        "access_reason": str(row.access_reason),
        "plan": row.plan_code,
        "interval": row.interval,
        "price": Money(row.price_minor, row.currency),
        "payment_method": row.payment_method,
        "trial_ends_on": row.trial_ends_on,
        "paid_until_on": row.paid_until_on,
        "promotion": promotion,
        "pending": row.pending_kind or None,
        "pending_plan": row.pending_plan_code or None,
        "cancel_at_end": row.cancel_at_end,
        "due_at": row.due_at,
    }
