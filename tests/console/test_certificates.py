"""Withholding in the console: what a customer declares, and the certificates it owes."""

import pytest
from django.test import Client

from prabayar.domain.people import StaffRole
from tests.console.conftest import Office
from tests.console.reading import confirm, told, type_in

SHORT = 2_331_000 - 42_000  # Growth without 2 % of its net
DECLARE = "/console/money/withholding/ACC-1/"
LIST = "/console/money/certificates/"


@pytest.fixture
def finance(office: Office) -> Client:
    return office.staff(StaffRole.FINANCE)


def declare(office: Office, client: Client, **given: str) -> None:
    shown = type_in(client, DECLARE, {"rate": "2", **given})
    assert confirm(client, DECLARE, shown)["Location"] == "/console/customers/ACC-1/money/"


def test_what_arrived_short_settles_when_the_rate_is_declared(
    office: Office, finance: Client
) -> None:
    office.shop.pay(SHORT, on="2026-10-22", key="k1", reference=office.shop.choose())
    assert "What it withholds for the state" in told(finance.get("/console/customers/ACC-1/money/"))
    shown = type_in(finance, DECLARE, {"rate": "2"})
    assert "Rp 42.000" in told(shown) or "42,000" in told(shown)
    assert office.shop.one("SELECT status FROM store_invoice") == "open"
    confirm(finance, DECLARE, shown)
    assert office.shop.one("SELECT status FROM store_invoice") == "settled"
    assert office.shop.ask("SELECT withholding_bp, collects_tax FROM store_account") == [
        (200, False)
    ]


def test_the_rate_has_two_decimals_at_most(office: Office, finance: Client) -> None:
    declare(office, finance, rate="0.75", collects_tax="on")
    assert office.shop.ask("SELECT withholding_bp, collects_tax FROM store_account") == [(75, True)]
    assert 'value="0.75"' in finance.get(DECLARE).content.decode()
    for wrong in ("0.755", "-1", "51", "two"):
        assert finance.post(DECLARE, {"rate": wrong}).status_code == 422


def test_an_open_certificate_is_listed_until_its_number_is_recorded(
    office: Office, finance: Client
) -> None:
    assert "No certificate is open" in told(finance.get(LIST))
    declare(office, finance)
    office.shop.pay(SHORT, on="2026-10-22", key="k1", reference=office.shop.choose())
    assert "INV-2026-000001" in told(finance.get(LIST))
    assert "No certificate is open" in told(finance.get(f"{LIST}?after=2030-01-01.1"))
    certificate = office.shop.one("SELECT id FROM store_certificate")
    address = f"{LIST}{certificate}/"
    shown = type_in(finance, address, {"number": "33-17"})
    assert "Certificate arrived" in told(shown)
    assert office.shop.one("SELECT state FROM store_certificate") == "open"
    assert confirm(finance, address, shown)["Location"] == LIST
    assert office.shop.ask("SELECT state, number FROM store_certificate") == [("arrived", "33-17")]
    assert "No certificate is open" in told(finance.get(LIST))
    again = finance.post(address, {"number": "33-18"})
    assert (again.status_code, "nothing of it is open" in told(again)) == (409, True)


def test_a_certificate_that_is_not_there_is_not_found(finance: Client) -> None:
    assert finance.get(f"{LIST}1/").status_code == 404


def test_support_may_look_and_not_record(office: Office) -> None:
    support = office.staff(StaffRole.SUPPORT)
    assert support.get(LIST).status_code == 200
    assert support.get(DECLARE).status_code == 403
    assert support.get(f"{LIST}1/").status_code == 403
