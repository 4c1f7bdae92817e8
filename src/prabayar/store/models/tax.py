"""Dated tax rates per country."""

from django.db import models

from prabayar.store.models.checks import at_least


class TaxRate(models.Model):
    pk = models.CompositePrimaryKey("country", "starts_on")
    country = models.TextField()
    starts_on = models.DateField()
    percent_bp = models.IntegerField()
    base_num = models.IntegerField()
    base_den = models.IntegerField()
    inclusive = models.BooleanField()
    name = models.TextField()

    class Meta:
        db_table = "store_taxrate"
        constraints = [
            at_least(0, "percent_bp", name="taxrate_not_negative"),
            at_least(1, "base_num", "base_den", name="taxrate_base_above_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.country}-{self.starts_on}"
