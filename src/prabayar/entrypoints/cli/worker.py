"""`prabayar worker`: the process that does what falls due."""

from __future__ import annotations

from typing import Annotated

import typer

from prabayar import wiring
from prabayar.entrypoints.cli.opening import connect
from prabayar.entrypoints.worker.loop import work_until_told
from prabayar.entrypoints.worker.turn import BATCH


def run_worker(
    batch: Annotated[
        int, typer.Option(min=1, max=BATCH, help="How many accounts it takes at a time.")
    ] = BATCH,
) -> None:
    """Decide what falls due, book earned revenue, deliver notices; until SIGTERM or Ctrl-C.

    As many as wanted share the work. In a sandbox it works at the sandbox's clock, and never
    moves it. Logs go to standard error.

    Example: prabayar worker
    """
    connect()
    work_until_told(
        clock=wiring.clock(), outbox=wiring.outbox(), sandbox=wiring.is_sandbox(), limit=batch
    )
