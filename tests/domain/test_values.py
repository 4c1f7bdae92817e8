"""`replace` copies a frozen value as the standard library's does."""

import dataclasses

import pytest

from prabayar.domain.errors import MoneyRefused
from prabayar.domain.ledger import Code, Transfer
from prabayar.domain.values import replace


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Single:
    x: int


def test_only_the_named_fields_are_others():
    point = Point(1, (2, 3))
    assert replace(point, y=()) == dataclasses.replace(point, y=()) == Point(1, ())
    assert replace(point) == point
    assert replace(point) is not point
    assert replace(Single(1), x=2) == Single(2)
    assert point == Point(1, (2, 3))


def test_a_field_that_there_is_not_is_an_error():
    with pytest.raises(KeyError):
        replace(Point(1), z=3)


def test_a_value_that_checks_itself_still_does():
    transfer = Transfer(1, 1, Code.RECEIVED, "bank:x", "balance:1", 5, "IDR")
    with pytest.raises(MoneyRefused):
        replace(transfer, minor=0)
