"""All tables. The extension is for periods that must not overlap; the rest is generated."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("account_id", models.BigIntegerField()),
                ("subscription_id", models.BigIntegerField()),
                ("number", models.TextField()),
                ("kind", models.TextField()),
                ("status", models.TextField()),
                ("currency", models.TextField()),
                ("price_id", models.BigIntegerField()),
                ("index", models.IntegerField(null=True)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("tax_key", models.TextField()),
                ("net_minor", models.BigIntegerField()),
                ("base_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("credit_minor", models.BigIntegerField()),
                ("deposit_minor", models.BigIntegerField()),
                ("issued_on", models.DateField()),
                ("issued_at", models.DateTimeField()),
                ("announced_on", models.DateField()),
                ("due_on", models.DateField()),
                ("valid_until_on", models.DateField(null=True)),
                ("closed_on", models.DateField(null=True)),
                ("grace_days_billed", models.IntegerField()),
                ("party_id", models.BigIntegerField()),
                ("policy_id", models.BigIntegerField()),
                ("seal", models.BinaryField()),
            ],
            options={
                "db_table": "store_invoice",
            },
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("values", models.JSONField()),
                ("made_at", models.DateTimeField(null=True)),
                ("actor", models.TextField()),
            ],
            options={
                "db_table": "store_policy",
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("locale", models.CharField(default="en", max_length=16)),
                ("is_active", models.BooleanField(default=True)),
                ("is_staff", models.BooleanField(default=False)),
                (
                    "staff_role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("support", "Support"),
                            ("finance", "Finance"),
                            ("admin", "Admin"),
                        ],
                        max_length=16,
                    ),
                ),
                ("joined_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="member_email_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("staff_role__in", ["", "support", "finance", "admin"])),
                        name="member_staff_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_staff", True), ("staff_role__gt", "")),
                            models.Q(("is_staff", False), ("staff_role", "")),
                            _connector="OR",
                        ),
                        name="member_staff_has_a_role",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("country", models.TextField()),
                ("currency", models.TextField()),
                ("zone", models.TextField()),
                ("locale", models.TextField()),
                (
                    "billing_emails",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("use_balance", models.BooleanField()),
                ("balance_minor", models.BigIntegerField()),
                ("parked_reason", models.TextField()),
                ("party_id", models.BigIntegerField()),
                ("trials_made", models.IntegerField()),
                ("due_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "store_account",
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False), ("parked_reason", "")),
                        fields=["due_at", "id"],
                        name="account_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("code",), name="account_code_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("balance_minor__gte", 0)),
                        name="account_balance_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("sandbox", models.BooleanField()),
                ("now_at", models.DateTimeField()),
                ("seed", models.TextField()),
            ],
            options={
                "db_table": "store_clock",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="clock_is_one"),
                    models.CheckConstraint(
                        condition=models.Q(("sandbox", True)), name="clock_of_a_sandbox"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("account_id", models.BigIntegerField(null=True)),
                ("subscription_id", models.BigIntegerField(null=True)),
                ("invoice_id", models.BigIntegerField(null=True)),
                ("effective_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("data", models.JSONField()),
            ],
            options={
                "db_table": "store_fact",
                "indexes": [
                    models.Index(fields=["account_id", "id"], name="fact_of_account"),
                    django.contrib.postgres.indexes.BrinIndex(
                        fields=["recorded_at"], name="fact_recorded_at"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "invoice_id",
                        "no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("no", models.SmallIntegerField()),
                ("plan_code", models.TextField()),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("price_minor", models.BigIntegerField()),
                ("discount_minor", models.BigIntegerField()),
                (
                    "invoice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="store.invoice",
                    ),
                ),
            ],
            options={
                "db_table": "store_invoiceline",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("fact_id", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("recipient", models.TextField()),
                ("channel", models.TextField()),
                ("send_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("state", models.TextField()),
                ("reason", models.TextField()),
                ("tries", models.SmallIntegerField()),
                ("lease_ends_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "store_notice",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "due")),
                        fields=["due_at", "id"],
                        name="notice_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fact_id", "recipient", "channel"), name="notice_once_per_cause"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "invoice_issued",
                                    "payment_due_soon",
                                    "payment_received",
                                    "grace_began",
                                    "suspended",
                                    "restored",
                                    "ending_soon",
                                    "ended",
                                    "trial_started",
                                    "trial_ends_soon",
                                    "trial_ended",
                                    "extension_granted",
                                    "extension_declined",
                                    "promotion_granted",
                                    "promotion_ends_soon",
                                    "promotion_ended",
                                    "promotion_removed",
                                    "plan_changed",
                                    "transfer_short",
                                ],
                            )
                        ),
                        name="notice_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email"])), name="notice_channel_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["due", "delivered", "dropped", "gave_up"])
                        ),
                        name="notice_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("next_no", models.BigIntegerField()),
            ],
            options={
                "db_table": "store_numberseries",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("next_no__gte", 1)), name="numberseries_from_one"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentRequest",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("reference", models.TextField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="store.account",
                    ),
                ),
            ],
            options={
                "db_table": "store_paymentrequest",
            },
        ),
        migrations.AddField(
            model_name="invoice",
            name="request",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                to="store.paymentrequest",
            ),
        ),
        migrations.CreateModel(
            name="PaymentRequestItem",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "request_id",
                        "invoice_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="store.invoice",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="store.paymentrequest",
                    ),
                ),
            ],
            options={
                "db_table": "store_paymentrequestitem",
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("code", models.TextField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("rank", models.IntegerField()),
                ("quota_mau", models.BigIntegerField()),
                ("over_quota", models.TextField()),
                ("is_trial", models.BooleanField()),
            ],
            options={
                "db_table": "store_plan",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("over_quota__in", ["allow", "block_new"])),
                        name="plan_over_quota_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_trial", True)),
                        fields=("is_trial",),
                        name="plan_one_for_trials",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("currency", models.TextField()),
                ("interval", models.TextField()),
                ("amount_minor", models.BigIntegerField()),
                ("version", models.IntegerField()),
                ("custom", models.BooleanField()),
                (
                    "plan",
                    models.ForeignKey(
                        db_column="plan_code",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="store.plan",
                    ),
                ),
            ],
            options={
                "db_table": "store_price",
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("account_id", models.BigIntegerField()),
                ("subscription_id", models.BigIntegerField()),
                ("number", models.TextField()),
                ("currency", models.TextField()),
                ("settled_on", models.DateField()),
                ("settled_at", models.DateTimeField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("tax_key", models.TextField()),
                ("net_minor", models.BigIntegerField()),
                ("base_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("credited_net_minor", models.BigIntegerField()),
                ("credited_tax_minor", models.BigIntegerField()),
                ("party_id", models.BigIntegerField()),
                ("policy_id", models.BigIntegerField()),
                ("seal", models.BinaryField()),
                (
                    "invoice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="store.invoice",
                    ),
                ),
            ],
            options={
                "db_table": "store_receipt",
            },
        ),
        migrations.CreateModel(
            name="Deferral",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "receipt_id",
                        "line_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("line_no", models.SmallIntegerField()),
                ("account_id", models.BigIntegerField()),
                ("subscription_id", models.BigIntegerField()),
                ("currency", models.TextField()),
                ("zone", models.TextField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("net_minor", models.BigIntegerField()),
                ("delivered_minor", models.BigIntegerField()),
                ("next_on", models.DateField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "receipt",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="store.receipt",
                    ),
                ),
            ],
            options={
                "db_table": "store_deferral",
            },
        ),
        migrations.CreateModel(
            name="CreditNote",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("account_id", models.BigIntegerField()),
                ("subscription_id", models.BigIntegerField()),
                ("number", models.TextField()),
                ("currency", models.TextField()),
                ("issued_on", models.DateField()),
                ("issued_at", models.DateTimeField()),
                ("reason", models.TextField()),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("party_id", models.BigIntegerField()),
                ("policy_id", models.BigIntegerField()),
                ("seal", models.BinaryField()),
                (
                    "receipt",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="store.receipt",
                    ),
                ),
            ],
            options={
                "db_table": "store_creditnote",
            },
        ),
        migrations.CreateModel(
            name="ReceiptLine",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "receipt_id",
                        "no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("no", models.SmallIntegerField()),
                ("plan_code", models.TextField()),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("price_minor", models.BigIntegerField()),
                ("discount_minor", models.BigIntegerField()),
                (
                    "receipt",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="store.receipt",
                    ),
                ),
            ],
            options={
                "db_table": "store_receiptline",
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("app_id", models.TextField()),
                ("zone", models.TextField()),
                ("phase", models.TextField()),
                ("access", models.TextField()),
                ("access_reason", models.TextField()),
                ("payment_method", models.TextField()),
                ("made_on", models.DateField()),
                ("trial_ends_on", models.DateField(null=True)),
                ("trial_notice_on", models.DateField(null=True)),
                ("trial_noticed_on", models.DateField(null=True)),
                ("trial_extended_days", models.IntegerField()),
                ("anchor_on", models.DateField(null=True)),
                ("index", models.IntegerField()),
                ("next_no", models.IntegerField()),
                ("period_ends_on", models.DateField(null=True)),
                ("paid_until_on", models.DateField(null=True)),
                ("cancel_at_end", models.BooleanField()),
                ("pending_kind", models.TextField(null=True)),
                ("pending_ordered_on", models.DateField(null=True)),
                ("pending_invoice_id", models.BigIntegerField(null=True)),
                ("promotion_id", models.BigIntegerField(null=True)),
                ("promotion_kind", models.TextField(null=True)),
                ("promotion_value", models.BigIntegerField(null=True)),
                ("promotion_ends_on", models.DateField(null=True)),
                (
                    "promotion_plans",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), null=True, size=None
                    ),
                ),
                ("promotion_interval", models.TextField(null=True)),
                ("promotion_currency", models.TextField(null=True)),
                ("promotion_note", models.TextField(null=True)),
                ("promotion_announced", models.BooleanField(null=True)),
                ("promotion_ended", models.BooleanField(null=True)),
                ("hold_reason", models.TextField()),
                ("reminded_on", models.DateField(null=True)),
                ("deferred_until_on", models.DateField(null=True)),
                ("grace_on", models.DateField(null=True)),
                ("suspend_on", models.DateField(null=True)),
                ("suspended_on", models.DateField(null=True)),
                ("ending_noticed_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="store.account",
                    ),
                ),
                (
                    "pending_price",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="store.price",
                    ),
                ),
                (
                    "price",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="store.price",
                    ),
                ),
            ],
            options={
                "db_table": "store_subscription",
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "subscription_id",
                        "no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("no", models.IntegerField()),
                ("account_id", models.BigIntegerField()),
                ("index", models.IntegerField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("price_id", models.BigIntegerField()),
                ("receipt_id", models.BigIntegerField(null=True)),
                ("gap_reason", models.TextField()),
                (
                    "subscription",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="store.subscription",
                    ),
                ),
            ],
            options={
                "db_table": "store_period",
            },
        ),
        migrations.CreateModel(
            name="TaxRate",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "country",
                        "starts_on",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("country", models.TextField()),
                ("starts_on", models.DateField()),
                ("percent_bp", models.IntegerField()),
                ("base_num", models.IntegerField()),
                ("base_den", models.IntegerField()),
                ("inclusive", models.BooleanField()),
                ("name", models.TextField()),
            ],
            options={
                "db_table": "store_taxrate",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percent_bp__gte", 0)), name="taxrate_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("base_den__gte", 1), ("base_num__gte", 1)),
                        name="taxrate_base_above_nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "fact_id",
                        "code",
                        "debit",
                        "credit",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("code", models.TextField()),
                ("debit", models.TextField()),
                ("credit", models.TextField()),
                ("account_id", models.BigIntegerField(null=True)),
                ("minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                (
                    "fact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="store.fact",
                    ),
                ),
            ],
            options={
                "db_table": "store_transfer",
            },
        ),
        migrations.CreateModel(
            name="App",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("app_id", models.TextField()),
                ("name", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("has_trial", models.BooleanField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="store.account",
                    ),
                ),
            ],
            options={
                "db_table": "store_app",
                "constraints": [
                    models.UniqueConstraint(fields=("app_id",), name="app_id_unique"),
                    models.UniqueConstraint(fields=("account", "app_id"), name="app_of_account"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("country", models.TextField()),
                ("address", models.TextField()),
                ("tax_id", models.TextField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="store.account",
                    ),
                ),
            ],
            options={
                "db_table": "store_party",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="party_of_account")
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                ("booked_on", models.DateField()),
                ("source", models.TextField()),
                ("key", models.TextField()),
                (
                    "invoice_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("request", models.TextField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="store.account",
                    ),
                ),
            ],
            options={
                "db_table": "store_payment",
                "indexes": [models.Index(fields=["account"], name="payment_of_account")],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="payment_key_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gte", 1)), name="payment_above_nothing"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="paymentrequest",
            constraint=models.UniqueConstraint(
                fields=("reference",), name="paymentrequest_reference_unique"
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                fields=["account_id", "subscription_id"], name="invoice_of_subscription"
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("status__in", ["open", "lapsed"])),
                fields=["account_id", "subscription_id"],
                name="invoice_unsettled",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(fields=("number",), name="invoice_number_unique"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "renewal"), ("status", "open")),
                fields=("subscription_id", "starts_on"),
                name="invoice_one_open_renewal",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["first", "renewal", "reactivation", "upgrade"])),
                name="invoice_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "settled", "lapsed", "void"])),
                name="invoice_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="invoice_half_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("deposit_minor__gte", 0)), name="invoice_deposit_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credit_minor__gte", 0), ("net_minor__gte", 0), ("tax_minor__gte", 0)
                ),
                name="invoice_amounts_not_negative",
            ),
        ),
        migrations.AddIndex(
            model_name="paymentrequestitem",
            index=models.Index(fields=["invoice"], name="paymentrequestitem_invoice"),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(("interval__in", ["month", "year"])), name="price_interval_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gte", 0)), name="price_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.UniqueConstraint(
                condition=models.Q(("custom", False)),
                fields=("plan", "currency", "interval", "version"),
                name="price_version_unique",
            ),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(
                fields=["account_id", "subscription_id"], name="receipt_of_subscription"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(fields=("number",), name="receipt_number_unique"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(fields=("invoice",), name="receipt_one_per_invoice"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="receipt_half_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credited_net_minor__range", (0, models.F("net_minor"))),
                    ("credited_tax_minor__range", (0, models.F("tax_minor"))),
                ),
                name="receipt_credited_within",
            ),
        ),
        migrations.AddIndex(
            model_name="deferral",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["due_at", "account_id", "receipt_id", "line_no"],
                name="deferral_due",
            ),
        ),
        migrations.AddIndex(
            model_name="deferral",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["account_id"],
                name="deferral_unearned",
            ),
        ),
        migrations.AddConstraint(
            model_name="deferral",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                name="deferral_half_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="deferral",
            constraint=models.CheckConstraint(
                condition=models.Q(("delivered_minor__range", (0, models.F("net_minor")))),
                name="deferral_delivered_within",
            ),
        ),
        migrations.AddIndex(
            model_name="creditnote",
            index=models.Index(
                fields=["account_id", "subscription_id"], name="creditnote_of_subscription"
            ),
        ),
        migrations.AddIndex(
            model_name="creditnote",
            index=models.Index(fields=["receipt"], name="creditnote_receipt"),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.UniqueConstraint(fields=("number",), name="creditnote_number_unique"),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("net_minor__gte", 0), ("tax_minor__gte", 0)),
                name="creditnote_amounts_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                fields=("account", "id"), name="subscription_of_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                condition=models.Q(("phase", "ended"), _negated=True),
                fields=("app_id",),
                name="subscription_one_per_app",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "phase__in",
                        ["trial", "trial_expired", "active", "grace", "suspended", "ended"],
                    )
                ),
                name="subscription_phase_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("access__in", ["full", "grace", "suspended"])),
                name="subscription_access_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("access_reason__in", ["", "trial_expired", "unpaid", "ended", "hold"])
                ),
                name="subscription_access_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("payment_method__in", ["bank_transfer", "card"])),
                name="subscription_payment_method_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pending_kind__in", ["first", "upgrade", "downgrade", "interval"])
                ),
                name="subscription_pending_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("promotion_kind__in", ["percent", "amount"])),
                name="subscription_promotion_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("promotion_interval__in", ["month", "year"])),
                name="subscription_promotion_interval_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("promotion_value__gte", 1)),
                name="subscription_promotion_above_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="period_half_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("subscription_id", "="),
                    (
                        models.Func(
                            "starts_on",
                            "ends_on",
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="period_no_overlap",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["account_id", "fact"], name="transfer_of_account"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "code__in",
                        [
                            "received",
                            "allocated",
                            "given_back",
                            "balance_used",
                            "settled_net",
                            "settled_tax",
                            "shortfall",
                            "deposit_returned",
                            "credited_unserved",
                            "credited_served",
                            "credited_tax",
                            "delivered",
                            "refund_ordered",
                            "opening_credit",
                        ],
                    )
                ),
                name="transfer_code_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("minor__gte", 1)), name="transfer_above_nothing"
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("debit", models.F("credit")), _negated=True),
                name="transfer_two_sides",
            ),
        ),
    ]
