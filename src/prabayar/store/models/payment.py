"""Money that arrived, once: `key` names it for ever."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from prabayar.store.models.account import Account
from prabayar.store.models.checks import at_least


class Payment(models.Model):
    id = models.BigIntegerField(primary_key=True)
    account = models.ForeignKey(Account, models.DO_NOTHING, db_index=False, null=True)
    amount_minor = models.BigIntegerField()
    currency = models.TextField()
    booked_on = models.DateField()
    source = models.TextField()
    key = models.TextField()
    invoice_ids = ArrayField(models.BigIntegerField())
    request = models.TextField()

    class Meta:
        db_table = "store_payment"
        constraints = [
            models.UniqueConstraint(fields=["key"], name="payment_key_unique"),
            at_least(1, "amount_minor", name="payment_above_nothing"),
        ]
        indexes = [
            models.Index(fields=["account"], name="payment_of_account"),
            BrinIndex(fields=["booked_on"], name="payment_booked_on"),
            models.Index(
                fields=["currency", "amount_minor"],
                name="payment_by_hand",
                condition=models.Q(source__startswith="bank_unconfirmed:"),
            ),
        ]

    def __str__(self) -> str:
        return self.key
