"""Bank statements and their lines, and what people taught or proposed about them.

A line is kept once: (bank, key, occurrence) is unique, where `key` is what the line looks like and
`occurrence` counts those of a day that look alike. `left_minor` is what is still undecided of it.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from prabayar.domain.bank_line import LineState
from prabayar.store.models.account import Account
from prabayar.store.models.checks import at_least, one_of

# What a person has to look at.
OPEN_STATES = [str(LineState.SUGGESTED), str(LineState.TO_DECIDE), str(LineState.UNAPPLIED)]


class Statement(models.Model):
    id = models.BigIntegerField(primary_key=True)
    bank = models.TextField()
    place = models.IntegerField()
    format = models.TextField()
    number = models.TextField()
    currency = models.TextField()
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    opening_minor = models.BigIntegerField(null=True)
    closing_minor = models.BigIntegerField(null=True)
    checked = models.BooleanField()
    lines = models.IntegerField()
    known = models.IntegerField()
    file_hash = models.TextField()
    file_name = models.TextField()
    warnings = ArrayField(models.TextField())
    imported_at = models.DateTimeField()
    actor = models.TextField()

    class Meta:
        db_table = "store_statement"
        constraints = [
            models.UniqueConstraint(fields=["file_hash", "place"], name="statement_file_once"),
            at_least(0, "lines", "known", name="statement_counts_not_negative"),
        ]
        indexes = [models.Index(fields=["bank", "to_on", "id"], name="statement_of_bank")]

    def __str__(self) -> str:
        return f"{self.bank} {self.number}"


class StatementLine(models.Model):
    id = models.BigIntegerField(primary_key=True)
    statement = models.ForeignKey(Statement, models.DO_NOTHING, db_index=False)
    bank = models.TextField()
    place = models.IntegerField()
    booked_on = models.DateField()
    value_on = models.DateField(null=True)
    minor = models.BigIntegerField()
    currency = models.TextField()
    text = models.TextField()
    payer_name = models.TextField()
    payer_account = models.TextField()
    bank_id = models.TextField()
    end_to_end = models.TextField()
    structured = models.TextField()
    reversal = models.BooleanField()
    balance_minor = models.BigIntegerField(null=True)
    instructed_minor = models.BigIntegerField(null=True)
    instructed_currency = models.TextField()
    key = models.TextField()
    occurrence = models.IntegerField()
    state = models.TextField()
    left_minor = models.BigIntegerField()
    rule = models.TextField()
    evidence = models.JSONField()
    suggestion = models.JSONField(null=True)
    account = models.ForeignKey(Account, models.DO_NOTHING, db_index=False, null=True)
    version = models.IntegerField()
    looked_by = models.TextField()
    looked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "store_statementline"
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "key", "occurrence"], name="statementline_kept_once"
            ),
            one_of("state", LineState, name="statementline_state_known"),
            at_least(0, "left_minor", name="statementline_left_not_negative"),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="statementline_new",
                condition=models.Q(state=str(LineState.NEW)),
            ),
            models.Index(
                fields=["state", "id"],
                name="statementline_open",
                condition=models.Q(state__in=OPEN_STATES),
            ),
            models.Index(fields=["bank", "booked_on", "id"], name="statementline_of_day"),
            models.Index(
                fields=["currency", "minor", "id"],
                name="statementline_came_in",
                condition=models.Q(minor__gt=0),
            ),
            models.Index(fields=["statement", "place"], name="statementline_of_statement"),
            models.Index(
                fields=["account", "id"],
                name="statementline_of_account",
                condition=models.Q(account__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank} {self.booked_on} {self.minor}"


class LineProposal(models.Model):
    """What the first of two persons wants done with a line."""

    line = models.OneToOneField(StatementLine, models.DO_NOTHING, primary_key=True)
    parts = models.JSONField()
    version = models.IntegerField()
    actor = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "store_lineproposal"

    def __str__(self) -> str:
        return f"{self.line_id} by {self.actor}"


class KnownPayer(models.Model):
    """A confirmation taught that money from this bank account is this customer's."""

    pk = models.CompositePrimaryKey("payer_account", "account")
    payer_account = models.TextField()
    account = models.ForeignKey(Account, models.DO_NOTHING, db_index=False)
    taught_by = models.TextField()
    taught_at = models.DateTimeField()

    class Meta:
        db_table = "store_knownpayer"
        indexes = [models.Index(fields=["account"], name="knownpayer_of_account")]

    def __str__(self) -> str:
        return f"{self.payer_account} {self.account_id}"


class ColumnMapping(models.Model):
    """Which column of a bank's CSV says what; the newest one made for the bank account."""

    bank = models.TextField(primary_key=True)
    mapping = models.JSONField()
    made_at = models.DateTimeField()
    actor = models.TextField()

    class Meta:
        db_table = "store_columnmapping"

    def __str__(self) -> str:
        return self.bank
