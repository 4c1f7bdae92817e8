"""`prabayar next`: what happens next to a subscription."""

from __future__ import annotations

from typing import Annotated

import typer

from prabayar.domain.decision import Outlook, timeline_kinds
from prabayar.domain.facts import Fact
from prabayar.entrypoints.cli.changes import Subscription
from prabayar.entrypoints.cli.opening import present
from prabayar.entrypoints.cli.output import AsJson, print_json, print_table, say
from prabayar.entrypoints.cli.showing import FACTS
from prabayar.entrypoints.cli.telling import plain_fact, told
from prabayar.usecases.look_ahead import look_ahead


def show_next(
    subscription: Subscription,
    unpaid: Annotated[bool, typer.Option("--unpaid", help="If nothing is paid.")] = False,
    months: Annotated[int, typer.Option(min=1, max=120, help="How far to look.")] = 12,
    as_json: AsJson = False,
) -> None:
    """What happens next, by the code that will decide it: the coming twelve months.

    It supposes that each invoice is paid when it is issued; with --unpaid that none is.

    Example: prabayar next ptnusantaradig-00 --unpaid
    """
    seen = look_ahead(subscription, now=present(), paid=not unpaid, months=months)
    currency = seen.subscription.price.currency
    facts = _shown(seen)
    if as_json:
        print_json(
            {
                "app": subscription,
                "supposed": "nothing is paid" if unpaid else "invoices are paid when issued",
                "facts": [plain_fact(fact, currency=currency) for fact in facts],
                "phase": str(seen.subscription.phase),
                "access": str(seen.subscription.access),
            }
        )
        return
    supposed = "if nothing is paid" if unpaid else "if invoices are paid when they are issued"
    say(f"{subscription}: {months} months ahead, {supposed}", style="bold")
    lines = [(str(one.on), one.what, one.detail, one.sum) for one in told(facts, currency=currency)]
    if lines:
        print_table(FACTS, lines)
    else:
        say("Nothing happens.")
    say(f"Then it is {seen.subscription.phase}, with access {seen.subscription.access}.")


def _shown(seen: Outlook) -> list[Fact]:
    shown = timeline_kinds()
    return [fact for fact in seen.facts if fact.kind in shown]
