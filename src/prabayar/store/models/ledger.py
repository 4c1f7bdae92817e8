"""Transfers: insert-only, two different sides, one cause."""

from django.db import models

from prabayar.domain.ledger import Code
from prabayar.store.models.checks import at_least, one_of
from prabayar.store.models.facts import Fact


class Transfer(models.Model):
    """The key holds the cause: one fact moves one kind of money between two accounts once."""

    pk = models.CompositePrimaryKey("fact_id", "code", "debit", "credit")
    fact = models.ForeignKey(Fact, models.DO_NOTHING, db_index=False)
    code = models.TextField()
    debit = models.TextField()
    credit = models.TextField()
    account_id = models.BigIntegerField(null=True)
    minor = models.BigIntegerField()
    currency = models.TextField()

    class Meta:
        db_table = "store_transfer"
        constraints = [
            one_of("code", Code, name="transfer_code_known"),
            at_least(1, "minor", name="transfer_above_nothing"),
            models.CheckConstraint(
                condition=~models.Q(debit=models.F("credit")), name="transfer_two_sides"
            ),
        ]
        indexes = [
            models.Index(fields=["account_id", "fact"], name="transfer_of_account"),
            # What moved the balance of an account; a renewal that is paid exactly moves none.
            models.Index(
                fields=["account_id", "fact"],
                name="transfer_of_balance",
                condition=models.Q(debit__startswith="balance:")
                | models.Q(credit__startswith="balance:"),
            ),
            # Few rows: what is left of money that nobody's name was on.
            models.Index(
                fields=["debit"],
                name="transfer_from_unapplied",
                condition=models.Q(debit__startswith="unapplied:"),
            ),
            models.Index(
                fields=["credit"],
                name="transfer_to_unapplied",
                condition=models.Q(credit__startswith="unapplied:"),
            ),
            models.Index(
                fields=["credit"],
                name="transfer_confirming",
                condition=models.Q(credit__startswith="bank_unconfirmed:"),
            ),
            models.Index(
                fields=["fact"],
                name="transfer_refunds",
                condition=models.Q(code=str(Code.REFUND_ORDERED)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.debit} > {self.credit} {self.minor} {self.currency}"
