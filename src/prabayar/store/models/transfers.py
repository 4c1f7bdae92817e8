"""What belongs to paying by transfer: claims, reserved amounts, quotes, certificates, payouts."""

from django.db import models

from prabayar.domain.certificate import CertificateState
from prabayar.domain.claim import ClaimState
from prabayar.domain.payout import PayoutState
from prabayar.store.models.account import Account
from prabayar.store.models.checks import at_least, one_of
from prabayar.store.models.facts import Fact
from prabayar.store.models.invoice import PaymentRequest


class Claim(models.Model):
    """A customer's word "I have paid", with its proof; it never settles anything."""

    id = models.BigIntegerField(primary_key=True)
    account = models.ForeignKey(Account, models.DO_NOTHING, db_index=False)
    request = models.ForeignKey(PaymentRequest, models.DO_NOTHING, db_index=False)
    booked_on = models.DateField()
    minor = models.BigIntegerField()
    currency = models.TextField()
    bank = models.TextField()
    sender = models.TextField()
    note = models.TextField()
    state = models.TextField()
    reason = models.TextField()
    file_name = models.TextField()
    file_hash = models.TextField()
    file_type = models.TextField()
    file_size = models.IntegerField()
    stored_as = models.TextField()
    line_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    actor = models.TextField()

    class Meta:
        db_table = "store_claim"
        constraints = [
            one_of("state", ClaimState, name="claim_state_known"),
            at_least(1, "minor", name="claim_above_nothing"),
        ]
        indexes = [
            models.Index(
                fields=["id"], name="claim_open", condition=models.Q(state=str(ClaimState.OPEN))
            ),
            models.Index(
                fields=["currency", "minor"],
                name="claim_open_amount",
                condition=models.Q(state=str(ClaimState.OPEN)),
            ),
            models.Index(fields=["account", "id"], name="claim_of_account"),
            models.Index(fields=["request"], name="claim_of_request"),
            models.Index(
                fields=["file_hash"], name="claim_proof", condition=~models.Q(file_hash="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class ReservedAmount(models.Model):
    """An amount that one payment request alone asks for, and for a while after it is closed."""

    pk = models.CompositePrimaryKey("currency", "minor")
    currency = models.TextField()
    minor = models.BigIntegerField()
    request = models.ForeignKey(PaymentRequest, models.DO_NOTHING, db_index=False)
    account = models.ForeignKey(Account, models.DO_NOTHING, db_index=False)
    reserved_at = models.DateTimeField()
    released_on = models.DateField(null=True)

    class Meta:
        db_table = "store_reservedamount"
        indexes = [models.Index(fields=["request"], name="reservedamount_of_request")]

    def __str__(self) -> str:
        return f"{self.currency} {self.minor}"


class Certificate(models.Model):
    """A withholding certificate that a customer owes for what it kept back of an invoice."""

    id = models.BigIntegerField(primary_key=True)
    account = models.ForeignKey(Account, models.DO_NOTHING, db_index=False)
    subscription_id = models.BigIntegerField()
    invoice_id = models.BigIntegerField()
    currency = models.TextField()
    minor = models.BigIntegerField()
    rate_bp = models.IntegerField()
    withheld_on = models.DateField()
    due_on = models.DateField()
    reminders = models.IntegerField()
    state = models.TextField()
    number = models.TextField()
    file_name = models.TextField()
    file_hash = models.TextField()
    file_type = models.TextField()
    file_size = models.IntegerField()
    stored_as = models.TextField()
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "store_certificate"
        constraints = [
            one_of("state", CertificateState, name="certificate_state_known"),
            at_least(1, "minor", name="certificate_above_nothing"),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                name="certificate_open",
                condition=models.Q(state=str(CertificateState.OPEN)),
            ),
            models.Index(
                fields=["due_at", "id"],
                name="certificate_due",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(fields=["account", "id"], name="certificate_of_account"),
            models.Index(fields=["invoice_id"], name="certificate_of_invoice"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class Rate(models.Model):
    """How many `counter` one `base` is worth, by whom, at when; only added."""

    id = models.BigIntegerField(primary_key=True)
    base = models.TextField()
    counter = models.TextField()
    rate = models.TextField()
    source = models.TextField()
    rated_at = models.DateTimeField()
    made_at = models.DateTimeField()
    actor = models.TextField()

    class Meta:
        db_table = "store_rate"
        indexes = [models.Index(fields=["base", "counter", "rated_at"], name="rate_newest")]

    def __str__(self) -> str:
        return f"{self.base}/{self.counter} {self.rate}"


class Quote(models.Model):
    """What a payment request costs in another currency, until when, and by which rate."""

    id = models.BigIntegerField(primary_key=True)
    account = models.ForeignKey(Account, models.DO_NOTHING, db_index=False)
    request = models.ForeignKey(PaymentRequest, models.DO_NOTHING, db_index=False)
    base = models.TextField()
    counter = models.TextField()
    rate = models.TextField()
    source = models.TextField()
    rated_at = models.DateTimeField()
    asked_minor = models.BigIntegerField()
    minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    made_at = models.DateTimeField()
    valid_until_on = models.DateField()

    class Meta:
        db_table = "store_quote"
        constraints = [at_least(1, "minor", "asked_minor", name="quote_above_nothing")]
        indexes = [models.Index(fields=["request", "id"], name="quote_of_request")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.counter} {self.minor}"


class Payee(models.Model):
    """The bank account of a customer that its refunds go to."""

    account = models.OneToOneField(Account, models.DO_NOTHING, primary_key=True)
    holder = models.TextField()
    number = models.TextField()
    bank = models.TextField()
    bic = models.TextField()
    changed_at = models.DateTimeField()
    actor = models.TextField()

    class Meta:
        db_table = "store_payee"

    def __str__(self) -> str:
        return str(self.account_id)


class PayoutFile(models.Model):
    """A file of payouts that was made for a bank."""

    id = models.BigIntegerField(primary_key=True)
    bank = models.TextField()
    currency = models.TextField()
    payments = models.IntegerField()
    minor = models.BigIntegerField()
    made_at = models.DateTimeField()
    actor = models.TextField()

    class Meta:
        db_table = "store_payoutfile"

    def __str__(self) -> str:
        return f"{self.id} {self.bank}"


class Payout(models.Model):
    """A refund on its way to a customer's bank account; the statement says when it is paid."""

    id = models.BigIntegerField(primary_key=True)
    account = models.ForeignKey(Account, models.DO_NOTHING, db_index=False)
    fact = models.OneToOneField(Fact, models.DO_NOTHING)
    minor = models.BigIntegerField()
    currency = models.TextField()
    holder = models.TextField()
    number = models.TextField()
    bank = models.TextField()
    bic = models.TextField()
    end_to_end = models.TextField()
    state = models.TextField()
    file_id = models.BigIntegerField(null=True)
    line_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    paid_on = models.DateField(null=True)

    class Meta:
        db_table = "store_payout"
        constraints = [
            models.UniqueConstraint(fields=["end_to_end"], name="payout_end_to_end_unique"),
            one_of("state", PayoutState, name="payout_state_known"),
            at_least(1, "minor", name="payout_above_nothing"),
        ]
        indexes = [
            models.Index(
                fields=["currency", "id"],
                name="payout_waiting",
                condition=~models.Q(state=str(PayoutState.PAID)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.end_to_end} {self.state}"
