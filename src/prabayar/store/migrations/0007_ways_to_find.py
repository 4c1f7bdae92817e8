import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0006_lists_of_an_account"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("parked_reason", ""), _negated=True),
                fields=["id"],
                name="account_parked",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Lower("billing_emails__0"),
                    name="text_pattern_ops",
                ),
                name="account_billing_email",
            ),
        ),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                condition=models.Q(("kind", "extension_requested")),
                fields=["id"],
                name="fact_extension_requested",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("state", "gave_up")),
                fields=["closed_at"],
                name="notice_given_up",
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("name", config="simple"),
                name="party_words",
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=django.contrib.postgres.indexes.BrinIndex(
                fields=["booked_on"], name="payment_booked_on"
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(
                condition=models.Q(("phase__in", ["trial", "trial_expired", "grace", "suspended"])),
                fields=["phase", "account"],
                name="subscription_not_active",
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(
                condition=models.Q(("phase", "trial")),
                fields=["trial_ends_on"],
                name="subscription_trial_ends",
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(
                condition=models.Q(("phase", "grace")),
                fields=["grace_on"],
                name="subscription_grace_began",
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(
                condition=models.Q(("phase", "suspended")),
                fields=["suspended_on"],
                name="subscription_suspended",
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(
                condition=models.Q(("promotion_ended", False)),
                fields=["promotion_ends_on"],
                name="subscription_promotion_ends",
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(
                condition=models.Q(("hold_reason", ""), _negated=True),
                fields=["account"],
                name="subscription_held",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("credit__startswith", "bank_unconfirmed:")),
                fields=["credit"],
                name="transfer_confirming",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("code", "refund_ordered")),
                fields=["fact"],
                name="transfer_refunds",
            ),
        ),
    ]
