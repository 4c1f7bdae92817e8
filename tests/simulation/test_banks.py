"""On made-up banks most money is booked by itself, and none of it for somebody else."""

from dataclasses import replace

import pytest

from prabayar.domain.bank_line import LineState
from prabayar.simulation.bank_habits import HABITS, month
from prabayar.simulation.bank_trial import Rules, Tally, run
from prabayar.simulation.banks import Bank

SEEDS = range(100, 106)
LINES = 3_000


@pytest.fixture(scope="module")
def tallies() -> list[Tally]:
    return [run(seed, lines=LINES) for seed in SEEDS]


def test_no_money_is_booked_by_itself_for_somebody_else(tallies: list[Tally]) -> None:
    assert [wrong for tally in tallies for wrong in tally.wrong] == []


def test_more_than_two_thirds_are_booked_by_themselves_in_every_bank(tallies: list[Tally]) -> None:
    shares = [tally.by_itself / tally.lines for tally in tallies]
    assert min(shares) > 0.67
    assert sum(shares) / len(shares) > 0.7


def test_every_line_has_an_answer_and_every_habit_was_tried(tallies: list[Tally]) -> None:
    for tally in tallies:
        assert tally.lines >= LINES
        assert tally.states[LineState.NEW] == 0
        assert sum(states.total() for states in tally.habits.values()) == tally.lines
    assert {habit for tally in tallies for habit in tally.habits} == set(HABITS)


def test_nobodys_money_is_never_booked_by_itself(tallies: list[Tally]) -> None:
    for tally in tallies:
        assert tally.habits["junk"][LineState.BOOKED] == 0
        assert tally.habits["money out"][LineState.BOOKED] == 0


def test_the_trial_sees_money_that_goes_astray() -> None:
    """Were every name alike to every other, unique amounts alone would decide: some are wrong."""
    credulous = replace(Rules(), name_alike=0)
    assert len(run(SEEDS[0], lines=LINES, rules=credulous).wrong) > 0


def test_without_the_switch_nothing_is_booked() -> None:
    assert run(SEEDS[0], lines=600, rules=Rules(auto_match=False)).by_itself == 0


def test_the_same_seed_makes_the_same_bank_and_another_seed_another() -> None:
    one, same, other = (month(Bank(seed)) for seed in (7, 7, 8))
    assert one == same
    assert one != other
    assert len(one) > 590
    assert {made.truth is None for made in one} == {True, False}
