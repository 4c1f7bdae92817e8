"""Several workers that drain one kind of due work together, each with a connection of its own.

Threads of this process, for a sandbox: they share by `SKIP LOCKED`, as processes do.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime

from django.db import connections

from prabayar.entrypoints.worker.turn import NOTHING, Batch, Drain, Turn, drain
from prabayar.store.driving import join_crew
from prabayar.store.session import commit_in_the_background, prepare_statements


def set_up_session() -> None:
    """Of this thread's connection: many small commits, of which a sandbox may lose the last."""
    prepare_statements()
    commit_in_the_background()


def _join() -> None:
    set_up_session()
    join_crew()


@contextmanager
def crew(workers: int) -> Iterator[Drain]:
    """One worker is this thread."""
    if workers == 1:
        yield drain
        return
    with ThreadPoolExecutor(workers, "worker", initializer=_join) as pool:
        try:
            yield _together(pool, workers)
        finally:
            _disconnect(pool, workers)


def _together(pool: ThreadPoolExecutor, workers: int) -> Drain:
    def drained(batch: Batch, now: datetime, limit: int) -> Turn:
        running = [pool.submit(drain, batch, now, limit) for _ in range(workers)]
        turn = NOTHING
        for one in running:
            turn += one.result()
        return turn

    return drained


def _disconnect(pool: ThreadPoolExecutor, workers: int) -> None:
    """In every thread of the pool: none takes a second task before all have come."""
    together = threading.Barrier(workers)

    def close() -> None:
        together.wait()
        connections.close_all()

    for one in [pool.submit(close) for _ in range(workers)]:
        one.result()
