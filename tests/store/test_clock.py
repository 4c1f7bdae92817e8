"""The clock of a sandbox goes forward only, and no installation with customers has one."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from prabayar.store.bulk import run
from prabayar.store.clock import Sandbox, advance_sandbox, open_sandbox, read_sandbox
from prabayar.store.errors import ClockRefused
from tests.store import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_there_is_no_clock_outside_a_sandbox():
    assert read_sandbox() is None
    with pytest.raises(ClockRefused, match="only in a sandbox"):
        advance_sandbox(now=make.NOW)


def test_the_clock_goes_forward_and_never_back():
    open_sandbox(now=make.NOW, seed="7")
    advance_sandbox(now=make.NOW + DAY)
    advance_sandbox(now=make.NOW + DAY)
    assert read_sandbox() == Sandbox(make.NOW + DAY, "7")

    with pytest.raises(ClockRefused, match="never set back") as refusal:
        advance_sandbox(now=make.NOW)
    assert refusal.value.params == {"now": "2026-10-29T17:00:00+00:00"}
    assert read_sandbox() == Sandbox(make.NOW + DAY, "7")


def test_t121_an_installation_with_accounts_never_becomes_a_sandbox():
    make.account()
    with pytest.raises(ClockRefused, match="use a new one"):
        open_sandbox(now=make.NOW, seed="7")
    assert read_sandbox() is None


def test_a_sandbox_is_opened_once():
    open_sandbox(now=make.NOW, seed="7")
    with pytest.raises(ClockRefused, match="already"):
        open_sandbox(now=make.NOW, seed="8")


@pytest.mark.parametrize(
    ("name", "change"),
    [("clock_is_one", "id = 2"), ("clock_of_a_sandbox", "sandbox = false")],
)
def test_there_is_one_clock_and_it_is_a_sandboxs(name, change):
    open_sandbox(now=make.NOW, seed="7")
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        run(f"UPDATE store_clock SET {change}")
