"""Facts are frozen, and named as they are kept: in the past tense, in lower case."""

import dataclasses
from datetime import date

import pytest

from prabayar.domain.facts import FactKind
from tests.domain import values


@pytest.mark.parametrize("kind", FactKind)
def test_a_fact_is_kept_under_its_name(kind: FactKind) -> None:
    assert kind.value == kind.name.lower()
    assert f"{kind}" == kind.value


def test_a_fact_has_the_date_of_the_rule_and_the_instant_it_was_written() -> None:
    fact = values.fact(FactKind.SUSPENDED, reason="unpaid")
    assert fact.effective_on == date(2026, 10, 3)
    assert fact.recorded_at == values.NOW
    assert fact.data == {"reason": "unpaid"}


def test_a_fact_cannot_be_changed() -> None:
    fact = values.fact(FactKind.SUSPENDED)
    with pytest.raises(dataclasses.FrozenInstanceError):
        fact.actor = "somebody else"  # type: ignore[misc]  # what is tried here is refused
