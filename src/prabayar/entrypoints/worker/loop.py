"""The worker: one process, a loop for each kind of due work, until it is told to stop.

A loop is woken when something was kept, and at the stored instant of its next work. SIGTERM and
SIGINT let each loop finish its batch. A lost database is waited for with growing pauses. Several
workers share the work; kill -9 loses nothing, since what was not committed is due again.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from django.db import InterfaceError, OperationalError, connections

from prabayar.domain.ports import Clock, Outbox
from prabayar.entrypoints.worker.reckon import reckon_batch
from prabayar.entrypoints.worker.turn import (
    BATCH,
    Batch,
    Turn,
    certificate_batch,
    decide_batch,
    deliver_batch,
    earn_batch,
    match_batch,
)
from prabayar.store.listening import heard, listen
from prabayar.store.queries.due import NextDue, next_due
from prabayar.store.session import collect_rarely

STOPPING = (signal.SIGTERM, signal.SIGINT)
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)  # seconds, after the first, second … failure in a row
# Letters in one batch: even a slow server takes them before their leases end, and what a worker
# that is killed has sent in it, but not noted, is sent again.
MAILS = 100
_LONGEST_SLEEP = 60.0  # seconds; a machine's clock may be set
_SANDBOX_SLEEP = 1.0  # a sandbox's clock is moved without a word
_LISTEN = 1.0  # seconds, after which a listener looks whether it shall stop

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of due work: what does a batch, and when its next one is due."""

    name: str
    batch: Batch
    due_at: Callable[[NextDue], datetime | None]


@dataclass(frozen=True, slots=True)
class Signals:
    """How loops are told: `stop` for all, and an alarm for each."""

    stop: threading.Event
    alarms: tuple[threading.Event, ...]

    def wake(self) -> None:
        for alarm in self.alarms:
            alarm.set()

    def end(self) -> None:
        self.stop.set()
        self.wake()


def kinds_of(outbox: Outbox) -> tuple[Kind, ...]:
    return (
        # Imported by people: its loop is woken when something was kept.
        Kind("match", match_batch, lambda due: None),
        Kind("decide", decide_batch, lambda due: due.accounts_at),
        Kind("certificates", certificate_batch, lambda due: due.certificates_at),
        Kind("earn", earn_batch, lambda due: due.deferrals_at),
        Kind("deliver", partial(_deliver, outbox=outbox), lambda due: due.notices_at),
        # Wanted by people, not due: woken when somebody asks.
        Kind("reckon", reckon_batch, lambda due: None),
    )


def _deliver(now: datetime, limit: int, *, outbox: Outbox) -> Turn:
    return deliver_batch(now, min(limit, MAILS), outbox=outbox)


def work_until_told(*, clock: Clock, outbox: Outbox, sandbox: bool, limit: int = BATCH) -> None:
    """Returns after SIGTERM or SIGINT, when every loop has finished its batch."""
    collect_rarely()
    kinds = kinds_of(outbox)
    signals = Signals(threading.Event(), tuple(threading.Event() for _ in kinds))
    longest = _SANDBOX_SLEEP if sandbox else _LONGEST_SLEEP
    with _told_to_stop() as wait:
        threads = [
            threading.Thread(
                target=_loop, args=(kind, alarm, signals, clock, limit, longest), name=kind.name
            )
            for kind, alarm in zip(kinds, signals.alarms, strict=True)
        ]
        threads.append(threading.Thread(target=_listen, args=(signals,), name="listen"))
        for thread in threads:
            thread.start()
        _log.info("worker_started", kinds=[kind.name for kind in kinds], sandbox=sandbox)
        told = wait()
        _log.info("worker_stopping", signal=told)
        signals.end()
        for thread in threads:
            thread.join()
        _log.info("worker_stopped")


@contextmanager
def _told_to_stop() -> Iterator[Callable[[], str]]:
    """Gives a function that waits for a signal; threads that are started inside never see one."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield lambda: signal.Signals(signal.sigwait(STOPPING)).name
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _loop(
    kind: Kind,
    alarm: threading.Event,
    signals: Signals,
    clock: Clock,
    limit: int,
    longest: float,
) -> None:
    failures = 0
    while not signals.stop.is_set():
        alarm.clear()
        try:
            seconds = _work(kind, clock, limit, longest)
            failures = 0
        except Exception as error:  # noqa: BLE001 - the loop goes on; the pause says how bad it is
            seconds = _failed(kind.name, error, failures)
            failures += 1
            signals.stop.wait(seconds)
            continue
        if seconds:
            alarm.wait(seconds)
    connections.close_all()


def _work(kind: Kind, clock: Clock, limit: int, longest: float) -> float:
    """One batch; how many seconds to sleep after it, unless woken."""
    now = clock.now()
    done = kind.batch(now, limit)
    if done.done:
        _log.info("batch_done", kind=kind.name, done=done.done, failed=done.failed)
        return 0.0
    due_at = kind.due_at(next_due())
    if due_at is None:
        return longest
    # What is due already is held by another worker, or came a moment ago.
    return min(longest, max(0.2, (due_at - clock.now()).total_seconds()))


def _failed(name: str, error: Exception, failures: int) -> float:
    """Logs it, drops the connection; how many seconds to wait before the next try."""
    seconds = PAUSES[min(failures, len(PAUSES) - 1)]
    if isinstance(error, (OperationalError, InterfaceError)):
        _log.warning("database_lost", loop=name, error=str(error).strip(), retry_in=seconds)
    else:
        _log.error("loop_failed", loop=name, retry_in=seconds, exc_info=error)
    connections.close_all()
    return seconds


def _listen(signals: Signals) -> None:
    """Wakes every loop when something was kept, and once whenever it has begun to listen."""
    failures, listening = 0, False
    while not signals.stop.is_set():
        try:
            if not listening:
                listen()
                listening, failures = True, 0
                signals.wake()
            elif heard(seconds=_LISTEN):
                signals.wake()
        except (OperationalError, InterfaceError) as error:
            listening = False
            signals.stop.wait(_failed("listen", error, failures))
            failures += 1
    connections.close_all()
