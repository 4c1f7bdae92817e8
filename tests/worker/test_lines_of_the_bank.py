"""The worker looks at new lines of the bank, before it decides what falls due."""

from __future__ import annotations

from typing import Any

import pytest

from prabayar.entrypoints.worker import turn as turning
from prabayar.entrypoints.worker.loop import kinds_of
from prabayar.entrypoints.worker.turn import NOTHING, Turn, match_batch, run_due
from prabayar.store.bulk import rows
from prabayar.store.errors import AccountBusy
from prabayar.wiring import outbox
from tests.usecases.banking import TOTAL, banks, line, statement, take
from tests.usecases.conftest import Shop, at, shop

__all__ = ["shop"]


@pytest.fixture
def reference(shop: Shop) -> str:
    banks(unique_amount=())
    return shop.choose()


def test_money_that_has_come_is_used_before_the_trial_ends_for_want_of_it(
    shop: Shop, reference: str, settings: Any, tmp_path: Any
) -> None:
    settings.PRABAYAR_OUTBOX = tmp_path
    take(statement(line(TOTAL, reference, on="2026-10-30"), opening=0), on="2026-11-02")
    done = run_due(now=at("2026-11-02"), outbox=outbox())
    assert done.lines == 1
    assert shop.phase() == "active"
    assert rows("SELECT count(*) FROM store_fact WHERE kind = 'trial_ended'") == [(0,)]


def test_a_loop_of_its_own_looks_at_lines_when_something_was_kept(
    shop: Shop, reference: str
) -> None:
    (kind,) = [one for one in kinds_of(outbox()) if one.name == "match"]
    assert kind.batch is match_batch
    assert kind.batch(at("2026-10-23"), 10) is NOTHING
    take(statement(line(TOTAL, reference), line(5, "CASH"), opening=0))
    assert kind.batch(at("2026-10-23"), 10) == Turn(lines=2)
    assert rows("SELECT DISTINCT looked_by FROM store_statementline") == [("system",)]


def test_lines_of_an_account_that_somebody_holds_are_left_for_later(
    shop: Shop, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(**given: Any) -> None:
        raise AccountBusy("One of the accounts is being worked on.")

    take(statement(line(TOTAL, reference), opening=0))
    monkeypatch.setattr(turning, "match_lines", busy)
    assert match_batch(at("2026-10-23"), 10) is NOTHING
    assert rows("SELECT state FROM store_statementline") == [("new",)]
