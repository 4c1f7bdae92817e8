"""Documents and what hangs on them: payment requests, invoices, receipts, credit notes.

A document's row is written once, with its number and its seal; only an invoice's status and
deposit, and what was credited of a receipt, change later. Keys to other tables that name the
account too stand in the migrations.
"""

from django.db import models
from django.db.models.functions import Greatest

from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.store.models.account import Account
from prabayar.store.models.checks import at_least, half_open, one_of

_UNSETTLED = [str(InvoiceStatus.OPEN), str(InvoiceStatus.LAPSED)]


class PaymentRequest(models.Model):
    """What a customer is asked to transfer. An invoice issued anew keeps its request."""

    id = models.BigIntegerField(primary_key=True)
    account = models.ForeignKey(Account, models.DO_NOTHING, db_index=False)
    reference = models.TextField()

    class Meta:
        db_table = "store_paymentrequest"
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="paymentrequest_reference_unique"),
        ]

    def __str__(self) -> str:
        return self.reference


class PaymentRequestItem(models.Model):
    """An invoice that a customer bundled into a request of several."""

    pk = models.CompositePrimaryKey("request_id", "invoice_id")
    request = models.ForeignKey(PaymentRequest, models.DO_NOTHING, db_index=False)
    invoice = models.ForeignKey("Invoice", models.DO_NOTHING, db_index=False)

    class Meta:
        db_table = "store_paymentrequestitem"
        indexes = [models.Index(fields=["invoice"], name="paymentrequestitem_invoice")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.invoice_id}"


class Invoice(models.Model):
    id = models.BigIntegerField(primary_key=True)
    account_id = models.BigIntegerField()
    subscription_id = models.BigIntegerField()
    request = models.ForeignKey(
        PaymentRequest, models.DO_NOTHING, db_index=False, db_constraint=False
    )
    number = models.TextField()
    kind = models.TextField()
    status = models.TextField()
    currency = models.TextField()
    price_id = models.BigIntegerField()
    index = models.IntegerField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    tax_key = models.TextField()
    net_minor = models.BigIntegerField()
    base_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    credit_minor = models.BigIntegerField()
    deposit_minor = models.BigIntegerField()
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    announced_on = models.DateField()
    due_on = models.DateField()
    valid_until_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    grace_days_billed = models.IntegerField()
    party_id = models.BigIntegerField()
    policy_id = models.BigIntegerField()
    seal = models.BinaryField()

    class Meta:
        db_table = "store_invoice"
        constraints = [
            models.UniqueConstraint(fields=["number"], name="invoice_number_unique"),
            models.UniqueConstraint(
                fields=["subscription_id", "starts_on"],
                name="invoice_one_open_renewal",
                condition=models.Q(kind=str(InvoiceKind.RENEWAL), status=str(InvoiceStatus.OPEN)),
            ),
            one_of("kind", InvoiceKind, name="invoice_kind_known"),
            one_of("status", InvoiceStatus, name="invoice_status_known"),
            half_open(name="invoice_half_open"),
            at_least(0, "deposit_minor", name="invoice_deposit_not_negative"),
            at_least(
                0, "net_minor", "tax_minor", "credit_minor", name="invoice_amounts_not_negative"
            ),
        ]
        indexes = [
            # The lists of an account, newest first: ids rise, and those of one app are in it.
            models.Index(fields=["account_id", "id", "subscription_id"], name="invoice_of_account"),
            models.Index(
                fields=["account_id", "subscription_id"],
                name="invoice_unsettled",
                condition=models.Q(status__in=_UNSETTLED),
            ),
            # What is expected and when, for staff: the longest due first.
            models.Index(
                fields=["due_on", "id"],
                name="invoice_open_due",
                condition=models.Q(status=str(InvoiceStatus.OPEN)),
            ),
            # Whose open invoice a bank's line is just the amount of.
            models.Index(
                models.F("currency"),
                Greatest(
                    models.F("net_minor") + models.F("tax_minor") - models.F("credit_minor"), 0
                )
                - models.F("deposit_minor"),
                name="invoice_open_amount",
                condition=models.Q(status=str(InvoiceStatus.OPEN)),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class InvoiceLine(models.Model):
    pk = models.CompositePrimaryKey("invoice_id", "no")
    invoice = models.ForeignKey(Invoice, models.DO_NOTHING, db_index=False)
    no = models.SmallIntegerField()
    plan_code = models.TextField()
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    price_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField()

    class Meta:
        db_table = "store_invoiceline"

    def __str__(self) -> str:
        return f"{self.invoice_id}/{self.no} {self.plan_code}"


class Receipt(models.Model):
    id = models.BigIntegerField(primary_key=True)
    account_id = models.BigIntegerField()
    subscription_id = models.BigIntegerField()
    invoice = models.ForeignKey(Invoice, models.DO_NOTHING, db_index=False)
    number = models.TextField()
    currency = models.TextField()
    settled_on = models.DateField()
    settled_at = models.DateTimeField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    tax_key = models.TextField()
    net_minor = models.BigIntegerField()
    base_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    credited_net_minor = models.BigIntegerField()
    credited_tax_minor = models.BigIntegerField()
    party_id = models.BigIntegerField()
    policy_id = models.BigIntegerField()
    seal = models.BinaryField()

    class Meta:
        db_table = "store_receipt"
        constraints = [
            models.UniqueConstraint(fields=["number"], name="receipt_number_unique"),
            models.UniqueConstraint(fields=["invoice"], name="receipt_one_per_invoice"),
            half_open(name="receipt_half_open"),
            models.CheckConstraint(
                condition=models.Q(
                    credited_net_minor__range=(0, models.F("net_minor")),
                    credited_tax_minor__range=(0, models.F("tax_minor")),
                ),
                name="receipt_credited_within",
            ),
        ]
        indexes = [
            models.Index(fields=["account_id", "id", "subscription_id"], name="receipt_of_account")
        ]

    def __str__(self) -> str:
        return self.number


class ReceiptLine(models.Model):
    pk = models.CompositePrimaryKey("receipt_id", "no")
    receipt = models.ForeignKey(Receipt, models.DO_NOTHING, db_index=False)
    no = models.SmallIntegerField()
    plan_code = models.TextField()
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    price_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField()

    class Meta:
        db_table = "store_receiptline"

    def __str__(self) -> str:
        return f"{self.receipt_id}/{self.no} {self.plan_code}"


class CreditNote(models.Model):
    id = models.BigIntegerField(primary_key=True)
    account_id = models.BigIntegerField()
    subscription_id = models.BigIntegerField()
    receipt = models.ForeignKey(Receipt, models.DO_NOTHING, db_index=False)
    number = models.TextField()
    currency = models.TextField()
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    reason = models.TextField()
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    party_id = models.BigIntegerField()
    policy_id = models.BigIntegerField()
    seal = models.BinaryField()

    class Meta:
        db_table = "store_creditnote"
        constraints = [
            models.UniqueConstraint(fields=["number"], name="creditnote_number_unique"),
            at_least(0, "net_minor", "tax_minor", name="creditnote_amounts_not_negative"),
        ]
        indexes = [
            models.Index(
                fields=["account_id", "subscription_id"], name="creditnote_of_subscription"
            ),
            models.Index(fields=["receipt"], name="creditnote_receipt"),
        ]

    def __str__(self) -> str:
        return self.number


class Deferral(models.Model):
    """Net money of a receipt's line that is earned day by day; `due_at` begins `next_on`."""

    pk = models.CompositePrimaryKey("receipt_id", "line_no")
    receipt = models.ForeignKey(Receipt, models.DO_NOTHING, db_index=False)
    line_no = models.SmallIntegerField()
    account_id = models.BigIntegerField()
    subscription_id = models.BigIntegerField()
    currency = models.TextField()
    zone = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    net_minor = models.BigIntegerField()
    delivered_minor = models.BigIntegerField()
    next_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "store_deferral"
        constraints = [
            half_open(name="deferral_half_open"),
            models.CheckConstraint(
                condition=models.Q(delivered_minor__range=(0, models.F("net_minor"))),
                name="deferral_delivered_within",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "account_id", "receipt_id", "line_no"],
                name="deferral_due",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(
                fields=["account_id"],
                name="deferral_unearned",
                condition=models.Q(due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id}/{self.line_no} {self.delivered_minor} of {self.net_minor}"
