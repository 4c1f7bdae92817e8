"""The use case: one look at one state, and parking of those whose books contradict themselves."""

from datetime import timedelta

import pytest
from django.db import connections

from prabayar.store.bulk import rows
from prabayar.store.queries.reading import snapshot
from prabayar.store.queries.verify import CHECKS
from prabayar.store.queries.verify.references import Catalogue, Reference
from prabayar.usecases import verify as use_case
from prabayar.usecases.verify import verify
from tests.infrastructure.database import owner_connection
from tests.verify import world

PARKED = "SELECT code, parked_reason FROM store_account WHERE parked_reason <> '' ORDER BY code"


@pytest.fixture
def small(transactional_db):
    made = world.World()
    for code in ("ACME", "BETA"):
        made.account(code)
        made.app(code, f"{code.lower()}-app")
    made.work()
    return made


def as_owner(statement: str) -> None:
    with owner_connection(connections["default"].settings_dict["NAME"]) as owner:
        owner.execute(statement)


def test_a_finding_parks_its_account_once_with_the_reason(small):
    as_owner("UPDATE store_account SET balance_minor = 5 WHERE code = 'ACME'")
    seen = verify(now=small.now, park=True)
    assert {(one.invariant, one.account_code) for one in seen.findings} == {
        ("I2", None),
        ("I3", "ACME"),
    }
    assert seen.parked == ("ACME",)
    reason = "I3 balance of ACME: 5 is stored, and its transfers add up to 0."
    assert rows(PARKED) == [("ACME", reason)]
    facts = "SELECT actor, data->>'reason' FROM store_fact WHERE kind = 'account_parked'"
    assert rows(facts) == [("verify", reason)]
    assert verify(now=small.now, park=True).parked == ()
    assert len(rows(facts)) == 1


def test_looking_alone_parks_nobody(small):
    as_owner("UPDATE store_account SET balance_minor = 5 WHERE code = 'ACME'")
    seen = verify(now=small.now, park=False)
    assert [one.invariant for one in seen.findings] == ["I2", "I3"]
    assert seen.parked == ()
    assert rows(PARKED) == []


def test_work_that_is_late_is_found_and_parks_nobody(small):
    seen = verify(now=small.now + timedelta(days=60), park=True)
    assert {one.invariant for one in seen.findings} == {"I41"}
    assert seen.parked == ()
    assert {one.subject for one in seen.findings} == {
        "account ACME",
        "account BETA",
        "subscription acme-app",
        "subscription beta-app",
    }


def test_an_account_that_somebody_works_on_is_left_for_the_next_time(small, monkeypatch):
    as_owner("UPDATE store_account SET balance_minor = 5")

    lock = use_case.lock_account_row
    monkeypatch.setattr(use_case, "lock_account_row", lambda code: lock(code, patience_ms=50))
    name = connections["default"].settings_dict["NAME"]
    with owner_connection(name) as other, other.transaction():
        other.execute("SELECT FROM store_account WHERE code = 'ACME' FOR UPDATE")
        assert verify(now=small.now, park=True).parked == ("BETA",)
    assert verify(now=small.now, park=True).parked == ("ACME",)


def test_the_checks_write_nothing_and_see_one_state(small):
    """In a read-only transaction a check that wrote would fail; each says which promise it is."""
    assert verify(now=small.now, park=False).findings == ()
    assert all((check.__doc__ or "").startswith("I") for check in CHECKS)


def test_references_are_read_from_the_catalogue_of_the_database(small):
    with snapshot() as read:
        known = set(Catalogue(read).references)
    assert known >= {
        Reference("store_fact", "subscription_id", "store_subscription", "id"),
        Reference("store_fact", "invoice_id", "store_invoice", "id"),
        Reference("store_transfer", "fact_id", "store_fact", "id"),
        Reference("store_notice", "fact_id", "store_fact", "id"),
        Reference("store_period", "receipt_id", "store_receipt", "id"),
        Reference("store_period", "subscription_id", "store_subscription", "id"),
        Reference("store_subscription", "app_id", "store_app", "app_id"),
        Reference("store_subscription", "pending_invoice_id", "store_invoice", "id"),
        Reference("store_invoice", "party_id", "store_party", "id"),
        Reference("store_account", "party_id", "store_party", "id"),
        Reference("store_paymentrequestitem", "invoice_id", "store_invoice", "id"),
    }
