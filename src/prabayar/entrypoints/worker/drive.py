"""Drives a sandbox: its clock goes from one due instant to the next, never over one.

The clock is set first; then everything due is done; then the made-up customers act, one at a time,
in the order of instant and App ID, and what follows is done before the next acts. Killed anywhere
and started again it goes on where it stopped, and everything comes out the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from prabayar.domain.errors import Refusal
from prabayar.domain.ports import Act, Outbox, Payers, Pays, Wants
from prabayar.entrypoints.worker.crew import crew, set_up_session
from prabayar.entrypoints.worker.plan import Plan
from prabayar.entrypoints.worker.turn import BATCH, NOTHING, Drain, Turn, run_due
from prabayar.store.clock import read_sandbox
from prabayar.store.driving import only_driver
from prabayar.store.errors import AccountBusy, ClockRefused
from prabayar.store.queries.due import next_due
from prabayar.usecases.carry_out import carry_out
from prabayar.usecases.move_clock import move_clock
from prabayar.usecases.record_payment import record_payment
from prabayar.usecases.recover_deliveries import recover_deliveries

BANK = "sandbox"  # the made-up customers' transfers arrive on this bank account
ACTOR = "sandbox"

_PAUSE, _MOST_WAITS = 0.05, 200  # seconds between looks at what another worker holds

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """What one drive did: its turns added up, the acts of customers, and those refused."""

    turn: Turn
    acts: int
    instants: int
    refused: tuple[str, ...]


def drive(
    *,
    until: datetime,
    outbox: Outbox,
    payers: Payers | None = None,
    workers: int = 1,
    batch: int = BATCH,
    progress: Callable[[datetime], None] = lambda now: None,
) -> Driven:
    """Everything up to and including `until`, where the clock stands then.

    Errors: `ClockRefused` outside a sandbox and for an instant that lies behind its clock.
    """
    sandbox = read_sandbox()
    if sandbox is None:
        raise ClockRefused("The clock is moved by hand only in a sandbox; this is none.")
    if until < sandbox.now_at:
        raise ClockRefused(
            f"The clock stands at {sandbox.now_at.isoformat()}: it is never set back.",
            now=sandbox.now_at.isoformat(),
        )
    set_up_session()
    with only_driver(), crew(workers) as drained_by:
        recover_deliveries()
        plan = None if payers is None else Plan(payers)
        driver = _Driver(sandbox.now_at, outbox, plan, drained_by, batch)
        driver.finish()
        while (at := driver.next_at()) is not None and at <= until:
            driver.move(at)
            progress(at)
            driver.finish()
        driver.move(until)
    return driver.driven()


class _Driver:
    """One drive."""

    def __init__(
        self,
        now: datetime,
        outbox: Outbox,
        plan: Plan | None,
        drained_by: Drain,
        batch: int,
    ) -> None:
        self._now, self._outbox, self._plan = now, outbox, plan
        self._drained_by, self._batch = drained_by, batch
        self._turn, self._acts, self._instants = NOTHING, 0, 0

    def driven(self) -> Driven:
        return Driven(
            turn=self._turn,
            acts=self._acts,
            instants=self._instants,
            refused=() if self._plan is None else self._plan.refused,
        )

    def move(self, now: datetime) -> None:
        """Set the clock, in a transaction of its own, before anything is done at that instant."""
        if now != self._now:
            move_clock(now=now)
            self._now = now

    def next_at(self) -> datetime | None:
        """The next instant at which something falls due or a customer acts."""
        act = None if self._plan is None else self._plan.first()
        instants = (next_due().first_at, None if act is None else act.at)
        found = min((at for at in instants if at is not None), default=None)
        return None if found is None else max(found, self._now)

    def finish(self) -> None:
        """Everything of the present instant."""
        self._instants += 1
        self._run_due()
        while self._plan and (act := self._plan.first()) and act.at <= self._now:
            self._act(self._plan, act)
            self._run_due()

    def _run_due(self) -> None:
        """Until nothing is left: no customer acts while a worker of its own still holds work."""
        for _ in range(_MOST_WAITS):
            turn = run_due(
                now=self._now, outbox=self._outbox, limit=self._batch, drained_by=self._drained_by
            )
            self._turn += replace(turn, decided=())
            if self._plan is not None:
                self._plan.changed(turn.decided)
            if not turn.held:
                return
            time.sleep(_PAUSE)
        raise AccountBusy("Somebody else works on what is due: stop that worker, or wait for it.")

    def _act(self, plan: Plan, act: Act) -> None:
        """One act, in its own transaction. What a rule refuses is not tried again."""
        self._acts += 1
        try:
            _carry_out(act, now=self._now)
        except AccountBusy:
            raise
        except Refusal as refusal:
            plan.refuse(act)
            _log.warning("act_refused", app=act.app_id, reason=refusal.message)
        else:
            plan.done(act)


def _carry_out(act: Act, *, now: datetime) -> None:
    match act:
        case Wants():
            carry_out(act.app_id, act.wish, now=now, actor=ACTOR)
        case Pays():
            record_payment(
                act.amount,
                booked_on=act.booked_on,
                reference=act.reference,
                bank=BANK,
                key=act.key,
                now=now,
                actor=ACTOR,
            )
