"""Sandboxes with the samples, each a database of its own; processes that work on them."""

import contextlib
import email
import email.policy
import itertools
import json
import pathlib
import random
import re
import subprocess

import pytest

from tests.infrastructure import processes

_NUMBER = re.compile(r"\b(INV|RCP|CRN)-\d{4}-\d{6}\b")


class Sandbox:
    """One sandbox. What `year.py` can do, done in processes of their own."""

    def __init__(self, place: processes.Place) -> None:
        self.place = place

    def spawn(self, *arguments: str | int) -> subprocess.Popen:
        return subprocess.Popen(
            processes.command("tests.simulation.year", *arguments),
            env=self.place.environment,
            cwd=processes.ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str | int) -> bytes:
        with self.spawn(*arguments) as process:
            printed, said = process.communicate(timeout=600)
        assert process.returncode == 0, said.decode()
        return printed

    def drive(self, until: str, *, step: int = 0, workers: int = 1, batch: int = 1000) -> None:
        self.run("drive", until, step, workers, batch)

    def drive_killed(self, until: str, *, step: int, chance: random.Random) -> int:
        """Killed with SIGKILL in the middle of a day, 1 to 30 steps after each start, until a
        process gets through; how many died.
        """
        died = 0
        while True:
            with self.spawn("drive", until, step, 1, 1000) as process:
                for _ in itertools.islice(process.stdout, chance.randint(1, 30)):
                    pass
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=chance.uniform(0, 0.15))
                if process.returncode is None:
                    process.kill()
                    died += 1
                    continue
                assert process.returncode == 0, process.stderr.read().decode()
                return died

    def export(self, *, renumbered: bool = False) -> bytes:
        return self.run("renumbered" if renumbered else "export")

    def letters(self) -> list[tuple[str, str]]:
        """(recipient, letter) of every file in the outbox; ids of messages differ between runs."""
        return sorted((path.parent.name, _read(path)) for path in self.place.outbox.rglob("*.eml"))

    def letters_unnumbered(self) -> list[tuple[str, str]]:
        """Without the numbers of documents, which workers take in another order."""
        return sorted((to, _NUMBER.sub("number", text)) for to, text in self.letters())

    def findings(self) -> list[str]:
        return json.loads(self.run("verify"))


def _read(path: pathlib.Path) -> str:
    """Headers and both parts as they are read, all but the Message-ID."""
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    del mail["Message-ID"]
    headers = [f"{name}: {value}" for name, value in mail.items()]
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    return "\n".join([*headers, *parts])


@pytest.fixture
def sandboxes(django_db_setup):
    """Makes loaded sandboxes by name."""
    with contextlib.ExitStack() as stack:

        def make(name: str) -> Sandbox:
            sandbox = Sandbox(stack.enter_context(processes.place(name)))
            sandbox.run("load")
            return sandbox

        yield make
