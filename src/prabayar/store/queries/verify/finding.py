"""A finding, and what every check needs beside the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from prabayar.domain.policy import Policy
from prabayar.domain.tax import TaxRate
from prabayar.store.queries.reading import Reading


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken promise: which one, of what (by its natural key), of whom, and how we know."""

    invariant: str
    subject: str
    account_code: str | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The instant and the terms by which is judged.

    `patience` is how long due work may wait before it counts as stuck.
    """

    now: datetime
    policy: Policy
    tax_rates: tuple[TaxRate, ...]
    patience: timedelta = timedelta(minutes=15)


Check = Callable[[Reading, Asked], Iterator[Finding]]

# An instant as text, and what a transfer is called by people.
INSTANT = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
_FACT = f"f.kind || ' at ' || {INSTANT.format('f.recorded_at')}"
TRANSFER = f"t.code || ' of ' || coalesce({_FACT}, 'no fact')"


def found(
    read: Reading,
    invariant: str,
    statement: str,
    sentence: str,
    parameters: Sequence[object] = (),
) -> Iterator[Finding]:
    """A finding per row; its columns are the subject, the account's code, and the figures."""
    for subject, account_code, *figures in read.stream(statement, parameters):
        yield Finding(invariant, subject, account_code, sentence.format(*figures))
