"""Reckonings that somebody has asked for: outside any transaction of the cycle, one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, assert_never

import structlog

from prabayar.domain.period import local_date
from prabayar.entrypoints.worker.turn import NOTHING, Turn
from prabayar.store.queries.checked import plain_findings
from prabayar.store.queries.figures import money_figures
from prabayar.store.reckonings import Subject
from prabayar.store.terms import load_terms
from prabayar.usecases.keep_reckoning import keep_reckoning
from prabayar.usecases.leave_reckoning import leave_reckoning
from prabayar.usecases.take_reckoning import take_reckoning
from prabayar.usecases.verify import verify

_log = structlog.get_logger()


def reckon_batch(now: datetime, limit: int) -> Turn:
    """All that are wanted. They are nothing that falls due, so a turn counts none of them."""
    while (subject := take_reckoning(now=now)) is not None:
        try:
            came_of_it = reckoned(subject, now=now)
        except BaseException:
            leave_reckoning(subject)
            raise
        keep_reckoning(subject, came_of_it, as_of=now)
        _log.info("reckoned", subject=str(subject))
    return NOTHING


def reckoned(subject: Subject, *, now: datetime) -> Mapping[str, Any]:
    """Work it out now, as plain values."""
    match subject:
        case Subject.MONEY:
            zone = load_terms().terms.policy.issuer_zone
            return money_figures(zone=zone, today=local_date(now, zone)).plain()
        case Subject.VERIFY:
            return plain_findings(verify(now=now, park=False).findings)
    assert_never(subject)
