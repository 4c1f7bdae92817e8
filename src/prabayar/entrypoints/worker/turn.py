"""One turn: everything that is due at an instant, kind after kind, until nothing is left.

The order is fixed: new lines of the bank are looked at, accounts are decided, certificates are
asked for, revenue is earned, notices go out. Each batch is a transaction of its own (a delivery is
two, with the outside between them and no lock held).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import structlog

from prabayar.domain.ports import DeliveryFailed, Message, Outbox
from prabayar.entrypoints.documents.letters.writing import write_letter
from prabayar.store.bank_looks import lines_wait
from prabayar.store.errors import AccountBusy
from prabayar.store.queries.due import next_due
from prabayar.usecases.decide_certificates import decide_certificates
from prabayar.usecases.decide_due import decide_due
from prabayar.usecases.match_lines import match_lines
from prabayar.usecases.prepare_deliveries import prepare_deliveries
from prabayar.usecases.recognise_revenue import recognise_revenue
from prabayar.usecases.record_deliveries import Outcome, record_deliveries

BATCH = 1_000
_MOST_ROUNDS = 1_000  # of one turn: what is done may make more due at the same instant

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Turn:
    """How much was done; `decided` names the accounts, `parked` those that cannot be (and why).

    `held` says that something due was left to another worker, which holds it.
    """

    accounts: int = 0
    deferrals: int = 0
    delivered: int = 0
    failed: int = 0
    parked: tuple[tuple[str, str], ...] = ()
    decided: tuple[str, ...] = ()
    held: bool = False
    lines: int = 0
    certificates: int = 0

    def __add__(self, other: Turn) -> Turn:
        return Turn(
            self.accounts + other.accounts,
            self.deferrals + other.deferrals,
            self.delivered + other.delivered,
            self.failed + other.failed,
            self.parked + other.parked,
            self.decided + other.decided,
            other.held,
            self.lines + other.lines,
            self.certificates + other.certificates,
        )

    @property
    def done(self) -> int:
        money = self.lines + self.certificates + self.deferrals
        return self.accounts + money + self.delivered + self.failed


NOTHING = Turn()
Batch = Callable[[datetime, int], Turn]
# Runs a batch until it finds nothing to do; several workers at once, in a sandbox that wants it.
Drain = Callable[[Batch, datetime, int], Turn]


def match_batch(now: datetime, limit: int) -> Turn:
    """New lines of the bank; one whose account is held by somebody is looked at later."""
    if not lines_wait():
        return NOTHING
    try:
        return Turn(lines=match_lines(now=now, actor="system", limit=limit).looked)
    except AccountBusy as busy:
        _log.warning("lines_wait_for_an_account", reason=busy.message)
        return NOTHING


def decide_batch(now: datetime, limit: int) -> Turn:
    decided = decide_due(now=now, limit=limit)
    return Turn(accounts=decided.accounts, parked=decided.parked, decided=decided.codes)


def certificate_batch(now: datetime, limit: int) -> Turn:
    return Turn(certificates=decide_certificates(now=now, limit=limit))


def earn_batch(now: datetime, limit: int) -> Turn:
    return Turn(deferrals=recognise_revenue(now=now, limit=limit))


def deliver_batch(now: datetime, limit: int, *, outbox: Outbox) -> Turn:
    """Take notices, hand them over outside any transaction, keep what became of them."""
    messages = prepare_deliveries(writes=write_letter, now=now, limit=limit)
    try:
        outcomes = [_deliver(outbox, notice_id, message) for notice_id, message in messages]
    finally:
        outbox.rest()
    if outcomes:
        record_deliveries(outcomes, now=now)
    failed = sum(bool(one.reason) for one in outcomes)
    return Turn(delivered=len(outcomes) - failed, failed=failed)


def _deliver(outbox: Outbox, notice_id: int, message: Message) -> Outcome:
    try:
        outbox.deliver(message)
    except DeliveryFailed as error:
        _log.warning("notice_not_delivered", message_id=message.message_id, reason=error.reason)
        return Outcome(notice_id, error.reason, error.temporary)
    return Outcome(notice_id)


def drain(batch: Batch, now: datetime, limit: int) -> Turn:
    """Batch after batch, until one is not full."""
    turn = NOTHING
    while True:
        done = batch(now, limit)
        turn += done
        if done.done < limit:
            return turn


def run_due(
    *, now: datetime, outbox: Outbox, limit: int = BATCH, drained_by: Drain = drain
) -> Turn:
    """Everything that is due at `now`. What another worker holds is left to it."""
    batches = (
        decide_batch,
        certificate_batch,
        earn_batch,
        partial(deliver_batch, outbox=outbox),
    )
    # Money that has come is used before anybody is suspended for want of it.
    turn = drained_by(match_batch, now, limit) if lines_wait() else NOTHING
    held = set[int]()
    for _ in range(_MOST_ROUNDS):
        due = next_due()
        instants = (due.accounts_at, due.certificates_at, due.deferrals_at, due.notices_at)
        ready = [
            kind
            for kind, at in enumerate(instants)
            if at is not None and at <= now and kind not in held
        ]
        if not ready:
            return replace(turn, held=bool(held))
        done = drained_by(batches[ready[0]], now, limit)
        turn += done
        if done.done:
            held.clear()
        else:
            held.add(ready[0])
    raise RuntimeError(f"what is due at {now.isoformat()} does not come to rest")
