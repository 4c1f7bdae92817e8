"""Several workers that share what is due, as an operator starts them: processes of their own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection

from django.db import connections

from prabayar.store.session import prepare_statements

WORKERS = 2  # one for each core of the smallest machine that is recommended


def drain(step: Callable[[], int]) -> int:
    """The step again and again, until it finds nothing; how much it did."""
    done = 0
    while found := step():
        done += found
    return done


def together(work: Callable[[int], int], *, workers: int = WORKERS) -> int:
    """Each worker does `work(its number)`; what they did, added up. One worker is this process."""
    if workers == 1:
        prepare_statements()
        return work(0)
    connections.close_all()  # a connection is not shared by two processes
    fork = multiprocessing.get_context("fork")
    results = []
    for number in range(workers):
        mine, theirs = fork.Pipe()
        process = fork.Process(target=_work, args=(work, number, theirs))
        process.start()
        theirs.close()
        results.append((process, mine))
    done = 0
    for process, mine in results:
        try:
            done += mine.recv()
        except EOFError:
            raise RuntimeError("a worker ended before its work was done") from None
        process.join()
    return done


def _work(work: Callable[[int], int], number: int, answer: Connection) -> None:
    try:
        prepare_statements()  # as the product's worker does
        answer.send(work(number))
    finally:
        connections.close_all()
