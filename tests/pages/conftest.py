"""Everybody who may ask, in a world with a bit of every rule; made once for a file of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import pytest_django
from django.db import transaction

from tests.pages.crowd import Crowd, made


@pytest.fixture(scope="module")
def crowd(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[Crowd]:
    """All of it is taken back at the end; each request takes back what it did by itself."""
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined] # as Django's own test case does
    with django_db_blocker.unblock(), outer:
        yield made()
        transaction.set_rollback(True)
