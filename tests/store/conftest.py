"""What several tests of the store need: counted statements, and a second worker."""

import threading
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection


@pytest.fixture
def statements(monkeypatch) -> list[str]:
    """The first words of every statement that the store has run since the test began."""
    seen: list[str] = []

    def counted(original: Callable[..., object]) -> Callable[..., object]:
        def run(self, query, *given, **named):
            text = query if isinstance(query, str) else query.as_string()
            if "SAVEPOINT" not in text:
                seen.append(" ".join(text.split()[:3]))
            return original(self, query, *given, **named)

        return run

    monkeypatch.setattr(psycopg.Cursor, "execute", counted(psycopg.Cursor.execute))
    monkeypatch.setattr(psycopg.Cursor, "copy", counted(psycopg.Cursor.copy))
    return seen


@pytest.fixture
def in_parallel():
    """Run functions at once, each with a database connection of its own; what they return."""

    def run(*functions: Callable[[], object]) -> list[object]:
        outcomes: list[object] = [None] * len(functions)

        def one(n: int, function: Callable[[], object]) -> None:
            try:
                outcomes[n] = function()
            except Exception as error:  # noqa: BLE001 - the test looks at what was raised
                outcomes[n] = error
            finally:
                connection.close()

        threads = [
            threading.Thread(target=one, args=(n, function)) for n, function in enumerate(functions)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        return outcomes

    return run
