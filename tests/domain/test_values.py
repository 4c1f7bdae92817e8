"""`replace` copies a frozen value as the standard library's does."""

import dataclasses

import pytest

from prabayar.domain.errors import MoneyRefused
from prabayar.domain.ledger import Code, Transfer
from prabayar.domain.values import quick, replace


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


@quick
@dataclasses.dataclass(frozen=True, slots=True)
class Quick:
    a: int
    b: list[int] = dataclasses.field(default_factory=list)
    c: str = dataclasses.field(default="c", kw_only=True)


def test_a_quick_value_is_made_as_any_other():
    made = Quick(1)
    assert (made.a, made.b, made.c) == (1, [], "c")
    assert made.b is not Quick(1).b
    assert Quick(1, [2], c="d") == Quick(a=1, b=[2], c="d")
    assert repr(Quick(1, [2])) == "Quick(a=1, b=[2], c='c')"
    with pytest.raises(TypeError):
        Quick()
    with pytest.raises(TypeError):
        Quick(1, [], "d")
    with pytest.raises(TypeError):
        Quick(1, d=2)


def test_a_quick_value_is_frozen_and_checks_itself():
    made = Quick(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.a = 2
    with pytest.raises(MoneyRefused):
        Transfer(1, 1, Code.RECEIVED, "bank:x", "balance:1", 0, "IDR")
