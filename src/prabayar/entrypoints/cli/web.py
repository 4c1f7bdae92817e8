"""`prabayar web`: pages and the API, by granian with WSGI; as many processes as are wanted."""

from __future__ import annotations

from typing import Annotated

import typer
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from prabayar.entrypoints.cli.opening import connect

TARGET = "prabayar.config.wsgi:application"


def run_web(
    host: Annotated[str, typer.Option(help="The address that it listens on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535)] = 8000,
    processes: Annotated[int, typer.Option(min=1, max=64, help="One for each core.")] = 1,
    threads: Annotated[int, typer.Option(min=1, max=64, help="Of each process.")] = 4,
) -> None:
    """Serve the pages until SIGTERM or SIGINT. A proxy that speaks TLS stands in front.

    Example: prabayar web --host 0.0.0.0 --processes 4
    """
    connect()
    Server(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        # A process that dies is replaced: a page that is lost is asked for again.
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()
