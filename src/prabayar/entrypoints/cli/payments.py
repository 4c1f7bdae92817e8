"""Money by hand: recorded, allocated, given back, refunded, credited."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated

import typer

from prabayar.domain.errors import PaymentRefused
from prabayar.domain.money import Money
from prabayar.domain.reference import read_reference
from prabayar.entrypoints.cli.opening import actor, connect, present
from prabayar.entrypoints.cli.output import AsJson, amount, print_json, say
from prabayar.entrypoints.cli.reading import (
    Currency,
    Day,
    a_key,
    a_reason,
    read_amount,
    read_day,
)
from prabayar.entrypoints.cli.showing import show_done
from prabayar.store.errors import NotFound
from prabayar.store.queries.accounts import account as find_account
from prabayar.store.queries.finding import find_receipt, find_request
from prabayar.store.queries.statements import statement
from prabayar.usecases.allocate_payment import allocate_payment
from prabayar.usecases.credit_receipt import credit_receipt
from prabayar.usecases.give_back_payment import give_back_payment
from prabayar.usecases.record_payment import Recorded, record_payment
from prabayar.usecases.refund_balance import refund_balance

Sum = Annotated[str, typer.Argument(metavar="AMOUNT", help="Like 1490.00, without grouping.")]
In = Annotated[Currency, typer.Argument(metavar="CURRENCY", help="Like USD or IDR.")]
Reference = Annotated[str, typer.Option(help="The reference on the transfer, PB…")]
Account = Annotated[str, typer.Option(help="Or the code of the account.")]
Key = Annotated[str, typer.Argument(metavar="KEY", help="The key it was recorded under.")]
Reason = Annotated[
    str, typer.Option(help="Why; it stays in the books.", show_default=False, callback=a_reason)
]


def record(
    amount_text: Sum,
    currency: In,
    booked_on: Annotated[Day, typer.Option(help="The bank's booking date.", show_default=False)],
    reference: Reference = "",
    account: Account = "",
    unknown: Annotated[bool, typer.Option("--unknown", help="Or nobody knows whose.")] = False,
    bank: Annotated[str, typer.Option(help="The bank account it arrived on.")] = "main",
    key: Annotated[str, typer.Option(help="Names the money for ever.", callback=a_key)] = "",
    as_json: AsJson = False,
) -> None:
    """Record money that has arrived: for a reference, for an account, or of nobody known.

    The same payment again changes nothing; a second one that looks the same wants a --key.

    Example: prabayar record-payment 149.00 USD --reference PB… --booked-on 2026-10-12
    """
    if [bool(reference), bool(account), unknown].count(True) != 1:
        raise typer.BadParameter("Give one of --reference, --account and --unknown.")
    money = read_amount(amount_text, currency, "AMOUNT")
    day = read_day(booked_on, "--booked-on")
    # However the reference was typed, it is the same payment.
    whose = read_reference(reference) or reference or account
    name = key or _key_of(money, day, bank, whose)
    recorded = record_payment(
        money,
        booked_on=day,
        reference=reference,
        account_code=account,
        bank=bank,
        key=name,
        now=present(),
        actor=actor(),
    )
    _check_whose(recorded, reference=reference, account=account)
    if as_json:
        print_json(
            {
                "key": recorded.key,
                "account": recorded.account_code or None,
                "money": money,
                "booked_on": day,
                "recorded_before": recorded.known,
            }
        )
    else:
        _show(recorded, money)


def _key_of(money: Money, day: date, bank: str, whose: str) -> str:
    """The same for the same payment: written twice by mistake, it is recorded once."""
    digest = hashlib.sha256(f"{money}|{day}|{bank}|{whose}".encode()).hexdigest()
    return f"hand-{day:%y%m%d}-{digest[:8]}"


def _check_whose(recorded: Recorded, *, reference: str, account: str) -> None:
    """A key that money of somebody else has: then this money is not in the books."""
    if not recorded.known or not (reference or account):
        return
    asked = account or find_request(reference).account_code
    if asked != recorded.account_code:
        whose = recorded.account_code or "nobody known"
        raise PaymentRefused(
            f"{recorded.key} has been recorded as money of {whose}, not of {asked}: allocate it, or"
            " give other money another key.",
            key=recorded.key,
        )


def _show(recorded: Recorded, money: Money) -> None:
    if recorded.known:
        say(
            f"{amount(money)} was recorded before, under {recorded.key}: nothing was changed."
            " Another payment that looks the same wants a --key of its own."
        )
    elif recorded.account_code:
        say(f"{amount(money)} recorded for {recorded.account_code}.\nKey: {recorded.key}")
    else:
        say(
            f"{amount(money)} recorded as unapplied money: allocate it when you know whose it is."
            f"\nKey: {recorded.key}"
        )


def allocate(
    key: Key, reference: Reference = "", account: Account = "", as_json: AsJson = False
) -> None:
    """Give unapplied money to the one it belongs to.

    Example: prabayar allocate-payment KEY --account ACC-1001
    """
    if bool(reference) == bool(account):
        raise typer.BadParameter("Give either --reference or --account.")
    done = allocate_payment(
        key, reference=reference, account_code=account, now=present(), actor=actor()
    )
    show_done(done, as_json=as_json, key=key)


def give_back(key: Key, as_json: AsJson = False) -> None:
    """Return unapplied money to its sender.

    Example: prabayar give-back-payment KEY
    """
    money = give_back_payment(key, now=present(), actor=actor())
    if as_json:
        print_json({"key": key, "given_back": money})
    else:
        say(f"{amount(money)} of payment {key} goes back to its sender.")


def refund(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's code.")],
    amount_text: Sum,
    currency: In,
    reason: Reason,
    key: Annotated[
        str, typer.Option(help="Names the order: typed twice, it is ordered once.", callback=a_key)
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Order a transfer of balance money back to a customer.

    Without --key the same command again is another refund.

    Example: prabayar refund ACC-2000 149.00 USD --reason "cancelled"
    """
    money = read_amount(amount_text, currency, "AMOUNT")
    now = present()
    has = find_account(account)
    if has.currency != currency:
        raise PaymentRefused(
            f"The balance of {account} is in {has.currency}, not in {currency}.", account=account
        )
    done = refund_balance(account, money.minor, reason=reason, key=key, now=now, actor=actor())
    if done is not None:
        show_done(done, as_json=as_json)
    elif as_json:
        print_json({"key": key, "ordered_before": True})
    else:
        say(f"{amount(money)} was ordered before, under {key}: nothing was changed.")


def credit_note(
    receipt: Annotated[str, typer.Argument(metavar="RECEIPT", help="Its number, RCP-…")],
    reason: Reason,
    net: Annotated[str, typer.Option(help="How much of its net, without tax.")] = "",
    whole: Annotated[bool, typer.Option("--whole", help="Or all that is left of it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Credit a receipt in part or as a whole: net, and its tax pro rata, go to the balance.

    Example: prabayar credit-note RCP-2026-000001 --net 50.00 --reason "outage of 3 May"
    """
    if bool(net) == whole:
        raise typer.BadParameter("Give either --net or --whole.")
    connect()
    left = _left_of(receipt)
    wanted = left if whole else read_amount(net, left.currency, "--net")
    done = credit_receipt(receipt, wanted.minor, reason=reason, now=present(), actor=actor())
    show_done(done, as_json=as_json)


def _left_of(number: str) -> Money:
    """The net of a receipt that no credit note has taken yet."""
    found = find_receipt(number)
    books = statement(found.account_code)
    for one in books.receipts:
        if one.number == number:
            return Money(one.net_minor - one.credited_net_minor, books.account.currency)
    raise NotFound(f"There is no receipt {number}.", number=number)
