"""What models cannot say: keys that name the account too, sequences, room for updates in place,
and the rows that every installation starts with.
"""

from dataclasses import asdict

from django.db import migrations

from prabayar.domain.policy import Policy
from prabayar.domain.tax import KNOWN_RATES

# A row and what it belongs to are of one account. Two are deferred: an account and its first party
# name each other, and periods may be changed before the receipt they name is written.
KEYS = (
    ("store_account", "id, party_id", "store_party (account_id, id)", "account_party", True),
    (
        "store_subscription",
        "account_id, app_id",
        "store_app (account_id, app_id)",
        "subscription_app",
        False,
    ),
    (
        "store_period",
        "account_id, subscription_id",
        "store_subscription (account_id, id)",
        "period_subscription",
        False,
    ),
    ("store_period", "receipt_id", "store_receipt (id)", "period_receipt", True),
    (
        "store_invoice",
        "account_id, subscription_id",
        "store_subscription (account_id, id)",
        "invoice_subscription",
        False,
    ),
    ("store_invoice", "request_id", "store_paymentrequest (id)", "invoice_request", False),
    (
        "store_receipt",
        "account_id, subscription_id",
        "store_subscription (account_id, id)",
        "receipt_subscription",
        False,
    ),
    (
        "store_creditnote",
        "account_id, subscription_id",
        "store_subscription (account_id, id)",
        "creditnote_subscription",
        False,
    ),
)


def key(table, columns, target, name, deferred):
    when = " DEFERRABLE INITIALLY DEFERRED" if deferred else ""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) REFERENCES {target}{when}",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def first_rows(apps, schema_editor):
    rates = apps.get_model("store", "TaxRate")
    rates.objects.using(schema_editor.connection.alias).bulk_create(
        rates(**asdict(rate)) for rate in KNOWN_RATES
    )
    policies = apps.get_model("store", "Policy")
    policies.objects.using(schema_editor.connection.alias).create(
        id=1, values=asdict(Policy()), made_at=None, actor="prabayar"
    )


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]

    operations = [
        *(key(*one) for one in KEYS),
        # Blocks of 1,000 ids, and of 100 serials of references (which have 30 bits).
        migrations.RunSQL(
            "CREATE SEQUENCE store_id_block INCREMENT BY 1000 START WITH 1000",
            "DROP SEQUENCE store_id_block",
        ),
        migrations.RunSQL(
            "CREATE SEQUENCE store_reference_block INCREMENT BY 100 START WITH 100"
            " MAXVALUE 1073741700 NO CYCLE",
            "DROP SEQUENCE store_reference_block",
        ),
        # These rows change all the time, mostly in columns without an index.
        migrations.RunSQL(
            "ALTER TABLE store_subscription SET (fillfactor = 70);"
            "ALTER TABLE store_account SET (fillfactor = 80)",
            "ALTER TABLE store_subscription RESET (fillfactor);"
            "ALTER TABLE store_account RESET (fillfactor)",
        ),
        migrations.RunPython(first_rows, migrations.RunPython.noop),
    ]
