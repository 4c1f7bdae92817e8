"""CHECK constraints that several models share; the allowed words come from the domain's enums."""

from enum import StrEnum

from django.db import models


def one_of(field: str, words: type[StrEnum], *, name: str) -> models.CheckConstraint:
    """Only the words of the enum; a null column stays allowed."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": [str(word) for word in words]}), name=name
    )


def at_least(number: int, *fields: str, name: str) -> models.CheckConstraint:
    condition = models.Q(**{f"{field}__gte": number for field in fields})
    return models.CheckConstraint(condition=condition, name=name)


def half_open(*, name: str) -> models.CheckConstraint:
    """`[starts_on, ends_on)` holds at least one day; both may be null."""
    return models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name=name)
