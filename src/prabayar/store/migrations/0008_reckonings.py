from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0007_ways_to_find"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reckoning",
            fields=[
                ("subject", models.TextField(primary_key=True, serialize=False)),
                ("asked_at", models.DateTimeField(null=True)),
                ("asked_by", models.TextField()),
                ("began_at", models.DateTimeField(null=True)),
                ("as_of_at", models.DateTimeField(null=True)),
                ("came_of_it", models.JSONField(null=True)),
            ],
            options={
                "db_table": "store_reckoning",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("subject__in", ["money", "verify"])),
                        name="reckoning_subject_known",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("status", "open")),
                fields=["due_on", "id"],
                name="invoice_open_due",
            ),
        ),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                condition=models.Q(("actor__startswith", "staff:")),
                fields=["id"],
                name="fact_by_staff",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("state", "dropped")),
                fields=["fact_id"],
                name="notice_dropped",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["recipient", "fact_id"], name="notice_of_recipient"),
        ),
    ]
