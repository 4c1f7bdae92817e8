"""Amounts that name their payment request: 1 to 999 more than is outstanding, never one in use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prabayar.domain.unique_amount import MOST_ADDED, choose, unique_part


@given(st.integers(1, 10**12), st.text(max_size=10))
def test_an_amount_is_a_little_more_than_is_outstanding(outstanding: int, reference: str) -> None:
    minor = choose(outstanding, reference, ())
    assert minor is not None
    assert 1 <= minor - outstanding <= MOST_ADDED
    assert choose(outstanding, reference, ()) == minor
    following = choose(outstanding, reference, {minor})
    assert following is not None
    assert following != minor


def test_when_all_are_taken_there_is_none() -> None:
    assert choose(5_000, "PB1", range(5_001, 6_000)) is None
    assert choose(5_000, "PB1", set(range(5_001, 6_000)) - {5_777}) == 5_777


@pytest.mark.parametrize(
    ("reserved", "outstanding", "part"),
    [
        (2_331_123, 2_331_000, 123),
        (0, 2_331_000, 0),
        (2_331_123, 1_331_000, 0),
        (2_331_123, 2_331_123, 0),
        (123, 0, 0),
    ],
)
def test_it_is_asked_for_until_a_part_is_paid(reserved: int, outstanding: int, part: int) -> None:
    assert unique_part(reserved, outstanding) == part
