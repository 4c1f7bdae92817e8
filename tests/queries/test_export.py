"""The canonical export: natural keys only, one snapshot, the same bytes for the same world."""

import json
import re

import pytest
from django.db import connections
from django.test import TransactionTestCase

from prabayar.store.bulk import rows
from prabayar.store.numbers import ids
from prabayar.store.queries.export import export, export_renumbered
from tests.infrastructure.database import owner_connection
from tests.verify import world

KINDS = [
    "account", "app", "subscription", "period", "invoice", "receipt", "credit_note", "payment",
    "fact", "transfer", "notice",
]  # fmt: skip
SAME_INSTANT = """
    SELECT min(number), max(number) FROM store_invoice
    GROUP BY issued_at HAVING count(*) > 1 ORDER BY issued_at LIMIT 1
"""


def of_kind(lines, kind):
    return [record for record in map(json.loads, lines) if record["record"] == kind]


@pytest.fixture
def two_worlds(transactional_db):
    """What a function says of two worlds in which the same happened, with other ids."""

    def two(say, *, change=lambda: None):
        world.made()
        first = list(say())
        connections.close_all()
        TransactionTestCase._fixture_teardown(None)
        for _ in range(7):
            next(ids(1))
        world.made(batch=1)
        change()
        return first, list(say())

    return two


def test_two_worlds_in_which_the_same_happened_are_equal_to_the_byte(two_worlds):
    first, second = two_worlds(export)
    assert len(first) > 300
    assert first == second


def test_numbers_put_in_order_do_not_tell_which_worker_took_which(two_worlds):
    """Two invoices of one instant exchange their numbers; in the order of time that is gone."""

    def swap():
        one, other = rows(SAME_INSTANT)[0]
        with owner_connection(connections["default"].settings_dict["NAME"]) as owner:
            for number, instead in ((one, "x"), (other, one), ("x", other)):
                owner.execute(
                    "UPDATE store_invoice SET number = %s WHERE number = %s", [instead, number]
                )

    first, second = two_worlds(lambda: [*export(), "-", *export_renumbered()], change=swap)
    middle = first.index("-")
    assert first[:middle] != second[:middle]
    assert first[middle:] == second[middle:]


def test_every_kind_of_record_is_there_in_its_order(lived, django_db_blocker):
    with django_db_blocker.unblock():
        kinds = [json.loads(line)["record"] for line in export()]
    assert list(dict.fromkeys(kinds)) == KINDS


def test_no_id_of_the_database_is_in_it(lived, django_db_blocker):
    """Ids are numbers of blocks of a thousand, and amounts here are no such numbers."""
    with django_db_blocker.unblock():
        text = "\n".join(export())
        known = {
            str(key)
            for table in ("account", "subscription", "invoice", "receipt", "payment", "fact")
            for (key,) in rows(f"SELECT id FROM store_{table}")
        }
    found = set(re.findall(r"(?<![\d:.+-])\d{4,}(?![\d-])", text))
    amounts = {
        str(abs(value))
        for line in text.splitlines()
        for name, value in numbers_in(json.loads(line))
        if name.endswith("minor") or name in MONEY_FIGURES
    }
    assert (found & known) - amounts == set()


MONEY_FIGURES = {
    "net", "tax", "total", "payable", "outstanding", "discount", "normal_price", "value",
    "promotion_value",
}  # fmt: skip


def numbers_in(value, name=""):
    if isinstance(value, dict):
        for key, part in value.items():
            yield from numbers_in(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from numbers_in(part, name)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield name, value


def test_ledger_accounts_and_causes_are_named(lived, django_db_blocker):
    with django_db_blocker.unblock():
        lines = list(export())
    facts = {record["fact"] for record in of_kind(lines, "fact")}
    assert len(facts) == len(of_kind(lines, "fact"))
    transfers = of_kind(lines, "transfer")
    assert {record["cause"] for record in transfers} < facts
    assert {record["cause"] for record in of_kind(lines, "notice")} < facts
    names = {record[side].partition(":")[0] for record in transfers for side in ("debit", "credit")}
    assert names >= {"balance", "deposit", "unapplied", "revenue", "bank_unconfirmed"}
    invoices = {record["number"] for record in of_kind(lines, "invoice")}
    for record in transfers:
        for side in ("debit", "credit"):
            kind, _, key = record[side].partition(":")
            assert kind != "deposit" or key in invoices
            assert kind != "balance" or key in {"ACME", "BETA", "CITRA", "DELTA"}
            assert kind != "unapplied" or key.startswith("money-")


def test_facts_of_an_account_are_in_the_order_in_which_they_happened(lived, django_db_blocker):
    with django_db_blocker.unblock():
        lines = list(export())
    chat = [r["kind"] for r in of_kind(lines, "fact") if r["subscription"] == "chat"]
    assert chat[:4] == ["app_made", "trial_started", "invoice_issued", "plan_chosen"]
    paid = chat.index("invoice_settled")
    assert chat[paid : paid + 2] == ["invoice_settled", "plan_changed"]


def test_an_invoice_shows_its_lines_and_no_seal(lived, django_db_blocker):
    with django_db_blocker.unblock():
        invoice = of_kind(export(), "invoice")[0]
    assert invoice["number"] == "INV-2026-000001"
    assert invoice["lines"][0] == {
        "plan": "growth",
        "starts_on": None,
        "ends_on": None,
        "price_minor": 2_100_000,
        "discount_minor": 0,
    }
    assert "seal" not in invoice
    assert invoice["buyer"]["name"] == "PT Acme"


def test_what_is_written_while_the_export_runs_is_not_in_it(lived, django_db_blocker):
    """T118: one snapshot."""
    with django_db_blocker.unblock():
        lines = export()
        first = [next(lines)]
        with owner_connection(connections["default"].settings_dict["NAME"]) as owner:
            owner.execute("UPDATE store_notice SET reason = 'written meanwhile'")
        rest = list(lines)
        with owner_connection(connections["default"].settings_dict["NAME"]) as owner:
            owner.execute("UPDATE store_notice SET reason = ''")
    assert len(first + rest) > 300
    assert not any("written meanwhile" in line for line in rest)
