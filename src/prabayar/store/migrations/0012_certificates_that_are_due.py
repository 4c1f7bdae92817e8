from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0011_bank_candidates"),
    ]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["due_at", "id"],
                name="certificate_due",
            ),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["invoice_id"], name="certificate_of_invoice"),
        ),
        migrations.RemoveConstraint(
            model_name="certificate",
            name="certificate_state_known",
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "arrived", "missed", "void"])),
                name="certificate_state_known",
            ),
        ),
    ]
