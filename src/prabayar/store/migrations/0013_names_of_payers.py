"""The words of a party's name as payers are compared with it; those of known parties are added."""

from django.db import migrations, models

from prabayar.domain.bank_names import name_key

CHUNK = 5_000


def add_keys(apps, schema_editor):
    # The owner's connection, which has changed the table: any other would wait for it for ever.
    parties = apps.get_model("store", "Party").objects.using(schema_editor.connection.alias)
    last = 0
    while found := list(parties.filter(id__gt=last).order_by("id").only("id", "name")[:CHUNK]):
        for one in found:
            one.name_key = name_key(one.name)
        parties.bulk_update(found, ["name_key"], batch_size=CHUNK)
        last = found[-1].id


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0012_certificates_that_are_due"),
    ]

    operations = [
        migrations.AddField(
            model_name="party",
            name="name_key",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.RunPython(add_keys, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(fields=["name_key"], name="party_name_key"),
        ),
    ]
