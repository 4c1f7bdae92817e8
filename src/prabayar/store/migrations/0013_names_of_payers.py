"""The words of a party's name as payers are compared with it; those of known parties are added."""

from django.db import migrations, models

from prabayar.domain.bank_names import name_key

CHUNK = 5_000
_PARTIES = "SELECT id, name FROM store_party WHERE id > %s ORDER BY id LIMIT %s"
_KEEP = """
    UPDATE store_party p SET name_key = v.name_key
    FROM unnest(%s::int8[], %s::text[]) v(id, name_key) WHERE p.id = v.id
"""


def add_keys(apps, schema_editor):
    # The owner's connection, which has changed the table: any other would wait for it for ever.
    with schema_editor.connection.cursor() as cursor:
        last = 0
        while found := _some(cursor, last):
            keys = [name_key(name) for _, name in found]
            cursor.execute(_KEEP, [[party_id for party_id, _ in found], keys])
            last = found[-1][0]


def _some(cursor, last):
    cursor.execute(_PARTIES, [last, CHUNK])
    return cursor.fetchall()


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
