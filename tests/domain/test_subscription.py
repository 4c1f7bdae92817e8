"""What may follow what in a subscription's life."""

import pytest

from prabayar.domain.subscription import PHASE_TRANSITIONS, Phase
from tests.domain import values

FOLLOWS = {
    ("trial", "trial_expired"),
    ("trial", "active"),
    ("trial", "ended"),
    ("trial_expired", "trial"),  # extended after it ended
    ("trial_expired", "active"),
    ("trial_expired", "ended"),
    ("active", "grace"),
    ("active", "ended"),
    ("grace", "active"),
    ("grace", "suspended"),
    ("grace", "ended"),
    ("suspended", "active"),
    ("suspended", "ended"),
}


@pytest.mark.parametrize("before", Phase)
@pytest.mark.parametrize("after", Phase)
def test_a_phase_follows_another_only_where_the_rules_say_so(before: Phase, after: Phase) -> None:
    assert (after in PHASE_TRANSITIONS[before]) is ((before, after) in FOLLOWS)


def test_nobody_is_suspended_for_non_payment_without_grace() -> None:
    assert [p for p in Phase if Phase.SUSPENDED in PHASE_TRANSITIONS[p]] == [Phase.GRACE]


def test_a_subscription_is_paid_by_bank_transfer_unless_something_else_is_chosen() -> None:
    assert values.subscription().payment_method == "bank_transfer"


def test_a_new_subscription_has_no_history_and_nothing_is_wanted_of_it() -> None:
    made = values.subscription()
    assert (made.index, made.next_no, made.trial_extended_days) == (0, 1, 0)
    assert (made.cancel_at_end, made.pending, made.promotion, made.hold_reason) == (
        False,
        None,
        None,
        "",
    )
