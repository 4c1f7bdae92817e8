"""`prabayar preview …` and `prabayar change …`: the same verbs, looked at or carried out.

A preview prints a fingerprint; `change … --expect` carries out only what that preview showed.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from prabayar.domain.catalog import Interval
from prabayar.domain.life import wishes
from prabayar.domain.life.wishes import Wish
from prabayar.entrypoints.cli.opening import actor, present
from prabayar.entrypoints.cli.output import AsJson
from prabayar.entrypoints.cli.reading import words
from prabayar.entrypoints.cli.showing import show_done, show_preview
from prabayar.usecases.carry_out import carry_out
from prabayar.usecases.preview_wish import preview_wish


def _fingerprint(context: typer.Context, text: str) -> str:
    """Given empty, as a variable of a script may be, it would check nothing."""
    source = context.get_parameter_source("expect")
    if not text.strip() and source is not None and source.name == "COMMANDLINE":
        raise typer.BadParameter("--expect is empty: give what the preview printed, or leave it.")
    return text


Expect = Annotated[
    str,
    typer.Option(
        "--expect",
        metavar="FINGERPRINT",
        help="Only what a preview showed.",
        callback=_fingerprint,
    ),
]
Subscription = Annotated[
    str, typer.Argument(metavar="SUBSCRIPTION", help="The App ID.", show_default=False)
]
Plan = Annotated[str, typer.Argument(metavar="PLAN", help="The plan's code.")]

preview_app = typer.Typer(
    no_args_is_help=True,
    help="Show what a change would do; nothing is kept.\n\n"
    "Example: prabayar preview ptnusantaradig-00 change pro --drop-promotion",
)
change_app = typer.Typer(
    no_args_is_help=True,
    help="Carry a change out.\n\n"
    "Example: prabayar change ptnusantaradig-00 change pro --expect FINGERPRINT",
)


@preview_app.callback()
@change_app.callback()
def _of(context: typer.Context, subscription: Subscription) -> None:
    context.obj = subscription


def look(app_id: str, wish: Wish, *, as_json: bool) -> None:
    """Preview it, and show that."""
    show_preview(preview_wish(app_id, wish, now=present()), as_json=as_json)


def do(app_id: str, wish: Wish, *, expect: str = "", as_json: bool) -> None:
    """Carry it out, and show what has happened."""
    done = carry_out(app_id, wish, now=present(), actor=actor(), expected=expect)
    show_done(done, as_json=as_json, app=app_id)


def _verb(name: str) -> Callable[[Callable[..., Wish]], Callable[..., Wish]]:
    """Make a command in both groups of a function that makes a wish of its options."""

    def add(make: Callable[..., Wish]) -> Callable[..., Wish]:
        def looked_at(context: typer.Context, as_json: bool, **options: Any) -> None:
            look(context.obj, make(**options), as_json=as_json)

        def carried_out(context: typer.Context, as_json: bool, expect: str, **options: Any) -> None:
            do(context.obj, make(**options), expect=expect, as_json=as_json)

        preview_app.command(name, help=_help(make, "preview"))(
            _as_command(looked_at, make, {"as_json": (AsJson, False)})
        )
        change_app.command(name, help=_help(make, "change"))(
            _as_command(carried_out, make, {"expect": (Expect, ""), "as_json": (AsJson, False)})
        )
        return make

    return add


def _help(make: Callable[..., Wish], group: str) -> str:
    """What the verb says of itself; its example is one of this group."""
    said = inspect.getdoc(make) or ""
    return said.replace("Example: prabayar preview", f"Example: prabayar {group}")


def _as_command(
    run: Callable[..., None], make: Callable[..., Wish], more: dict[str, tuple[Any, Any]]
) -> Callable[..., None]:
    """`run` with the options of `make`; typer reads them off the signature."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    own = inspect.signature(make, eval_str=True).parameters.values()
    parameters = [
        inspect.Parameter("context", keyword, annotation=typer.Context),
        *(one.replace(kind=keyword) for one in own),
        *(
            inspect.Parameter(name, keyword, annotation=kind, default=default)
            for name, (kind, default) in more.items()
        ),
    ]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    run.__dict__["__signature__"] = inspect.Signature(parameters)
    return run


@_verb("choose")
def _choose(
    plan: Plan,
    interval: Annotated[Interval, typer.Option(help="Pay by month or by year.")] = Interval.MONTH,
) -> Wish:
    """In or after a trial: choose what to pay for; the first invoice is issued.

    Example: prabayar preview samoareefltd-63 choose growth
    """
    return wishes.ChoosePlan(plan_code=plan, interval=interval)


@_verb("change")
def _change(
    plan: Plan,
    mau: Annotated[int, typer.Option(min=0, help="Users that were active this month.")] = 0,
    drop_promotion: Annotated[
        bool, typer.Option("--drop-promotion", help="Yes, an upgrade removes the promotion.")
    ] = False,
    smaller_quota: Annotated[
        bool, typer.Option("--smaller-quota", help="Yes, the smaller quota is enough.")
    ] = False,
) -> Wish:
    """Another plan: a higher one at once, a lower one at the end of the last paid period.

    Example: prabayar preview ptnusantaradig-00 change pro
    """
    return wishes.ChangePlan(
        plan_code=plan,
        mau=mau,
        confirm_promotion_loss=drop_promotion,
        confirm_quota=smaller_quota,
    )


@_verb("interval")
def _interval(
    interval: Annotated[Interval, typer.Argument(metavar="month|year", help="By month or year.")],
) -> Wish:
    """Pay by month or by year, from the end of the last paid period.

    Example: prabayar preview ptnusantaradig-00 interval year
    """
    return wishes.ChangeInterval(interval=interval)


@_verb("withdraw")
def _withdraw() -> Wish:
    """Take a change back that has not taken effect.

    Example: prabayar preview ptnusantaradig-00 withdraw
    """
    return wishes.WithdrawChange()


@_verb("cancel")
def _cancel(
    at_once: Annotated[bool, typer.Option("--at-once", help="Now, not at the end.")] = False,
    reason: Annotated[str, typer.Option(help="What the customer said.", callback=words)] = "",
) -> Wish:
    """End with the last paid period, or at once.

    Example: prabayar preview ptnusantaradig-00 cancel --at-once
    """
    return wishes.Cancel(at_once=at_once, reason=reason)


@_verb("resume")
def _resume() -> Wish:
    """Take a cancellation back before it takes effect.

    Example: prabayar preview ptnusantaradig-00 resume
    """
    return wishes.Resume()


@_verb("pay-ahead")
def _pay_ahead() -> Wish:
    """An invoice for the next period now.

    Example: prabayar preview ptnusantaradig-00 pay-ahead
    """
    return wishes.PayAhead()


@_verb("reactivate")
def _reactivate() -> Wish:
    """An invoice that brings a suspended subscription back.

    Example: prabayar preview ptmelatipangan-06 reactivate
    """
    return wishes.Reactivate()


@_verb("extend")
def _extend(
    days: Annotated[int, typer.Argument(metavar="DAYS", min=1, help="How many more.")],
    by_admin: Annotated[
        bool, typer.Option("--by-admin", help="More than the policy's most, as an admin.")
    ] = False,
    note: Annotated[str, typer.Option(help="A word to the customer.", callback=words)] = "",
) -> Wish:
    """More trial time; an ended trial is reopened.

    Example: prabayar preview samoareefltd-63 extend 14 --note "Take your time."
    """
    return wishes.ExtendTrial(days=days, by_admin=by_admin, note=note)
