"""Accounts, the versions of their name and address, and their apps.

`due_at` of an account is the least of its subscriptions'; a parked account is claimed by nobody.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Lower

from prabayar.store.models.checks import at_least


class Account(models.Model):
    id = models.BigIntegerField(primary_key=True)
    code = models.TextField()
    name = models.TextField()
    country = models.TextField()
    currency = models.TextField()
    zone = models.TextField()
    locale = models.TextField()
    billing_emails = ArrayField(models.TextField())
    use_balance = models.BooleanField()
    balance_minor = models.BigIntegerField()
    parked_reason = models.TextField()
    party_id = models.BigIntegerField()
    trials_made = models.IntegerField()
    withholding_bp = models.IntegerField(default=0, db_default=0)
    collects_tax = models.BooleanField(default=False, db_default=False)
    receivable_minor = models.BigIntegerField(default=0, db_default=0)
    due_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "store_account"
        constraints = [
            models.UniqueConstraint(fields=["code"], name="account_code_unique"),
            at_least(0, "balance_minor", name="account_balance_not_negative"),
            at_least(0, "receivable_minor", name="account_receivable_not_negative"),
            at_least(0, "withholding_bp", name="account_withholding_not_negative"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="account_due",
                condition=models.Q(parked_reason="", due_at__isnull=False),
            ),
            models.Index(
                fields=["id"], name="account_parked", condition=~models.Q(parked_reason="")
            ),
            # An account changes with every renewal: more indexes here are paid for by each.
            models.Index(fields=["currency", "id"], name="account_currency"),
            models.Index(
                OpClass(Lower("billing_emails__0"), name="text_pattern_ops"),
                name="account_billing_email",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Party(models.Model):
    """A version of name and address; documents name the one that held when they were issued."""

    id = models.BigIntegerField(primary_key=True)
    account = models.ForeignKey(Account, models.DO_NOTHING, db_index=False)
    name = models.TextField()
    country = models.TextField()
    address = models.TextField()
    tax_id = models.TextField()
    # The words of the name as payers of bank transfers are compared with it.
    name_key = models.TextField(db_default="", default="")

    class Meta:
        db_table = "store_party"
        constraints = [models.UniqueConstraint(fields=["account", "id"], name="party_of_account")]
        # Customers are found by the words of their names, former ones too: a party never changes.
        indexes = [
            GinIndex(SearchVector("name", config="simple"), name="party_words"),
            models.Index(fields=["name_key"], name="party_name_key"),
        ]

    def __str__(self) -> str:
        return self.name


class App(models.Model):
    id = models.BigIntegerField(primary_key=True)
    account = models.ForeignKey(Account, models.DO_NOTHING, db_index=False)
    app_id = models.TextField()
    name = models.TextField()
    made_at = models.DateTimeField()
    has_trial = models.BooleanField()

    class Meta:
        db_table = "store_app"
        constraints = [
            models.UniqueConstraint(fields=["app_id"], name="app_id_unique"),
            models.UniqueConstraint(fields=["account", "app_id"], name="app_of_account"),
        ]

    def __str__(self) -> str:
        return self.app_id
