"""Gapless numbers: a row per series, locked from the number to the commit."""

from django.db import models

from prabayar.store.models.checks import at_least


class NumberSeries(models.Model):
    """`key` is the beginning of its numbers: `INV-2026`."""

    key = models.TextField(primary_key=True)
    next_no = models.BigIntegerField()

    class Meta:
        db_table = "store_numberseries"
        constraints = [at_least(1, "next_no", name="numberseries_from_one")]

    def __str__(self) -> str:
        return f"{self.key} {self.next_no}"
