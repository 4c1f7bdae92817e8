"""What an installation is: its versions, and what stands still in it. One statement."""

from __future__ import annotations

from dataclasses import dataclass

from prabayar.store.bulk import rows

MOST = 1_000  # of what stands still, that is counted

_STATE = """
    SELECT current_setting('server_version'),
        (SELECT name FROM django_migrations WHERE app = 'store' ORDER BY id DESC LIMIT 1),
        (SELECT count(*) FROM (SELECT FROM store_account WHERE parked_reason <> '' LIMIT %s) p),
        (SELECT count(*) FROM (
            SELECT FROM store_notice WHERE state = 'gave_up' LIMIT %s) g)
"""


@dataclass(frozen=True, slots=True)
class Installation:
    """`parked` and `given_up` are counted up to `MOST`."""

    database: str
    tables: str
    parked: int
    given_up: int


def installation() -> Installation:
    return Installation(*rows(_STATE, [MOST, MOST])[0])
