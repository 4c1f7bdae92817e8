"""What the SDK may do now follows from the phase and the hold, and nothing else."""

from datetime import date
from typing import Any

import pytest

from prabayar.domain.access import Access, access_of
from prabayar.domain.subscription import AccessLevel, AccessReason, Phase
from tests.domain import values

LAST_TRIAL_DAY, AFTER_TRIAL = date(2026, 10, 16), date(2026, 10, 17)
PAID_UNTIL, LATER = date(2026, 11, 17), date(2026, 11, 20)


def access(**given: Any) -> Access:
    return access_of(values.subscription(**given))


@pytest.mark.parametrize(
    ("phase", "level", "reason"),
    [
        (Phase.TRIAL, AccessLevel.FULL, AccessReason.NONE),
        (Phase.ACTIVE, AccessLevel.FULL, AccessReason.NONE),
        (Phase.GRACE, AccessLevel.GRACE, AccessReason.UNPAID),
        (Phase.SUSPENDED, AccessLevel.SUSPENDED, AccessReason.UNPAID),
        (Phase.TRIAL_EXPIRED, AccessLevel.SUSPENDED, AccessReason.TRIAL_EXPIRED),
        (Phase.ENDED, AccessLevel.SUSPENDED, AccessReason.ENDED),
    ],
)
def test_each_phase_has_one_access(phase: Phase, level: AccessLevel, reason: AccessReason) -> None:
    answer = access(phase=phase)
    assert (answer.level, answer.reason) == (level, reason)


@pytest.mark.parametrize("phase", set(Phase) - {Phase.ENDED})
def test_a_hold_suspends_in_every_phase_until_staff_release_it(phase: Phase) -> None:
    answer = access(phase=phase, hold_reason="abuse", paid_until_on=PAID_UNTIL)
    assert answer == Access(AccessLevel.SUSPENDED, AccessReason.HOLD, None)


def test_what_has_ended_stays_ended_under_a_hold() -> None:
    answer = access(phase=Phase.ENDED, hold_reason="abuse")
    assert answer == Access(AccessLevel.SUSPENDED, AccessReason.ENDED, None)


def test_t87_paying_lifts_the_suspension_for_non_payment_and_not_the_hold() -> None:
    assert access(phase=Phase.ACTIVE, hold_reason="abuse").reason is AccessReason.HOLD
    assert access(phase=Phase.ACTIVE, hold_reason="").level is AccessLevel.FULL


@pytest.mark.parametrize(
    ("given", "until_on"),
    [
        ({"trial_ends_on": LAST_TRIAL_DAY}, AFTER_TRIAL),
        ({"trial_ends_on": LAST_TRIAL_DAY, "deferred_until_on": LATER}, LATER),
        ({"trial_ends_on": LAST_TRIAL_DAY, "paid_until_on": PAID_UNTIL}, PAID_UNTIL),
        ({}, None),
    ],
)
def test_a_trial_gives_access_to_the_end_of_its_last_day_or_of_what_is_paid(
    given: dict[str, date], until_on: date | None
) -> None:
    assert access(phase=Phase.TRIAL, **given).until_on == until_on


@pytest.mark.parametrize(("deferred", "until_on"), [(None, PAID_UNTIL), (LATER, LATER)])
def test_a_paid_period_gives_access_to_its_end_or_to_a_deferral(
    deferred: date | None, until_on: date | None
) -> None:
    answer = access(
        phase=Phase.ACTIVE,
        trial_ends_on=LAST_TRIAL_DAY,
        paid_until_on=PAID_UNTIL,
        deferred_until_on=deferred,
    )
    assert answer.until_on == until_on


def test_grace_lasts_to_the_day_of_suspension() -> None:
    answer = access(phase=Phase.GRACE, paid_until_on=PAID_UNTIL, suspend_on=date(2026, 11, 24))
    assert answer.until_on == date(2026, 11, 24)


@pytest.mark.parametrize("phase", [Phase.SUSPENDED, Phase.TRIAL_EXPIRED, Phase.ENDED])
def test_no_date_ends_a_suspension(phase: Phase) -> None:
    given = {"trial_ends_on": LAST_TRIAL_DAY, "paid_until_on": PAID_UNTIL}
    assert access(phase=phase, **given).until_on is None
