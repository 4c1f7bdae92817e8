"""Money in the console, looked through: the overview, open invoices, payments; and how fast."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from prabayar.domain.people import StaffRole
from prabayar.entrypoints.worker.reckon import reckon_batch
from tests.console.conftest import Office, at
from tests.console.reading import confirm, csv_of, told

TOTAL = 2_331_000  # Growth with 12 % on 11/12 of 2,100,000
RECORD = "/console/money/payments/record"
CREDIT, REFUND = "/console/money/credit-note", "/console/money/refunds/order"


@pytest.fixture
def finance(office: Office) -> Client:
    return office.staff(StaffRole.FINANCE)


def test_the_overview_shows_what_the_books_say(office: Office, finance: Client) -> None:
    office.shop.pay(TOTAL + 69_000, on="2026-10-22", key="k1", reference=office.shop.choose())
    office.shop.app("app-2")
    office.shop.choose("app-2", on="2026-10-23")
    page = told(finance.get("/console/money/"))
    assert "Received this month IDR 2,400,000" in page
    assert "Outstanding IDR 2,262,000" in page
    assert "Deferred revenue IDR 2,100,000" in page
    assert "Balances held IDR 0 and deposits of IDR 69,000" in page
    assert "Not due yet 1 IDR 2,262,000" in page
    assert f"2026-10,IDR,0,{TOTAL + 69_000},0,2100000,69000" in csv_of(
        finance, "/console/money/months.csv"
    )
    assert "IDR,Not due yet,1,2262000" in csv_of(finance, "/console/money/ages.csv")


def test_money_in_a_currency_that_nobody_pays_in_comes_last(
    office: Office, finance: Client
) -> None:
    office.shop.pay(TOTAL, on="2026-10-22", key="k1", reference=office.shop.choose())
    given = {"amount": "12.50", "currency": "EUR", "booked_on": "2026-10-22", "bank": "bca"}
    confirm(finance, RECORD, finance.post(RECORD, {**given, "unknown": "on"}))
    page = told(finance.get("/console/money/"))
    assert page.index("Received this month IDR 2,331,000") < page.index("Received this month EUR")


def test_figures_of_a_large_ledger_are_worked_out_on_demand_and_say_of_when(
    office: Office, finance: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prabayar.store.queries.figures.SMALL", 0)
    office.shop.pay(TOTAL, on="2026-10-22", key="k1", reference=office.shop.choose())
    page = told(finance.get("/console/money/"))
    assert "have not been worked out yet" in page
    assert "Received this month" not in page
    assert finance.post("/console/money/reckon").status_code == 302
    assert "It begins as soon as a worker is free." in told(finance.get("/console/money/"))
    reckon_batch(at("2026-10-26"), 1_000)
    page = told(finance.get("/console/money/"))
    assert "As of 26 Oct 2026, 00:00" in page
    assert "Received this month IDR 2,331,000" in page


def test_open_invoices_are_listed_by_due_date_and_narrowed_by_age(
    office: Office, finance: Client
) -> None:
    office.shop.choose()
    due_on = office.shop.one("SELECT due_on FROM store_invoice")
    for days, age in ((0, "not_due"), (3, "week"), (9, "two_weeks"), (20, "older")):
        office.now_on((due_on + timedelta(days=days)).isoformat())
        page = told(finance.get(f"/console/money/open/?age={age}&currency=IDR"))
        assert "INV-2026-000001" in page
        other = "older" if age != "older" else "week"
        assert "Nothing fits" in told(finance.get(f"/console/money/open/?age={other}"))
    csv = csv_of(finance, "/console/money/open.csv")
    assert "INV-2026-000001,ACC-1,PT ACC-1,app-1," in csv
    assert csv.rstrip().endswith(",20,IDR,2331000,0,2331000")


def test_payments_are_found_by_reference_account_or_key(office: Office, finance: Client) -> None:
    reference = office.shop.choose()
    office.shop.pay(TOTAL, on="2026-10-22", key="bank-77", reference=reference)
    office.shop.account("ACC-2")
    office.shop.pay(7_000, on="2026-10-23", key="bank-78", account_code="ACC-2")
    for typed in (reference.lower(), "acc-1", "bank-77"):
        page = told(finance.get(f"/console/money/payments/?search={typed}"))
        assert "IDR 2,331,000" in page
        assert "IDR 7,000" not in page
    assert "Nothing fits" in told(finance.get("/console/money/payments/?search=ACC-9"))
    csv = csv_of(finance, "/console/money/payments.csv")
    assert [line.split(",")[-1] for line in csv.split("\r\n")[1:3]] == ["bank-78", "bank-77"]


def test_a_payment_that_is_not_there_is_as_an_address_that_is_not(
    office: Office, finance: Client
) -> None:
    assert finance.get("/console/money/payments/4711/").status_code == 404
    assert finance.get("/console/money/payments/4711/allocate").status_code == 404
    assert finance.post("/console/money/payments/4711/give-back").status_code == 404


QUERIES = {
    "/console/money/": 14,
    "/console/money/open/": 7,
    "/console/money/payments/": 6,
    "/console/money/unapplied/": 7,
    "/console/money/refunds/": 7,
    RECORD: 6,
    CREDIT: 5,
    REFUND: 5,
}


@pytest.mark.parametrize(("url", "number"), QUERIES.items())
def test_a_page_of_money_takes_as_many_statements_whatever_it_lists(
    office: Office, finance: Client, url: str, number: int
) -> None:
    finance.get(url)
    few = office.queries(finance, url)
    for key in range(3):
        office.shop.account(f"ACC-{key + 2}")
        office.shop.pay(9_000, on="2026-10-22", key=f"a{key}", account_code=f"ACC-{key + 2}")
        office.shop.pay(9_000, on="2026-10-22", key=f"b{key}")
        office.shop.app(f"more-{key}", code=f"ACC-{key + 2}")
        office.shop.choose(f"more-{key}")
    many = office.queries(finance, url)
    assert (few, many) == (number, number), url
