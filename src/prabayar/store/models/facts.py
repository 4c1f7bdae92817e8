"""Facts: insert-only. No foreign keys: a fact outlives nothing that could go, and is never asked
for money; `verify` checks that what it names is its account's.
"""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.fields.json import KeyTextTransform

from prabayar.domain.facts import FactKind


class Fact(models.Model):
    id = models.BigIntegerField(primary_key=True)
    kind = models.TextField()
    account_id = models.BigIntegerField(null=True)
    subscription_id = models.BigIntegerField(null=True)
    invoice_id = models.BigIntegerField(null=True)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    actor = models.TextField()
    data = models.JSONField()

    class Meta:
        db_table = "store_fact"
        indexes = [
            models.Index(fields=["account_id", "id"], name="fact_of_account"),
            # Money that arrived for an account, found among all that happened to it.
            models.Index(
                fields=["account_id", "id"],
                name="fact_of_payment",
                condition=models.Q(
                    kind__in=[str(FactKind.PAYMENT_RECEIVED), str(FactKind.PAYMENT_ALLOCATED)]
                ),
            ),
            BrinIndex(fields=["recorded_at"], name="fact_recorded_at"),
            models.Index(
                KeyTextTransform("payment", "data"),
                name="fact_confirming",
                condition=models.Q(kind=str(FactKind.PAYMENT_CONFIRMED)),
            ),
            models.Index(
                fields=["id"],
                name="fact_extension_requested",
                condition=models.Q(kind=str(FactKind.EXTENSION_REQUESTED)),
            ),
            models.Index(
                fields=["id"],
                name="fact_by_staff",
                condition=models.Q(actor__startswith="staff:"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.effective_on}"
