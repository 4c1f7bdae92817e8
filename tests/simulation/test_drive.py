"""Driving a sandbox: in order, killed anywhere, never backwards, never outside a sandbox."""

import itertools
from datetime import date, timedelta

import pytest
from django.db import connection

from prabayar.domain.ports import DeliveryFailed
from prabayar.entrypoints.worker import drive as driving
from prabayar.entrypoints.worker import turn
from prabayar.store import driving as locks
from prabayar.store.clock import read_sandbox
from prabayar.store.errors import AccountBusy, ClockRefused
from prabayar.store.queries.due import next_due
from prabayar.usecases.verify import verify
from tests.infrastructure import database
from tests.simulation import small

pytestmark = pytest.mark.django_db(transaction=True)

UNTIL = date(2027, 1, 20)


class Killed(BaseException):
    """Nothing catches it, as nothing catches a SIGKILL."""


@pytest.fixture
def undisturbed():
    """What a drive in one go makes of the small sandbox; the database is empty again."""
    made = []

    def drive_once():
        small.load()
        letters = small.Letters()
        small.advance(UNTIL, letters)
        made.append((small.exported(), sorted(one[1:] for one in letters.delivered)))
        _empty()
        return made[0]

    return drive_once


def _empty() -> None:
    database.empty(database.Made(connection.settings_dict["NAME"], "postgres", SEEDS))


SEEDS: dict[str, bytes] = {}


@pytest.fixture(autouse=True)
def seeds():
    SEEDS.update(database.seeds())


# What a drive does, by name, the rarest first.
STEPS = (
    (driving, "carry_out"),
    (driving, "move_clock"),
    (driving, "record_payment"),
    (turn, "decide_due"),
    (turn, "recognise_revenue"),
    (turn, "prepare_deliveries"),
    (turn, "record_deliveries"),
)

# (module, name, after, count): cut off before or after the step is done for the count-th time.
CUTS = [
    (*step, after, count)
    for step, after, count in itertools.product(STEPS, (False, True), (1, 2))
    if step[1] != "carry_out" or count == 1
]


def test_killed_before_or_after_any_step_it_goes_on_to_the_same_end(monkeypatch, undisturbed):
    wanted, wanted_letters = undisturbed()
    small.load()
    letters = small.Letters()
    killed = 0
    for module, name, after, count in CUTS:
        with monkeypatch.context() as patch:
            _cut(patch, module, name, after=after, count=count)
            try:
                small.advance(UNTIL, letters)
            except Killed:
                killed += 1
    assert killed == len(CUTS)
    small.advance(UNTIL, letters)
    assert small.exported() == wanted
    assert sorted({one[0]: one[1:] for one in letters.delivered}.values()) == wanted_letters


def _cut(patch, module, name: str, *, after: bool, count: int) -> None:
    step = getattr(module, name)
    left = itertools.count(count, -1)

    def cut(*arguments, **named):
        last = next(left) == 1
        if last and not after:
            raise Killed
        result = step(*arguments, **named)
        if last:
            raise Killed
        return result

    patch.setattr(module, name, cut)


def test_in_steps_of_any_length_it_comes_to_the_same_end(undisturbed):
    wanted, wanted_letters = undisturbed()
    small.load()
    letters = small.Letters()
    day = small.BEGINS_ON
    for step in itertools.cycle((1, 2, 3, 5, 8, 13)):
        small.advance(day, letters)
        if day == UNTIL:
            break
        day = min(UNTIL, day + timedelta(days=step))
    assert small.exported() == wanted
    assert sorted(one[1:] for one in letters.delivered) == wanted_letters


def test_with_several_workers_it_comes_to_the_same_end(undisturbed):
    wanted, wanted_letters = undisturbed()
    small.load()
    letters = small.Letters()
    small.advance(UNTIL, letters, workers=3, batch=1)
    assert len(small.exported()) == len(wanted)
    assert len(letters.delivered) == len(wanted_letters)
    assert verify(now=small.at(UNTIL), park=False).findings == ()


def test_the_clock_stands_at_the_first_instant_of_the_date_and_all_until_then_is_done():
    small.load()
    small.advance(UNTIL)
    assert read_sandbox().now_at == small.at(UNTIL)
    assert next_due().first_at > small.at(UNTIL)


def test_advancing_to_the_same_date_again_does_nothing():
    small.load()
    small.advance(UNTIL)
    before = small.exported()
    again = small.advance(UNTIL)
    assert small.exported() == before
    assert again.turn.done == again.acts == 0


def test_the_clock_is_never_set_back():
    small.load()
    small.advance(UNTIL)
    with pytest.raises(ClockRefused, match="never set back"):
        small.advance(UNTIL - timedelta(days=1))
    assert read_sandbox().now_at == small.at(UNTIL)


def test_outside_a_sandbox_the_clock_is_not_moved():
    with pytest.raises(ClockRefused, match="only in a sandbox"):
        small.advance(UNTIL)


def test_one_process_at_a_time_drives(monkeypatch):
    small.load()
    monkeypatch.setattr(locks, "_PATIENCE", 0.2)
    with database.owner_connection(connection.settings_dict["NAME"]) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [locks._DRIVER])
        with pytest.raises(AccountBusy, match="Somebody else"):
            small.advance(UNTIL)
    assert read_sandbox().now_at == small.at(small.BEGINS_ON)


def test_a_notice_that_the_outbox_does_not_take_is_tried_again_later():
    class Full(small.Letters):
        refused = 0

        def deliver(self, message) -> None:
            if self.refused < 3:
                self.refused += 1
                raise DeliveryFailed("the disk is full", temporary=True)
            super().deliver(message)

    small.load()
    letters = Full()
    driven = small.advance(UNTIL, letters)
    assert driven.turn.failed == 3
    notices = [one for one in small.exported() if one["record"] == "notice"]
    assert {one["state"] for one in notices} == {"delivered"}
    assert len(letters.delivered) == len(notices)


def test_what_a_rule_refuses_is_told_and_the_others_go_on():
    """An account that changed its currency cannot be paid as before."""
    small.load()
    with database.owner_connection(connection.settings_dict["NAME"]) as owner:
        owner.execute(
            "UPDATE store_account SET currency = 'SGD' FROM store_app p"
            " WHERE p.account_id = store_account.id AND p.app_id = %s",
            [small.APPS[0]],
        )
    driven = small.advance(date(2026, 11, 20))
    assert driven.refused == (small.APPS[0],)
    assert driven.acts > 3
