"""Taking a vendor's files over: all or nothing, once, and as things stand."""

from datetime import date

import pytest

from prabayar.domain.errors import ChangeRefused
from prabayar.domain.life import opening
from prabayar.store import bulk, decisions
from prabayar.store.bulk import rows
from prabayar.store.errors import AccountBusy
from prabayar.store.queries.accounts import account, subscription
from prabayar.store.terms import load_terms
from prabayar.usecases import import_customers as importing
from prabayar.usecases.import_catalog import import_catalog
from prabayar.usecases.import_customers import import_customers
from tests.adapters.intake_files import NOW, PROMO, TRIAL, csv_of, sample

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sold():
    return import_catalog(sample("catalog.toml"), now=NOW, actor="test")


def take(raw: bytes, **options):
    return import_customers(raw, now=NOW, actor="test", **options)


def counts(*tables: str) -> list[int]:
    return [rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables]


KEPT = ("store_account", "store_app", "store_subscription", "store_invoice", "store_fact")


def facts(kind: str) -> list[dict[str, object]]:
    return [
        row[0] for row in rows("SELECT data FROM store_fact WHERE kind = %s ORDER BY id", [kind])
    ]


# -- the catalogue ---------------------------------------------------------------------------


def test_a_catalogue_is_taken_over_with_its_trial_plan(sold):
    kept = load_terms().terms.catalog
    assert (kept.trial_plan, len(kept.plans), len(kept.prices)) == ("starter", 4, 16)
    assert (len(sold.changes), sold.same, sold.trial_plan, sold.top_ups) == (21, 0, "starter", 4)
    assert len(facts("catalog_changed")) == 21


def test_the_same_catalogue_again_changes_nothing():
    before = counts("store_price", "store_fact")
    again = import_catalog(sample("catalog.toml"), now=NOW, actor="test")
    assert (again.changes, again.same, again.only_kept) == ((), 20, ())
    assert counts("store_price", "store_fact") == before


def test_a_changed_price_is_a_new_version_and_running_subscriptions_keep_theirs():
    take(csv_of({}))
    dearer = sample("catalog.toml").replace(b'idr = "2100000"', b'idr = "2500000"')
    [change] = import_catalog(dearer, now=NOW, actor="test").changes
    assert (change.subject, str(change.before), str(change.after)) == (
        "price of growth per month",
        "IDR 2100000",
        "IDR 2500000",
    )
    versions = rows(
        "SELECT version, amount_minor FROM store_price WHERE plan_code = 'growth'"
        " AND currency = 'IDR' AND interval = 'month' ORDER BY version"
    )
    assert versions == [(1, 2_100_000), (2, 2_500_000)]
    assert subscription("satu-1").price_minor == 2_100_000
    import_catalog(sample("catalog.toml"), now=NOW, actor="test")
    assert load_terms().terms.catalog.prices["growth", "IDR", "month"].version == 3
    assert facts("catalog_changed")[-1] == {
        "subject": "price of growth per month",
        "before": "IDR 2500000",
        "after": "IDR 2100000",
    }


def test_what_is_not_in_the_file_is_sold_as_before_and_the_trial_plan_can_move():
    text = sample("catalog.toml").decode()
    head, *tables = text.split("[[plan]]")
    fewer = "[[plan]]".join([head.replace('"starter"', '"growth"'), *tables[1:]])
    came = import_catalog(fewer.encode(), now=NOW, actor="test")
    assert came.only_kept == ("starter",)
    assert [(one.subject, one.before, one.after) for one in came.changes] == [
        ("trial plan", "starter", "growth")
    ]
    assert load_terms().terms.catalog.trial_plan == "growth"


def test_a_catalogue_with_a_problem_changes_nothing():
    before = counts("store_plan", "store_price", "store_fact")
    bad = sample("catalog.toml").replace(b'usd = "49.00"', b"usd = 49.00")
    assert len(import_catalog(bad, now=NOW, actor="test").problems) == 1
    assert counts("store_plan", "store_price", "store_fact") == before


# -- the customers ---------------------------------------------------------------------------


def test_the_sample_runs_on_as_it_stands():
    came = take(sample("customers.csv"))
    assert (came.problems, came.kept, came.read, came.skipped) == ((), True, 64, 0)
    assert (came.accounts, came.running, came.promotions, came.trials) == (56, 53, 18, 11)
    assert came.wanted_card == 16
    assert dict(came.unused) == {
        "last_postpaid_amount": 53,
        "withholds_tax": 3,
        "unpaid_older_months": 2,
        "note": 1,
    }
    assert counts("store_account", "store_app", "store_subscription") == [56, 64, 64]
    first = subscription("ptnusantaradig-00")
    assert (first.anchor_on, first.paid_until_on) == (date(2025, 1, 31), date(2026, 10, 31))
    assert first.payment_method == "card"
    promoted = subscription("ptmerapimedia-02")
    assert (promoted.promotion_kind, promoted.promotion_value) == ("percent", 2_500)
    assert promoted.promotion_ends_on == date(2027, 4, 23)
    assert subscription("ptmelatipangan-06").price_minor == 3_900_000
    trial = subscription("ptmerapimedia-03")
    assert (str(trial.phase), trial.trial_ends_on) == ("trial", date(2026, 10, 20))
    assert account("ACC-2023").name == "株式会社ひかり"


def test_accounts_come_in_the_order_of_the_file():
    take(sample("customers.csv"))
    codes = [row[0] for row in rows("SELECT code FROM store_account ORDER BY id")]
    assert codes[:4] == ["ACC-2000", "ACC-2001", "ACC-1001", "ACC-2004"]
    numbers = rows("SELECT i.number FROM store_invoice i ORDER BY i.account_id, i.subscription_id")
    assert numbers == sorted(numbers)


def test_what_is_not_used_yet_stays_in_the_fact():
    take(csv_of({"unpaid_older_months": "2", "withholds_tax": "yes", "note": "in dispute"}))
    [fact] = facts("subscription_imported")
    assert fact == {
        "plan": "growth",
        "paid_until_on": "2026-10-31",
        "unpaid_older_months": "2",
        "withholds_tax": "yes",
        "note": "in dispute",
    }


def test_a_check_keeps_nothing():
    before = counts(*KEPT)
    came = take(sample("customers.csv"), check=True)
    assert (came.kept, came.accounts, came.running, came.trials) == (False, 56, 53, 11)
    assert came.invoices > 0
    assert counts(*KEPT) == before


def test_nothing_is_imported_unless_all_is_well():
    before = counts(*KEPT)
    came = take(sample("customers-with-mistakes.csv"))
    assert (len(came.problems), came.kept, came.read) == (6, False, 9)
    assert counts(*KEPT) == before


def test_bad_rows_are_left_out_if_that_is_wanted():
    came = take(sample("customers-with-mistakes.csv"), skip_bad=True)
    assert (len(came.problems), came.kept, came.skipped, came.running) == (6, True, 6, 3)
    apps = [row[0] for row in rows("SELECT app_id FROM store_app ORDER BY app_id")]
    assert apps == ["ptmerapimedia-02", "ptnusantaradig-00", "ptsamudralogis-01"]


def test_no_row_is_left_out_of_a_table_that_is_broken():
    came = take(csv_of({}).replace(b"custom_price", b"custom_prise"), skip_bad=True)
    assert (came.kept, came.whole) == (False, False)
    assert counts("store_app") == [0]


def test_a_second_file_adds_apps_to_known_accounts():
    take(csv_of({}))
    came = take(csv_of({"app_id": "satu-2", **PROMO}, {"app_id": "satu-3", **TRIAL}))
    assert (came.kept, came.accounts, came.known_accounts) == (True, 0, 1)
    assert (came.promotions, came.trials) == (1, 1)
    assert account("ACC-1").apps == 3


def test_an_app_that_is_known_is_a_problem_of_its_row():
    take(csv_of({}))
    came = take(csv_of({}, {"app_id": "satu-2"}))
    [found] = came.problems
    assert (found.line, found.column, found.value) == (2, "app_id", "satu-1")
    assert found.wanted == "an app that is not known yet: satu-1 belongs to ACC-1 already"
    assert not came.kept


@pytest.mark.parametrize(
    ("column", "value", "kept"), [("account", "PT Dua", "PT Satu"), ("currency", "USD", "IDR")]
)
def test_a_row_may_not_contradict_the_account_that_is_known(column, value, kept):
    take(csv_of({}))
    [found] = take(csv_of({"app_id": "satu-2", column: value})).problems
    assert (found.line, found.column, found.value) == (2, column, value)
    assert found.wanted == f"“{kept}”, as ACC-1 is known; or another account_code"


def test_a_row_that_a_rule_refuses_is_a_problem_and_spares_the_others(monkeypatch):
    def refuse_one(work, row):
        if row.app_id == "satu-2":
            raise ChangeRefused("The rules do not want satu-2.")
        return opening.take_over(work, row)

    monkeypatch.setattr(importing, "take_over", refuse_one)
    came = take(csv_of({}, {}, {}), skip_bad=True)
    [found] = came.problems
    assert (found.line, found.value, found.wanted) == (3, "satu-2", "The rules do not want satu-2.")
    assert (came.kept, came.running, came.skipped) == (True, 2, 1)
    assert account("ACC-1").apps == 2


def test_an_account_of_which_every_row_is_refused_is_not_opened(monkeypatch):
    def refuse(work, row):
        raise ChangeRefused("No.")

    monkeypatch.setattr(importing, "take_over", refuse)
    came = take(csv_of({}), skip_bad=True)
    assert (came.kept, came.accounts, came.running) == (True, 0, 0)
    assert counts("store_account") == [0]


def test_an_account_that_somebody_opens_at_the_same_moment_is_said(monkeypatch):
    take(csv_of({}))
    monkeypatch.setattr(importing, "lock_accounts", lambda codes: [])
    with pytest.raises(AccountBusy, match="at the same moment: import the file again"):
        take(csv_of({"app_id": "satu-2"}))


def test_progress_is_told_to_the_end():
    told = []
    take(sample("customers.csv"), progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (128, 128)
    assert told == sorted(told)


def test_a_trial_that_is_over_has_expired_and_says_so():
    made = {**TRIAL, "app_created_at": "2026-08-01T00:00:00+07:00"}
    take(csv_of(made))
    assert str(subscription("satu-1").phase) == "trial_expired"


def test_what_is_kept_takes_a_set_of_statements_for_all_rows(monkeypatch):
    copied = []

    def counting(table, new):
        copied.append(table.name)
        return bulk.copy(table, new)

    monkeypatch.setattr(decisions, "copy", counting)
    take(sample("customers.csv"))
    assert len(copied) == len(set(copied)) > 10
