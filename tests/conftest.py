"""A real PostgreSQL for every test that asks for one: `db`, `transactional_db`, `database`.

The embedded server, in a folder of its own with durability off, or DATABASE_URL. The owner
makes and migrates the database; tests run as the product's role, as in production.
"""

import os
import pathlib

import hypothesis
import pytest
from django.utils import translation

from tests.infrastructure import database as test_database

ROOT = pathlib.Path(__file__).resolve().parent.parent

hypothesis.settings.register_profile("default", deadline=None, print_blob=True)
hypothesis.settings.register_profile("thorough", deadline=None, print_blob=True, max_examples=2_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def test_server():
    """The server is shared by all runs of the tests at the same time; the last one stops it."""
    with test_database.server(ROOT / ".prabayar" / "test"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(test_server, django_db_blocker):
    """Replaces pytest-django's own: the owner makes the database, the product's role uses it."""
    with django_db_blocker.unblock():
        made = test_database.make()
    with pytest.MonkeyPatch.context() as patch:
        test_database.flush_as_owner(patch, made)
        yield
    with django_db_blocker.unblock():
        test_database.drop(made)


@pytest.fixture(autouse=True)
def in_english():
    """A request leaves the thread in its language: the next test begins in English again."""
    translation.deactivate()
    yield
    translation.deactivate()
