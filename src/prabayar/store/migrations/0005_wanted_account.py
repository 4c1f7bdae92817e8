from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0004_people_and_documents"),
    ]

    operations = [
        migrations.AddField(
            model_name="member",
            name="wanted_account",
            field=models.JSONField(default=dict),
        ),
    ]
