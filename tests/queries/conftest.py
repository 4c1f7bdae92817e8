"""The same world as `verify`'s tests, read by people."""

import pytest
from django.db import connections
from django.test import TransactionTestCase

from tests.verify import world


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        made = world.made()
        yield made
        connections.close_all()
        TransactionTestCase._fixture_teardown(None)
