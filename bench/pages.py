"""`python -m bench.pages`: what a page costs among a million subscriptions and three million
invoices, and in an account with a thousand apps. Built once, kept in a folder of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pathlib
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import django

HOME = pathlib.Path(__file__).resolve().parent.parent / ".prabayar" / "bench-pages"
DAY = date(2026, 6, 10)
BIG = "ACC-BIG"  # the account with a thousand apps
ROUNDS = 15


@dataclass(frozen=True, slots=True)
class Cost:
    """One page: milliseconds on the server (the middle of some rounds), and bytes."""

    who: str
    path: str
    status: int
    ms: float
    size: int


@contextlib.contextmanager
def kept_server(home: pathlib.Path, *, keep: bool) -> Iterator[None]:
    """Sets Django up on the kept database, or on an empty one; nothing else here may have."""
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("DATABASE_OWNER_URL", None)
    os.environ |= {
        "PRABAYAR_HOME": str(home),
        "PRABAYAR_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "prabayar.config.settings",
    }
    django.setup()
    from django.db import connections

    from prabayar.adapters import postgres
    from prabayar.adapters.database import commands

    if not keep:
        postgres.forget(home)
    postgres.start(home)
    try:
        commands.migrate()
        yield
    finally:
        connections.close_all()
        postgres.stop(home)


def marked(count: int, times: int, apps: int) -> pathlib.Path:
    """The file that is there once everything is."""
    return HOME / f"crowd-{count}-{times}-{apps}"


def build(*, count: int, times: int, apps: int) -> None:
    """The crowd and the big account, unless they are there."""
    from django.conf import settings

    from bench import crowd
    from bench.ground import rest
    from prabayar.adapters.postgres import roles
    from prabayar.adapters.postgres.place import place_of

    if (mark := marked(count, times, apps)).exists():
        return
    began = time.monotonic()
    crowd.live(count=count, day=DAY, workers=2)
    open_big(apps=apps)
    print(f"lived through in {time.monotonic() - began:.0f} s", flush=True)
    place = place_of(settings.PRABAYAR_HOME)
    with (
        roles.connect(place, role=roles.SUPERUSER, database=roles.DATABASE) as server,
        server.transaction(),
    ):
        # Every copy is whole in itself: its keys need no second look.
        server.execute("SET LOCAL session_replication_role = replica")
        crowd.multiply(server, times=times)
    rest()
    print(f"built in {time.monotonic() - began:.0f} s: {', '.join(crowd.described())}", flush=True)
    mark.touch()


def open_big(*, apps: int) -> None:
    """An account with many apps, each on a plan whose first invoice is settled or open."""
    from prabayar.domain.life.wishes import ChoosePlan
    from prabayar.domain.people import Role, StaffRole
    from prabayar.usecases.carry_out import carry_out
    from prabayar.usecases.make_app import make_app
    from prabayar.usecases.open_account import NewAccount, open_account

    now = at()
    new = NewAccount(
        code=BIG, name="PT Seribu Aplikasi", country="ID", currency="IDR", zone="Asia/Jakarta"
    )
    open_account(new, now=now, actor="bench")
    for n in range(apps):
        app_id = f"big-{n:04d}"
        make_app(BIG, app_id=app_id, name=f"Big {n}", approved=True, now=now, actor="bench")
        if n % 4:
            carry_out(app_id, ChoosePlan(plan_code="pro"), now=now, actor="bench")
    people(Role.OWNER, StaffRole.ADMIN, now=now)


def people(role: Any, staff_role: Any, *, now: datetime) -> None:
    """An owner of the big account, and an admin of the operator with a second step."""
    from allauth.mfa.models import Authenticator

    from prabayar.store.models import Account, Member, Membership
    from prabayar.store.numbers import ids

    owner = Member.objects.create(email="owner@big.example", joined_at=now)
    account = Account.objects.get(code=BIG)
    Membership.objects.create(
        id=next(ids(1)), account=account, member=owner, role=str(role), joined_at=now
    )
    staff = Member.objects.create(
        email="staff@big.example", joined_at=now, is_staff=True, staff_role=str(staff_role)
    )
    Authenticator.objects.create(user=staff, type="totp", data={})


def at() -> datetime:
    """The instant at which everything is looked at: two days after the last invoices."""
    from datetime import timedelta

    from bench.crowd import MONTHS
    from bench.world import noon
    from prabayar.domain.period import add_months

    return noon(add_months(DAY, MONTHS - 1) + timedelta(days=2))


def measured(who: str, path: str, *, rounds: int = ROUNDS) -> Cost:
    """Asked in this process, as WSGI asks: middleware, view, template; no network."""
    from django.conf import settings
    from django.test import Client

    from prabayar.store.models import Member

    client = Client(HTTP_HOST="localhost")
    client.force_login(
        Member.objects.get(email=f"{who}@big.example"), settings.AUTHENTICATION_BACKENDS[0]
    )
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        took.append(time.perf_counter() - began)
    return Cost(who, path, answer.status_code, statistics.median(took) * 1000, len(body))


def show(costs: list[Cost], *, bound: float) -> None:
    """A line for each page, the slowest first; those over the bound are marked."""
    for one in sorted(costs, key=lambda cost: -cost.ms):
        mark = "  OVER" if one.ms > bound else ""
        print(
            f"{one.ms:8.1f} ms  {one.size // 1024:4} kB  {one.status}  {one.who:6} {one.path}{mark}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.pages", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="accounts that live")
    parser.add_argument("--times", type=int, default=100, help="how often they are there")
    parser.add_argument("--apps", type=int, default=1_000, help="of the big account")
    parser.add_argument("paths", nargs="*", help="who:path, instead of every page with a list")
    given = parser.parse_args()
    keep = marked(given.count, given.times, given.apps).exists()
    with kept_server(HOME, keep=keep):
        build(count=given.count, times=given.times, apps=given.apps)
        from bench.page_list import pages, stand_still

        with stand_still(at()):
            wanted = [tuple(one.split(":", 1)) for one in given.paths] or list(pages())
            show([measured(who, path) for who, path in wanted], bound=100)


if __name__ == "__main__":
    main()
