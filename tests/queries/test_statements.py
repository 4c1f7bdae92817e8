"""What people read of an account: its statement, its list, its subscriptions, its timeline."""

from datetime import date

import pytest

from prabayar.domain.facts import FactKind
from prabayar.domain.subscription import AccessReason, Phase
from prabayar.store.bulk import rows
from prabayar.store.errors import NotFound
from prabayar.store.queries import accounts, statements


@pytest.fixture
def reading(lived, django_db_blocker):
    with django_db_blocker.unblock():
        yield lived


@pytest.mark.parametrize("code", ["ACME", "BETA", "CITRA", "DELTA"])
def test_the_running_balance_ends_at_the_balance(reading, code):
    shown = statements.statement(code)
    balance = 0
    for entry in shown.entries:
        balance += entry.balance_change_minor
        assert entry.balance_minor == balance
    assert balance == shown.account.balance_minor


@pytest.mark.parametrize("code", ["ACME", "BETA", "CITRA"])
def test_each_receipt_is_earned_deferred_or_credited(reading, code):
    receipts = statements.statement(code).receipts
    assert receipts
    for receipt in receipts:
        parts = receipt.earned_minor + receipt.deferred_minor + receipt.credited_net_minor
        assert parts == receipt.net_minor
    assert receipts[0].earned_minor > 0


def test_a_statement_says_what_was_invoiced_and_paid(reading):
    shown = statements.statement("ACME")
    first = [
        (one.kind, one.app_id, one.document, one.amount_minor)
        for one in shown.entries
        if one.recorded_at.month == 1 and one.app_id in ("", "chat")
    ]
    assert first[0] == (FactKind.INVOICE_ISSUED, "chat", "INV-2026-000001", 2_331_000)
    assert (FactKind.PAYMENT_RECEIVED, "", "money-1", 2_331_000) in first
    assert (FactKind.INVOICE_SETTLED, "chat", "RCP-2026-000001", 2_331_000) in first
    assert [one.app_id for one in shown.open_invoices] == ["chat"]
    assert shown.open_invoices[0].outstanding_minor == shown.account.open_minor
    assert shown.open_invoices[0].due_on == date(2026, 8, 6)


def test_unknown_money_appears_when_it_is_allocated(reading):
    entries = statements.statement("ACME").entries
    found = [one for one in entries if one.kind is FactKind.PAYMENT_ALLOCATED]
    assert [(one.amount_minor, one.balance_change_minor > 0) for one in found] == [(300_000, True)]


def test_a_statement_takes_four_queries_whatever_the_account_has(reading, monkeypatch):
    counted = []

    def counting(statement, parameters=()):
        counted.append(statement)
        return rows(statement, parameters)

    monkeypatch.setattr(statements, "rows", counting)
    monkeypatch.setattr(accounts, "rows", counting)
    for code in ("ACME", "DELTA"):
        counted.clear()
        statements.statement(code)
        assert len(counted) == 4


def test_accounts_are_found_by_what_people_remember(reading):
    def codes(**asked):
        return [one.code for one in accounts.accounts(**asked)]

    assert codes() == ["ACME", "BETA", "CITRA", "DELTA"]
    assert codes(after_code="ACME", limit=2) == ["BETA", "CITRA"]
    assert codes(search="pt beta") == ["BETA"]
    assert codes(search="billing@citra") == ["CITRA"]
    assert codes(search="SHOP") == ["ACME"]
    assert codes(search="100%") == []
    assert accounts.parked_accounts() == ()
    assert accounts.account("ACME").apps == 2


def test_a_subscription_is_found_by_its_app_also_after_its_end(reading):
    assert accounts.subscription("chat").phase is Phase.ACTIVE
    assert accounts.subscription("chat").plan_code == "growth"
    shop = accounts.subscription("shop")
    assert (shop.account_code, shop.phase, shop.plan_code) == ("ACME", Phase.SUSPENDED, "growth")
    assert accounts.subscription("news").access_reason is AccessReason.ENDED
    assert [one.app_id for one in accounts.subscriptions("CITRA")] == ["game", "held", "news"]


def test_a_timeline_shows_the_newest_first(reading):
    shown = accounts.timeline("ACME", app_id="shop", limit=5)
    assert [one.recorded_at for one in shown] == sorted(
        (one.recorded_at for one in shown), reverse=True
    )
    assert {one.app_id for one in shown} == {"shop"}
    assert FactKind.SUSPENDED in {one.kind for one in shown}
    every = accounts.timeline("ACME", limit=1_000)
    assert every[-1].kind is FactKind.ACCOUNT_OPENED
    assert len(every) > len(shown)


def test_what_is_not_there_is_said(reading):
    for ask in (accounts.account, accounts.subscription, statements.statement):
        with pytest.raises(NotFound):
            ask("nobody")
