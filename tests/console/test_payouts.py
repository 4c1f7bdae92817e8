"""Refunds by transfer: a payee, a file for the bank that holds each once, and paid when seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from lxml import etree

from prabayar.domain.bank import BankAccount, printed_by_currency
from prabayar.domain.people import StaffRole
from prabayar.store.bulk import run
from prabayar.store.terms import load_terms, save_policy
from tests.console.conftest import Office
from tests.console.reading import confirm, told, type_in
from tests.usecases.banking import line, statement, take, wrong
from tests.usecases.conftest import at

BCA = BankAccount(
    code="bca-idr", currency="IDR", number="035-1234567", holder="PT Contoh", bank="BCA"
)
PAYEE = {"holder": "PT Satu dan Anak", "number": "987 654 3210", "bank": "BRI", "bic": ""}
PAYOUTS, MAKE = "/console/money/payouts/", "/console/money/payouts/make"


@pytest.fixture
def finance(office: Office) -> Client:
    """ACC-1 is owed 400,000."""
    accounts = (BCA,)
    policy = replace(
        load_terms().terms.policy,
        bank_accounts=accounts,
        transfer_to=printed_by_currency(accounts),
    )
    save_policy(policy, now=at("2026-10-01"), actor="staff:eva")
    browser = office.staff(StaffRole.FINANCE)
    office.shop.pay(500_000, on="2026-10-20", key="k1", account_code="ACC-1", bank="bca-idr")
    given = {"account": "ACC-1", "amount": "400000", "reason": "asked for it"}
    refund = "/console/money/refunds/order"
    confirm(browser, refund, type_in(browser, refund, given))
    return browser


def with_payee(browser: Client) -> None:
    address = "/console/money/payees/ACC-1"
    assert confirm(browser, address, type_in(browser, address, PAYEE)).status_code == 302


def make_file(browser: Client) -> None:
    assert confirm(browser, MAKE, type_in(browser, MAKE, {"bank": "bca-idr"})).status_code == 302


def test_without_a_payee_nothing_is_given_to_the_bank(office: Office, finance: Client) -> None:
    assert "not known yet" in told(finance.get(PAYOUTS))
    shown = type_in(finance, MAKE, {"bank": "bca-idr"})
    assert "There is nothing to pay from this bank account." in told(shown)
    assert confirm(finance, MAKE, shown).status_code == 409


def test_a_file_holds_each_refund_once(office: Office, finance: Client) -> None:
    with_payee(finance)
    make_file(finance)
    assert "with the bank" in told(finance.get(PAYOUTS))
    shown = type_in(finance, MAKE, {"bank": "bca-idr"})
    assert "There is nothing to pay" in told(shown)
    payout_id, file_id = office.shop.ask("SELECT id, file_id FROM store_payout")[0]
    answer = finance.get(f"{PAYOUTS}files/{file_id}.xml")
    assert answer["Content-Disposition"] == f'attachment; filename="PRABAYAR{file_id}.xml"'
    root = etree.fromstring(answer.content)
    found = {n: root.findtext(f".//{{*}}{n}") for n in ("EndToEndId", "InstdAmt", "CtrlSum")}
    assert found == {
        "EndToEndId": f"REFUND{payout_id}",
        "InstdAmt": "400000",
        "CtrlSum": "400000",
    }
    assert root.findtext(".//{*}Cdtr/{*}Nm") == "PT Satu dan Anak"
    assert root.findtext(".//{*}CdtrAcct/{*}Id/{*}Othr/{*}Id") == "9876543210"
    listed = finance.get(f"{PAYOUTS}files/{file_id}.csv")
    assert b"".join(listed.streaming_content if listed.streaming else [listed.content])


def test_it_is_paid_when_the_statement_shows_it(office: Office, finance: Client) -> None:
    with_payee(finance)
    make_file(finance)
    payout_id = office.shop.one("SELECT id FROM store_payout")
    debit = line(-400_000, "TRANSFER", on="2026-10-23", end_to_end=f"REFUND{payout_id}")
    take(statement(debit, bank=BCA), on="2026-10-24")
    run("UPDATE store_statementline SET state = 'to_decide'")
    address = f"{PAYOUTS}{payout_id}/paid"
    line_id = office.shop.one("SELECT id FROM store_statementline")
    shown = type_in(finance, address, {"line": str(line_id)})
    assert confirm(finance, address, shown).status_code == 302
    assert "Nothing is owed" in told(finance.get(PAYOUTS))
    state = office.shop.ask("SELECT state, left_minor FROM store_statementline")
    assert state == [("refund", 0)]
    paid = office.shop.ask("SELECT state, paid_on FROM store_payout")
    assert paid == [("paid", date(2026, 10, 23))]
    in_transit = office.shop.one(
        "SELECT sum(CASE 'refund_in_transit' WHEN credit THEN minor WHEN debit THEN -minor"
        " ELSE 0 END)::int8 FROM store_transfer"
    )
    assert in_transit == 0
    assert wrong(at("2026-10-24")) == ()


def test_what_the_bank_refused_is_in_the_next_file(office: Office, finance: Client) -> None:
    with_payee(finance)
    make_file(finance)
    payout_id = office.shop.one("SELECT id FROM store_payout")
    finance.post(f"{PAYOUTS}{payout_id}/reopen")
    make_file(finance)
    assert office.shop.ask("SELECT id, state FROM store_payout") == [(payout_id, "exported")]
    assert office.shop.one("SELECT count(*) FROM store_payoutfile") == 2


def test_another_payee_since_it_was_shown_is_shown_again(office: Office, finance: Client) -> None:
    with_payee(finance)
    shown = type_in(finance, MAKE, {"bank": "bca-idr"})
    run("UPDATE store_payee SET number = '666'")
    assert confirm(finance, MAKE, shown).status_code == 409
    assert office.shop.one("SELECT count(*) FROM store_payoutfile") == 0


def test_a_number_that_cannot_be_is_refused_beside_its_field(finance: Client) -> None:
    answer = finance.post(
        "/console/money/payees/ACC-1", {**PAYEE, "number": "DE89370400440532013001"}
    )
    assert answer.status_code == 409
    assert "check digits do not fit" in told(answer)


def test_support_does_not_pay(office: Office, finance: Client) -> None:
    support = office.staff(StaffRole.SUPPORT)
    assert support.get(MAKE).status_code == 403
    assert support.get(PAYOUTS).status_code == 200
