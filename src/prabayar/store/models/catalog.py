"""Plans, and prices that never change: a new price is a new version."""

from django.db import models

from prabayar.domain.catalog import Interval, OverQuota
from prabayar.store.models.checks import at_least, one_of


class Plan(models.Model):
    code = models.TextField(primary_key=True)
    name = models.TextField()
    rank = models.IntegerField()
    quota_mau = models.BigIntegerField()
    over_quota = models.TextField()
    is_trial = models.BooleanField()

    class Meta:
        db_table = "store_plan"
        constraints = [
            one_of("over_quota", OverQuota, name="plan_over_quota_known"),
            models.UniqueConstraint(
                fields=["is_trial"], name="plan_one_for_trials", condition=models.Q(is_trial=True)
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Price(models.Model):
    id = models.BigIntegerField(primary_key=True)
    plan = models.ForeignKey(
        Plan, models.DO_NOTHING, to_field="code", db_column="plan_code", db_index=False
    )
    currency = models.TextField()
    interval = models.TextField()
    amount_minor = models.BigIntegerField()
    version = models.IntegerField()
    custom = models.BooleanField()

    class Meta:
        db_table = "store_price"
        constraints = [
            one_of("interval", Interval, name="price_interval_known"),
            at_least(0, "amount_minor", name="price_not_negative"),
            models.UniqueConstraint(
                fields=["plan", "currency", "interval", "version"],
                name="price_version_unique",
                condition=models.Q(custom=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.currency} {self.interval} {self.version}"
