import django.db.models.expressions
import django.db.models.fields.json
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0010_bank_transfers"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                django.db.models.fields.json.KeyTextTransform("payment", "data"),
                condition=models.Q(("kind", "payment_confirmed")),
                name="fact_confirming",
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                models.F("currency"),
                django.db.models.expressions.CombinedExpression(
                    django.db.models.functions.comparison.Greatest(
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("net_minor"), "+", models.F("tax_minor")
                            ),
                            "-",
                            models.F("credit_minor"),
                        ),
                        0,
                    ),
                    "-",
                    models.F("deposit_minor"),
                ),
                condition=models.Q(("status", "open")),
                name="invoice_open_amount",
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("source__startswith", "bank_unconfirmed:")),
                fields=["currency", "amount_minor"],
                name="payment_by_hand",
            ),
        ),
        migrations.AddIndex(
            model_name="statementline",
            index=models.Index(
                condition=models.Q(("minor__gt", 0)),
                fields=["currency", "minor", "id"],
                name="statementline_came_in",
            ),
        ),
    ]
