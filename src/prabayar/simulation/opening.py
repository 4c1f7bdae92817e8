"""Opens the made-up company to visitors: its people, its pages, and how to sign in."""

from __future__ import annotations

from prabayar.entrypoints.cli.output import say
from prabayar.entrypoints.cli.up import up
from prabayar.simulation import people


def let_people_in() -> None:
    """Members and staff, made once."""
    people.make()


def open_doors(*, port: int) -> int:
    """Until it is told to stop; the exit code."""
    return up(host="127.0.0.1", port=port, ready=lambda: _say_how(port))


def _say_how(port: int) -> None:
    address = f"http://localhost:{port}"
    say()
    say(f"Open {address}", style="bold")
    say(f"  as a customer       {people.MEMBER}, password {people.PASSWORD}")
    say(f"  as staff            {people.STAFF}, the same password; the code of the second")
    say(f"                      step is shown on {address}/dev/people")
    say(f"  with one press      {address}/dev/people")
    say(f"  mail that was sent  {address}/dev/mail")
    say("Ctrl-C stops it; the data is kept. `make reset` deletes it.")
