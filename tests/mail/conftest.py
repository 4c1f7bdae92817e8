"""No test leaves a connection to its server open."""

import pytest

from tests.mail.letters import MADE


@pytest.fixture(autouse=True)
def _rest():
    yield
    while MADE:
        MADE.pop().rest()
