"""The operator's settings as versions that are only added, and the clock of a sandbox."""

from django.db import models


class Policy(models.Model):
    """The newest version counts; documents name the one that they were issued under."""

    id = models.BigIntegerField(primary_key=True)
    values = models.JSONField()
    made_at = models.DateTimeField(null=True)
    actor = models.TextField()

    class Meta:
        db_table = "store_policy"

    def __str__(self) -> str:
        return f"policy {self.id}"


class Clock(models.Model):
    """There is a row in a sandbox only, and no more than one."""

    id = models.SmallIntegerField(primary_key=True)
    sandbox = models.BooleanField()
    now_at = models.DateTimeField()
    seed = models.TextField()

    class Meta:
        db_table = "store_clock"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="clock_is_one"),
            models.CheckConstraint(condition=models.Q(sandbox=True), name="clock_of_a_sandbox"),
        ]

    def __str__(self) -> str:
        return self.now_at.isoformat()
