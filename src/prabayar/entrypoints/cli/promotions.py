"""`prabayar promotion …`, `hold` and `release`: what staff give and take."""

from __future__ import annotations

from typing import Annotated

import typer

from prabayar.adapters.intake import cells
from prabayar.domain.catalog import Interval
from prabayar.domain.ids import PromotionId
from prabayar.domain.life import wishes
from prabayar.domain.life.wishes import Wish
from prabayar.domain.promotion import DiscountKind, Promotion
from prabayar.entrypoints.cli.changes import Expect, Subscription, do, look
from prabayar.entrypoints.cli.opening import connect
from prabayar.entrypoints.cli.output import AsJson
from prabayar.entrypoints.cli.reading import Currency, Day, read_amount, read_day, reading, words
from prabayar.store.numbers import ids

app = typer.Typer(help="Grant and end discounts.", no_args_is_help=True)

Only = Annotated[bool, typer.Option("--preview", help="Only show what would happen.")]
Reason = Annotated[str, typer.Option(help="Why; the customer may be told.", callback=words)]


@app.command()
def grant(
    subscription: Subscription,
    until: Annotated[Day, typer.Option(help="The first day without discount.")],
    percent: Annotated[str, typer.Option(help="Percent off, like 25 or 12.5.")] = "",
    amount: Annotated[str, typer.Option(help="Or an amount off each period.")] = "",
    currency: Annotated[Currency, typer.Option(help="Of the amount.")] = "",
    plan: Annotated[list[str] | None, typer.Option(help="Only this plan; may be repeated.")] = None,
    interval: Annotated[Interval | None, typer.Option(help="Only this interval.")] = None,
    note: Annotated[str, typer.Option(help="What it is for.", callback=words)] = "",
    preview: Only = False,
    expect: Expect = "",
    as_json: AsJson = False,
) -> None:
    """Grant a discount until a date; it replaces one that runs.

    Example: prabayar promotion grant ptnusantaradig-00 --percent 25 --until 2027-05-01
    """
    if bool(percent) == bool(amount):
        raise typer.BadParameter("Give either --percent or --amount with --currency.")
    ends_on = read_day(until, "--until")
    if percent:
        kind, value = DiscountKind.PERCENT, reading("--percent", cells.a_percentage, percent)
    else:
        kind, value = DiscountKind.AMOUNT, read_amount(amount, currency, "--amount").minor
    connect()
    promotion = Promotion(
        PromotionId(next(ids(1))),
        kind,
        value,
        ends_on,
        plans=tuple(plan or ()),
        interval=interval,
        currency=currency if kind is DiscountKind.AMOUNT else "",
        note=note,
    )
    _either(
        subscription,
        wishes.GrantPromotion(promotion=promotion),
        preview=preview,
        expect=expect,
        as_json=as_json,
    )


@app.command("end")
def end_promotion(
    subscription: Subscription,
    reason: Reason = "",
    preview: Only = False,
    expect: Expect = "",
    as_json: AsJson = False,
) -> None:
    """End a discount early; an open invoice is not made dearer.

    Example: prabayar promotion end ptmerapimedia-02 --reason "granted by mistake"
    """
    wish = wishes.EndPromotion(reason=reason)
    _either(subscription, wish, preview=preview, expect=expect, as_json=as_json)


def hold(
    subscription: Subscription,
    reason: Annotated[
        str, typer.Option(help="Why; the customer is told.", show_default=False, callback=words)
    ],
    preview: Only = False,
    expect: Expect = "",
    as_json: AsJson = False,
) -> None:
    """Suspend a subscription for a reason that is not payment; paying does not lift it.

    Example: prabayar hold ptrimbamedia-12 --reason "spam, see ticket 4711"
    """
    wish = wishes.Hold(reason=reason)
    _either(subscription, wish, preview=preview, expect=expect, as_json=as_json)


def release(
    subscription: Subscription,
    preview: Only = False,
    expect: Expect = "",
    as_json: AsJson = False,
) -> None:
    """Lift a hold; a suspension for non-payment stays.

    Example: prabayar release ptrimbamedia-12
    """
    _either(subscription, wishes.Release(), preview=preview, expect=expect, as_json=as_json)


def _either(app_id: str, wish: Wish, *, preview: bool, expect: str, as_json: bool) -> None:
    if preview:
        look(app_id, wish, as_json=as_json)
    else:
        do(app_id, wish, expect=expect, as_json=as_json)
