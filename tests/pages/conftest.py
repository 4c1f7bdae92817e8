"""Everybody who may ask, in a world with a bit of every rule; made once for a file of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import pytest_django
from django.test import TransactionTestCase

from tests.pages.crowd import Crowd, made


@pytest.fixture(scope="module")
def crowd(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[Crowd]:
    """Kept while the file runs, then emptied; `asking` takes back what a request did."""
    with django_db_blocker.unblock():
        try:
            yield made()
        finally:
            TransactionTestCase("run")._fixture_teardown()
