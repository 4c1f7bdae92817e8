"""`prabayar staff …` and `prabayar member …`: the first people of an installation, by link."""

from __future__ import annotations

from typing import Annotated

import typer

from prabayar.adapters.intake import cells
from prabayar.domain.people import Role, StaffRole
from prabayar.entrypoints.cli.opening import actor, connect, present
from prabayar.entrypoints.cli.output import AsJson, Column, counted, print_json, print_table, say
from prabayar.entrypoints.cli.reading import reading, words
from prabayar.entrypoints.web.signin.links import password_link
from prabayar.store.people import staff_person
from prabayar.store.queries.people import staff
from prabayar.usecases.add_member import add_member
from prabayar.usecases.add_staff import add_staff
from prabayar.usecases.forget_second_step import forget_second_step
from prabayar.usecases.remove_staff import remove_staff

staff_app = typer.Typer(help="The people of the operator.", no_args_is_help=True)
member_app = typer.Typer(help="The people of accounts.", no_args_is_help=True)


def an_email(text: str) -> str:
    """Callback of an argument that is an address."""
    return reading("The e-mail", cells.an_email, text).lower()


Email = Annotated[str, typer.Argument(metavar="EMAIL", callback=an_email, help="Their address.")]
Name = Annotated[str, typer.Option(callback=words, help="What they are called.")]


@staff_app.command("add")
def add(
    email: Email,
    role: Annotated[StaffRole, typer.Option(help="What they may do.", show_default=False)],
    name: Name = "",
    as_json: AsJson = False,
) -> None:
    """Make somebody staff, and print a link by which they choose a password.

    Example: prabayar staff add eva@example.com --role admin --name "Eva"
    """
    member_id = add_staff(email, role=role, name=name, now=present(), actor=actor())
    _show_link(member_id, email, as_json=as_json)


@staff_app.command("list")
def list_them(as_json: AsJson = False) -> None:
    """List the people of the operator.

    Example: prabayar staff list
    """
    connect()
    found = staff()
    if as_json:
        people = [
            {
                "email": one.email,
                "name": one.name,
                "role": str(one.role),
                "second_step": one.second_step,
                "last_sign_in_at": one.last_sign_in_at,
            }
            for one in found
        ]
        print_json({"staff": people})
        return
    if found:
        columns = [Column("E-mail"), Column("Name"), Column("Role"), Column("Second step")]
        lines = [
            [one.email, one.name, str(one.role), "on" if one.second_step else "not yet"]
            for one in found
        ]
        print_table(columns, lines)
    say(f"{counted(len(found), 'person', 'people')}.")


@staff_app.command("link")
def link(
    email: Email,
    lost_second_step: Annotated[
        bool,
        typer.Option("--lost-second-step", help="Their phone and recovery codes are gone."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print a new link to choose a password, for somebody who cannot get one by mail.

    Example: prabayar staff link eva@example.com --lost-second-step
    """
    now = present()
    one = staff_person(email)
    if lost_second_step:
        forget_second_step(email, now=now, actor=actor())
    _show_link(one.id, one.email, as_json=as_json)


@staff_app.command("remove")
def remove(email: Email, as_json: AsJson = False) -> None:
    """Let somebody go: they are signed out, and cannot sign in any more.

    Example: prabayar staff remove eva@example.com
    """
    remove_staff(email, now=present(), actor=actor())
    if as_json:
        print_json({"email": email, "role": None})
    else:
        say(f"{email} is no staff any more.")


@member_app.command("add")
def add_to_account(
    email: Email,
    account: Annotated[str, typer.Option(help="The account's code.", show_default=False)],
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.OWNER,
    name: Name = "",
    as_json: AsJson = False,
) -> None:
    """Make somebody a member of an account, and print a link to choose a password.

    Example: prabayar member add sri@example.com --account ACC-2000 --role owner
    """
    member_id = add_member(account, email=email, name=name, role=role, now=present(), actor=actor())
    _show_link(member_id, email, as_json=as_json)


def _show_link(member_id: int, email: str, *, as_json: bool) -> None:
    where = password_link(member_id)
    if as_json:
        print_json({"email": email, "link": where})
        return
    say(f"{email} chooses a password here, once, within three days:")
    say(where)
