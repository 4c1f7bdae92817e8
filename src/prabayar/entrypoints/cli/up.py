"""`prabayar up`: the pages and a worker together, for one machine; ends when either ends."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from prabayar.entrypoints.cli.failing import Exit
from prabayar.entrypoints.cli.opening import connect
from prabayar.entrypoints.cli.output import say

_ANSWERS_WITHIN = 60.0  # seconds, on a machine that is busy
_STOPS_WITHIN = 20.0
_PAUSE = 0.2

Host = Annotated[str, typer.Option(help="The address that the pages listen on.")]
Port = Annotated[int, typer.Option(min=1, max=65_535)]
Processes = Annotated[int, typer.Option(min=1, max=64, help="Of the web server.")]


def run_up(host: Host = "127.0.0.1", port: Port = 8000, processes: Processes = 1) -> None:
    """Start the pages and a worker, until SIGTERM or SIGINT. Several machines: `web`, `worker`.

    Example: prabayar up --port 8000
    """
    raise typer.Exit(up(host=host, port=port, processes=processes))


def up(
    *, host: str, port: int, processes: int = 1, ready: Callable[[], None] = lambda: None
) -> int:
    """The exit code. `ready` is called once, when the pages answer."""
    connect()
    if _taken(host, port):
        say(f"Something else listens on {host}:{port} already: choose another --port.")
        return Exit.REFUSED
    program = [sys.executable, "-m", "prabayar.entrypoints.cli.main"]
    web = ["web", "--host", host, "--port", str(port), "--processes", str(processes)]
    return _together([[*program, *web], [*program, "worker"]], f"{host}:{port}", ready)


def _taken(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _together(commands: Sequence[list[str]], address: str, ready: Callable[[], None]) -> int:
    told: list[int] = []
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda number, frame: told.append(number))
    # In groups of their own: the terminal's Ctrl-C reaches this process only, which stops them.
    started = [subprocess.Popen(command, start_new_session=True) for command in commands]
    try:
        if _answers(address, started, told):
            ready()
        while not told and all(one.poll() is None for one in started):
            time.sleep(_PAUSE)
    finally:
        _stop(started)
    return Exit.DONE if told else Exit.REFUSED


def _answers(address: str, started: Sequence[subprocess.Popen[bytes]], told: list[int]) -> bool:
    tries = int(_ANSWERS_WITHIN / _PAUSE)
    for _ in range(tries):
        if told or any(one.poll() is not None for one in started):
            return False
        try:
            with urllib.request.urlopen(f"http://{address}/health", timeout=2):
                return True
        except urllib.error.HTTPError:  # it wants another host name, or TLS: it answers
            return True
        except OSError:
            time.sleep(_PAUSE)
    return False


def _stop(started: Sequence[subprocess.Popen[bytes]]) -> None:
    for one in started:
        if one.poll() is None:
            one.terminate()
    for one in started:
        try:
            one.wait(_STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()
