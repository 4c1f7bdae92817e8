"""One healthy world for all tests of a module; each violates it in a transaction of the owner."""

import pytest
from django.db import connections
from django.test import TransactionTestCase

from prabayar.store.queries.reading import Reading
from prabayar.store.queries.verify import Asked
from prabayar.store.terms import load_terms
from tests.infrastructure.database import owner_connection
from tests.verify import world


@pytest.fixture(scope="module")
def healthy(django_db_setup, django_db_blocker):
    """What `verify` is asked about the world, made through the use cases."""
    with django_db_blocker.unblock():
        made = world.made()
        terms = load_terms().terms
        connections.close_all()
        yield Asked(now=made.now, policy=terms.policy, tax_rates=terms.tax_rates)
        TransactionTestCase._fixture_teardown(None)


@pytest.fixture
def owner(healthy):
    """A connection of the owner, in a transaction that leaves nothing behind."""
    name = connections["default"].settings_dict["NAME"]
    with owner_connection(name) as connection, connection.transaction(force_rollback=True):
        yield connection


@pytest.fixture
def read(owner):
    return Reading(owner)
