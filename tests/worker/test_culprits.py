"""One account that cannot be worked on is parked alone, whatever batch it came in."""

from datetime import date

import pytest
from django.db import OperationalError, connection

from prabayar.store import terms
from prabayar.store.bulk import rows, run
from prabayar.usecases import decide_due as deciding
from prabayar.usecases import recognise_revenue as booking
from prabayar.usecases.decide_due import decide_due
from prabayar.usecases.recognise_revenue import recognise_revenue
from tests.infrastructure import database
from tests.simulation import small

pytestmark = pytest.mark.django_db(transaction=True)

LATE = date(2026, 12, 28)


@pytest.fixture
def loaded():
    small.load()
    small.advance(date(2026, 11, 28))


def parked() -> dict[str, str]:
    return dict(rows("SELECT code, parked_reason FROM store_account WHERE parked_reason <> ''"))


def tamper(statement: str) -> None:
    with database.owner_connection(connection.settings_dict["NAME"]) as owner:
        assert owner.execute(statement).rowcount > 0


@pytest.mark.parametrize("limit", [1, 2, 1000])
def test_who_cannot_be_decided_is_parked_and_the_others_are_decided(loaded, limit):
    tamper(
        "UPDATE store_subscription SET pending_kind = 'upgrade'"
        " WHERE app_id = 'ptrimbamedia-12' AND pending_price_id IS NULL"
    )
    decided = set()
    while (done := decide_due(now=small.at(LATE), limit=limit)).accounts:
        decided |= {*done.codes}
    assert set(parked()) == {"ACC-2012"}
    assert "KeyError" in parked()["ACC-2012"]
    assert decided == {"ACC-2016", "ACC-2012", "ACC-1005"}


@pytest.mark.parametrize("limit", [1, 2, 1000])
def test_whose_revenue_cannot_be_booked_is_parked_and_the_others_are_booked(
    loaded, limit, monkeypatch
):
    culprit = rows(
        "SELECT d.receipt_id, a.code FROM store_deferral d JOIN store_account a"
        " ON a.id = d.account_id WHERE d.due_at IS NOT NULL ORDER BY d.due_at LIMIT 1"
    )[0]
    honest = booking.deliver

    def deliver(work) -> None:
        if any(receipt_id == culprit[0] for receipt_id, _ in work.deferrals):
            raise ZeroDivisionError("a period without days")
        honest(work)

    monkeypatch.setattr(booking, "deliver", deliver)
    others = "SELECT count(*) FROM store_deferral d WHERE d.due_at <= %s AND d.account_id <> ("
    others += "SELECT id FROM store_account WHERE code = %s)"
    assert rows(others, [small.at(LATE), culprit[1]])[0][0] > 0
    while recognise_revenue(now=small.at(LATE), limit=limit):
        pass
    assert parked() == {culprit[1]: "ZeroDivisionError: a period without days"}
    assert rows(others, [small.at(LATE), culprit[1]])[0][0] == 0


@pytest.mark.parametrize("limit", [1, 1000])
def test_a_lost_database_parks_nobody(loaded, limit, monkeypatch):
    def lost(*arguments, **named):
        raise OperationalError("the connection is gone")

    monkeypatch.setattr(deciding, "save", lost)
    monkeypatch.setattr(booking, "save", lost)
    with pytest.raises(OperationalError):
        decide_due(now=small.at(LATE), limit=limit)
    with pytest.raises(OperationalError):
        recognise_revenue(now=small.at(LATE), limit=limit)
    assert parked() == {}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE store_plan SET quota_mau = quota_mau + 1",
        "UPDATE store_plan SET is_trial = false",
        'INSERT INTO store_taxrate SELECT (jsonb_populate_record(r, \'{"id": 99,'
        ' "starts_on": "2027-05-01"}\')).* FROM store_taxrate r LIMIT 1',
        "INSERT INTO store_policy SELECT id + 1, values || '{\"lapsed_days\": 31}', made_at, actor"
        " FROM store_policy",
        'INSERT INTO store_price SELECT (jsonb_populate_record(p, \'{"id": 9, "version": 2}\')).*'
        " FROM store_price p WHERE plan_code = 'pro' AND currency = 'USD' AND interval = 'month'",
    ],
)
def test_terms_are_read_anew_when_anything_of_them_changes(loaded, change):
    before = terms.load_terms()
    assert terms.load_terms() is before
    run(change)
    assert terms.load_terms() != before
