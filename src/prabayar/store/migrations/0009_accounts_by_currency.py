from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0008_reckonings"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["currency", "id"], name="account_currency"),
        ),
    ]
