"""A small shop whose letters go to a mail server; no test leaves a connection open."""

from __future__ import annotations

import pytest

from tests.mail.letters import MADE
from tests.mail.server import mail_server
from tests.store.conftest import statements
from tests.usecases.conftest import shop

__all__ = ["shop", "statements"]


@pytest.fixture(autouse=True)
def _rest():
    yield
    while MADE:
        MADE.pop().rest()


@pytest.fixture
def box():
    with mail_server() as made:
        yield made
