"""`prabayar import-…` as an operator sees it."""

import pytest

from prabayar.store.bulk import rows
from tests.adapters.intake_files import SAMPLES, csv_of

CUSTOMERS = str(SAMPLES / "customers.csv")
MISTAKES = str(SAMPLES / "customers-with-mistakes.csv")
CATALOG = str(SAMPLES / "catalog.toml")
NAMED = [
    (5, "enrolment_date", "2025-02-30"),
    (6, "time_zone", "Asia/Batavia2"),
    (7, "app_id", "ptnusantaradig-00"),
    (8, "promotion_percent", "120"),
    (9, "account", ""),
    (10, "currency", "XYZ"),
]


def apps() -> int:
    return rows("SELECT count(*) FROM store_app")[0][0]


def test_each_mistake_is_named_and_nothing_is_imported(sandbox):
    came = sandbox("import-customers", MISTAKES)
    assert (came.code, came.err, apps()) == (3, "", 0)
    for line, column, value in NAMED:
        [told] = [one for one in came.out.splitlines() if one.split()[:1] == [str(line)]]
        assert told.split()[1] == column
        assert (value or "(empty)") in told
    assert "customers-with-mistakes.csv: 6 problems" in came.out
    assert "Nothing was imported: 3 of 9 rows are good." in came.out
    assert "--skip-bad" in came.out


def test_each_mistake_is_named_for_programs(sandbox):
    came = sandbox("import-customers", MISTAKES, "--json")
    assert came.code == 3
    found = [(one["line"], one["column"], one["value"]) for one in came.json["problems"]]
    assert found == NAMED
    assert all(one["wanted"] for one in came.json["problems"])
    assert (came.json["imported"], came.json["rows"], came.json["good_rows"]) == (False, 9, 3)


def test_the_three_good_rows_can_be_imported(sandbox):
    checked = sandbox("import-customers", MISTAKES, "--skip-bad", "--check")
    assert (checked.code, apps()) == (0, 0)
    assert "Would import 3 apps of 9 rows" in checked.out
    came = sandbox("import-customers", MISTAKES, "--skip-bad")
    assert (came.code, apps()) == (0, 3)
    assert "Imported 3 apps of 9 rows" in came.out
    assert "rows left out" in came.out


def test_a_check_says_what_would_happen_and_an_import_what_has(sandbox):
    checked = sandbox("import-customers", CUSTOMERS, "--check")
    assert (checked.code, apps()) == (0, 0)
    came = sandbox("import-customers", CUSTOMERS)
    assert (came.code, apps()) == (0, 64)
    assert checked.out == came.out.replace("Imported", "Would import", 1)
    assert "16 apps prefer a card: without one on file they are invoiced by bank" in came.out
    told = " ".join(came.out.split())
    assert (
        "Kept, and not used yet: last_postpaid_amount (53), withholds_tax (3),"
        " unpaid_older_months (2), note (1)."
    ) in told


def test_an_import_for_programs_has_stable_keys(sandbox):
    told = sandbox("import-customers", CUSTOMERS, "--json").json
    assert told == {
        "checked_only": False,
        "imported": True,
        "rows": 64,
        "good_rows": 64,
        "left_out": 0,
        "accounts_opened": 56,
        "accounts_known": 0,
        "running": 53,
        "promotions": 18,
        "trials": 11,
        "invoices": told["invoices"],
        "prefer_card": 16,
        "not_used_yet": {
            "last_postpaid_amount": 53,
            "withholds_tax": 3,
            "unpaid_older_months": 2,
            "note": 1,
        },
        "problems": [],
    }


def test_a_broken_table_offers_no_skipping(sandbox, tmp_path):
    file = tmp_path / "broken.csv"
    file.write_bytes(csv_of({}) + b'"never closed')
    came = sandbox("import-customers", str(file), "--skip-bad")
    assert (came.code, apps()) == (3, 0)
    assert "--skip-bad" not in came.out
    assert "Mend the file." in came.out


def test_a_catalogue_again_changes_nothing(sandbox):
    came = sandbox("import-catalog", CATALOG)
    assert came.code == 0
    assert "0 changes; 20 plans and prices were so already." in came.out
    assert "Checked, and not used yet: 4 top-ups." in came.out


@pytest.mark.parametrize("as_json", [True, False])
def test_a_changed_price_is_told_with_before_and_now(sandbox, tmp_path, as_json):
    file = tmp_path / "catalog.toml"
    file.write_text((SAMPLES / "catalog.toml").read_text().replace('"2100000"', '"2500000"'))
    if as_json:
        [change] = sandbox("import-catalog", str(file), "--json").json["changes"]
        assert change == {
            "subject": "price of growth per month",
            "before": {"amount": "2100000", "currency": "IDR"},
            "after": {"amount": "2500000", "currency": "IDR"},
        }
    else:
        out = " ".join(sandbox("import-catalog", str(file)).out.split())
        assert "price of growth per month IDR 2,100,000 IDR 2,500,000" in out


def test_a_catalogue_with_a_problem_ends_with_3(sandbox, tmp_path):
    file = tmp_path / "catalog.toml"
    file.write_text((SAMPLES / "catalog.toml").read_text().replace("rank = 2", "rank = 0"))
    came = sandbox("import-catalog", str(file))
    assert came.code == 3
    assert "rank" in came.out
    assert "Nothing was imported" in came.out
    assert sandbox("import-catalog", str(file), "--json").json["problems"][0]["line"] == 16


def test_a_new_plan_is_told_with_what_it_is(db, cli):
    from datetime import UTC, datetime

    from prabayar.store.clock import open_sandbox

    open_sandbox(now=datetime(2026, 10, 9, 17, tzinfo=UTC), seed="1")
    told = cli("import-catalog", CATALOG, "--json").json
    assert told["changes"][0] == {
        "subject": "plan starter",
        "before": None,
        "after": {
            "code": "starter",
            "name": "Starter",
            "rank": 1,
            "quota_mau": 1000,
            "over_quota": "block_new",
        },
    }
    assert told["trial_plan"] == "starter"
