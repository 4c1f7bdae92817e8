"""Taking a payment back in the console: shown first, done as shown, and the customer is told."""

from __future__ import annotations

import pytest
from django.test import Client

from prabayar.domain.people import StaffRole
from tests.console.conftest import Office
from tests.console.reading import confirm, told, type_in

TOTAL = 2_331_000


@pytest.fixture
def finance(office: Office) -> Client:
    return office.staff(StaffRole.FINANCE)


def paid(office: Office) -> str:
    """Growth is paid in the trial; the address of the payment's page."""
    office.shop.pay(TOTAL, on="2026-10-22", key="k1", reference=office.shop.choose())
    payment_id = office.shop.one("SELECT id FROM store_payment")
    return f"/console/money/payments/{payment_id}/"


def test_t69_a_wrong_booking_is_taken_back_in_one_step(office: Office, finance: Client) -> None:
    page = paid(office)
    assert "Take back" in told(finance.get(page))
    address = f"{page}take-back"
    shown = type_in(finance, address, {"account": "ACC-1", "reason": "it never came"})
    seen = told(shown)
    assert "Taken back Balance of ACC-1 Bank account bca, unconfirmed" in seen
    assert office.shop.one("SELECT status FROM store_invoice") == "settled"
    done = confirm(finance, address, shown)
    assert done["Location"] == page
    assert office.shop.ask("SELECT status FROM store_invoice ORDER BY id") == [("void",), ("open",)]
    assert "Taken back. The customer is told." in told(finance.get(page))
    assert office.shop.one(
        "SELECT count(*) FROM store_notice WHERE kind = 'transfer_returned'"
    ) == office.shop.one("SELECT count(*) FROM store_notice WHERE kind = 'trial_started'")


def test_what_was_taken_back_is_not_taken_twice(office: Office, finance: Client) -> None:
    address = f"{paid(office)}take-back"
    given = {"account": "ACC-1", "reason": "it never came"}
    confirm(finance, address, type_in(finance, address, given))
    again = finance.post(address, given)
    assert again.status_code == 409
    assert "Nothing of this payment is left to take back." in told(again)


def test_an_account_that_it_was_not_booked_for_cannot_be_chosen(
    office: Office, finance: Client
) -> None:
    office.shop.account("ACC-2")
    address = f"{paid(office)}take-back"
    refused = finance.post(address, {"account": "ACC-2", "reason": "x"})
    assert refused.status_code == 422


def test_money_that_is_gone_is_owed_and_said_so(office: Office, finance: Client) -> None:
    office.shop.pay(500_000, on="2026-10-22", key="k1", account_code="ACC-1")
    payment_id = office.shop.one("SELECT id FROM store_payment")
    order = {"account": "ACC-1", "amount": "400000", "reason": "asked for it"}
    refund = "/console/money/refunds/order"
    confirm(finance, refund, type_in(finance, refund, order))
    address = f"/console/money/payments/{payment_id}/take-back"
    shown = type_in(finance, address, {"account": "ACC-1", "reason": "it never came"})
    assert "IDR 400,000 of it has been used" in told(shown)
    confirm(finance, address, shown)
    assert office.shop.one("SELECT receivable_minor FROM store_account") == 400_000
