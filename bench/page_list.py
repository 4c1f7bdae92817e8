"""The pages that are measured: the overview, and every list, as their visitors ask for them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from unittest import mock

from prabayar import wiring


class StandingClock:
    """A clock that always says the same."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


@contextlib.contextmanager
def stand_still(now: datetime) -> Iterator[None]:
    """All pages are asked for at one instant, whatever day it is."""
    with mock.patch.object(wiring, "clock", return_value=StandingClock(now)):
        yield


def pages() -> Iterator[tuple[str, str]]:
    """(who, path)."""
    for path in (
        "/",
        "/?q=big-09",
        "/apps/",
        "/next/",
        "/invoices/",
        "/invoices/?tab=all",
        "/payments/",
        "/notices/",
        "/apps/big-0001/",
        "/apps/big-0001/plan/",
        "/next/big-0001/",
    ):
        yield "owner", path
    for path in (
        "/console/",
        "/console/customers/",
        "/console/customers/?search=melati",
        "/console/customers/?search=ACC-0000042x7",
        "/console/customers/ACC-0000042x7/",
        "/console/customers/ACC-BIG/",
        "/console/money/",
        "/console/notices/",
        "/console/catalogue/",
        "/console/system/",
    ):
        yield "staff", path
