"""Accounts, apps and wishes through the use cases: what is refused changes nothing."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, transaction

from prabayar.domain.errors import ChangeRefused, MoneyRefused, PreviewChanged, TrialRefused
from prabayar.domain.life.wishes import Cancel, ChangePlan, ExtendTrial, Hold, Release
from prabayar.store import loading
from prabayar.store.errors import NotFound
from prabayar.store.parking import park_account, unpark_account
from prabayar.usecases.change_account import change_account, party, use_balance, zone
from prabayar.usecases.decide_due import decide_due
from prabayar.usecases.look_ahead import look_ahead
from prabayar.usecases.make_app import make_app
from prabayar.usecases.open_account import NewAccount, open_account
from prabayar.usecases.preview_wish import preview_wish
from tests.usecases.conftest import ZONE, Shop, at

TOTAL = 2_331_000


def test_a_code_is_given_once(shop: Shop) -> None:
    with pytest.raises(ChangeRefused, match="an account ACC-1 already"):
        shop.account("ACC-1")


def test_an_account_has_up_to_three_billing_emails(shop: Shop) -> None:
    with pytest.raises(ChangeRefused, match="up to 3 billing e-mails"):
        shop.account("ACC-2", emails=("a@x", "b@x", "c@x", "d@x"))


def test_a_currency_that_is_not_known_is_refused(shop: Shop) -> None:
    new = NewAccount(code="X", name="X", country="ID", currency="XYZ", zone=ZONE)
    with pytest.raises(MoneyRefused, match="'XYZ' is not known"):
        open_account(new, now=at("2026-10-01"), actor="staff:eva")


def test_t85_an_app_id_is_given_once_and_so_is_its_trial(shop: Shop) -> None:
    shop.account("ACC-2")
    with pytest.raises(TrialRefused, match="an app app-1 already"):
        make_app("ACC-2", app_id="app-1", name="x", now=at("2026-10-02"), actor="member:a")


def test_a_sixth_trial_needs_staff(shop: Shop) -> None:
    for number in range(2, 6):
        shop.app(f"app-{number}")
    with pytest.raises(TrialRefused, match="has had 5 trials"):
        shop.app("app-6")
    make_app(
        "ACC-1", app_id="app-6", name="x", approved=True, now=at("2026-10-02"), actor="staff:eva"
    )
    assert shop.one("SELECT trials_made FROM store_account") == 6


def test_a_preview_equals_what_is_then_carried_out(shop: Shop) -> None:
    shop.pay(TOTAL, on="2026-10-22", key="k1", reference=shop.choose())
    shop.decide("2026-11-02")
    wish = ChangePlan(plan_code="pro")
    shown = preview_wish("app-1", wish, now=at("2026-11-12"))
    done = shop.wish("app-1", wish, on="2026-11-12", expected=shown.fingerprint)
    seen, made = shown.decision.new_invoices[0], done.decision.new_invoices[0]
    assert (seen.payable_minor, seen.lines, seen.tax) == (
        made.payable_minor,
        made.lines,
        made.tax,
    )
    assert [f.kind for f in shown.decision.facts] == [f.kind for f in done.decision.facts]


def test_a_preview_keeps_nothing(shop: Shop) -> None:
    before = shop.one("SELECT count(*) FROM store_fact")
    preview_wish("app-1", ExtendTrial(days=10), now=at("2026-10-10"))
    assert shop.one("SELECT count(*) FROM store_fact") == before


def test_a_wish_after_something_changed_is_refused(shop: Shop) -> None:
    shown = preview_wish("app-1", ExtendTrial(days=10), now=at("2026-10-10"))
    shop.wish("app-1", ExtendTrial(days=1), on="2026-10-10")
    with pytest.raises(PreviewChanged, match="changed since you looked"):
        shop.wish("app-1", ExtendTrial(days=10), on="2026-10-10", expected=shown.fingerprint)


def test_an_app_that_is_not_there_is_named(shop: Shop) -> None:
    with pytest.raises(NotFound, match="There is no app app-9"):
        shop.wish("app-9", Cancel(), on="2026-10-10")


def test_an_app_that_has_ended_has_no_wishes(shop: Shop) -> None:
    shop.wish("app-1", Cancel(at_once=True), on="2026-10-10")
    with pytest.raises(NotFound, match="no subscription that runs"):
        shop.wish("app-1", Cancel(), on="2026-10-11")


def test_what_happens_next_is_what_the_worker_then_does(shop: Shop) -> None:
    shop.choose(on="2026-10-20")
    told = look_ahead("app-1", now=at("2026-10-20"), paid=False).facts
    for instant in sorted({fact.recorded_at for fact in told}):
        decide_due(now=instant)
    happened = shop.ask(
        "SELECT kind, effective_on FROM store_fact WHERE recorded_at > %s ORDER BY id",
        [at("2026-10-20")],
    )
    assert happened == [(str(f.kind), f.effective_on) for f in told]


def test_t87_a_hold_suspends_and_its_release_restores(shop: Shop) -> None:
    shop.wish("app-1", Hold(reason="spam"), on="2026-10-10")
    access = "SELECT access || ' ' || access_reason FROM store_subscription"
    assert shop.one(access) == "suspended hold"
    shop.wish("app-1", Release(), on="2026-10-11")
    assert shop.one(access) == "full "


def test_t92_documents_keep_the_buyer_they_were_issued_to(shop: Shop) -> None:
    shop.choose()
    wish = party(name="PT Baru", country="ID", address="Jl. Merdeka 1", tax_id="01.2")
    change_account("ACC-1", wish, now=at("2026-10-21"), actor="staff:eva")
    assert shop.ask(
        "SELECT p.name FROM store_invoice i JOIN store_party p ON p.id = i.party_id"
    ) == [("PT ACC-1",)]
    assert shop.one("SELECT name FROM store_account") == "PT Baru"


def test_the_balance_waits_if_the_account_wants_it_to(shop: Shop) -> None:
    shop.choose()
    change_account("ACC-1", use_balance(False), now=at("2026-10-21"), actor="member:budi")
    shop.pay(TOTAL, on="2026-10-22", key="k1", account_code="ACC-1")
    assert shop.one("SELECT status FROM store_invoice") == "open"
    change_account("ACC-1", use_balance(True), now=at("2026-10-23"), actor="member:budi")
    assert shop.one("SELECT status FROM store_invoice") == "settled"


def test_a_zone_that_does_not_exist_changes_nothing(shop: Shop) -> None:
    with pytest.raises(Exception, match="Batavia"):
        change_account("ACC-1", zone("Asia/Batavia"), now=at("2026-10-21"), actor="member:budi")
    assert shop.one("SELECT zone FROM store_account") == ZONE


def test_a_parked_account_is_not_decided_and_not_suspended_by_a_payment(shop: Shop) -> None:
    account_id = shop.one("SELECT id FROM store_account")
    park_account(account_id, reason="does not add up", now=at("2026-10-10"), actor="system")
    assert shop.decide("2027-01-10") == 0
    assert shop.phase() == "trial"
    shop.pay(1_000, on="2027-01-10", key="k1", account_code="ACC-1")
    assert shop.phase() == "trial"
    unpark_account(account_id, now=at("2027-01-11"), actor="staff:eva")
    assert (shop.decide("2027-01-11"), shop.phase()) == (0, "trial")  # our word came late: it waits
    assert (shop.decide("2027-02-01"), shop.phase()) == (1, "trial_expired")


def test_tables_of_another_version_park_nobody(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "_DUE", loading._DUE.replace("s.due_at", "s.of_tomorrow"))
    with pytest.raises(ProgrammingError, match="of_tomorrow"), transaction.atomic():
        shop.decide("2026-12-01")
    assert shop.one("SELECT parked_reason FROM store_account") == ""
