"""Withheld money and its certificates, on a database: kept, asked for, arrived, missed."""

from typing import Any

import pytest
from django.db.utils import OperationalError

from prabayar.domain.bank_line import LineState
from prabayar.domain.errors import CertificateRefused, Undecidable
from prabayar.domain.life import withheld
from prabayar.store.errors import NotFound
from prabayar.store.queries.due import next_due
from prabayar.usecases import decide_certificates as deciding
from prabayar.usecases.change_account import change_account, withholding
from prabayar.usecases.decide_certificates import decide_certificates
from prabayar.usecases.recognise_revenue import recognise_revenue
from prabayar.usecases.record_certificate import record_certificate
from prabayar.usecases.take_back_payment import take_back_payment
from tests.usecases.banking import BCA, banks, line, look, statuses, wrong
from tests.usecases.conftest import Shop, at

TOTAL, TAX, PART = 2_331_000, 231_000, 42_000  # Growth; 2 % of its net of 2,100,000
KEPT = "SELECT state, minor, reminders, number, due_at FROM store_certificate ORDER BY id"


def declare(code: str = "ACC-1", *, bp: int = 200, tax: bool = False) -> None:
    wish = withholding(withholding_bp=bp, collects_tax=tax)
    change_account(code, wish, now=at("2026-10-02"), actor="staff:eva")


def paid_short(shop: Shop, **given: Any) -> int:
    """Growth, paid less what is declared on 22 October; the id of its certificate."""
    declare(**given)
    minor = TOTAL - PART - (TAX if given.get("tax") else 0)
    shop.pay(minor, on="2026-10-22", key="money-1", reference=shop.choose())
    assert statuses() == ["settled"]
    found: int = shop.one("SELECT id FROM store_certificate")
    return found


def record(certificate: int, number: str = "33-17", *, on: str, code: str = "ACC-1") -> None:
    record_certificate(certificate, code, number=number, now=at(on), actor="staff:eva")


def owed(shop: Shop) -> int:
    minor: int = shop.one("SELECT receivable_minor FROM store_account WHERE code = 'ACC-1'")
    return minor


def test_t46_short_by_what_is_declared_it_is_settled_and_the_certificate_is_kept(
    shop: Shop,
) -> None:
    paid_short(shop)
    assert shop.ask(KEPT) == [("open", PART, 0, "", at("2026-11-21"))]
    assert shop.one("SELECT due_on FROM store_certificate").isoformat() == "2026-12-21"
    assert wrong(at("2026-10-22")) == ()


@pytest.mark.parametrize("unique", [0, 1])
def test_a_bank_line_settles_by_itself_with_or_without_the_unique_part(
    shop: Shop, unique: int
) -> None:
    banks(BCA)
    declare()
    reference = shop.choose()
    [(asked,)] = shop.ask("SELECT minor FROM store_reservedamount")
    extra = (asked - TOTAL) * unique
    seen = look(line(TOTAL + extra - PART, f"TRSF {reference} PT ACC-1"))
    assert (seen.state, statuses()) == (LineState.BOOKED, ["settled"])
    assert [row[:2] for row in shop.ask(KEPT)] == [("open", PART)]
    assert shop.balance() == extra


def test_it_is_asked_for_and_then_missed_and_the_next_money_pays_it(shop: Shop) -> None:
    paid_short(shop)
    assert decide_certificates(now=at("2026-11-20")) == 0
    assert next_due().certificates_at == at("2026-11-21")
    assert decide_certificates(now=at("2026-11-21")) == 1
    assert decide_certificates(now=at("2026-11-21")) == 0
    assert [row[2] for row in shop.ask(KEPT)] == [1]
    assert decide_certificates(now=at("2026-12-11"), limit=1) == 1
    assert decide_certificates(now=at("2026-12-21")) == 1
    assert shop.ask(KEPT) == [("missed", PART, 2, "", None)]
    assert owed(shop) == PART
    assert next_due().certificates_at is None
    recognise_revenue(now=at("2026-12-21"))
    assert wrong(at("2026-12-21")) == ()
    shop.pay(PART + 1, on="2026-12-22", key="money-2", account_code="ACC-1")
    assert owed(shop) == 0
    assert wrong(at("2026-12-22")) == ()


def test_it_arrives_with_its_number(shop: Shop) -> None:
    certificate = paid_short(shop)
    record(certificate, on="2026-11-01")
    assert shop.ask(KEPT) == [("arrived", PART, 0, "33-17", None)]
    moved = "SELECT debit, credit, minor FROM store_transfer WHERE code = 'certificate_arrived'"
    assert shop.ask(moved) == [("prepaid_tax", "withholding_receivable", PART)]
    assert wrong(at("2026-11-01")) == ()
    with pytest.raises(CertificateRefused):
        record(certificate, on="2026-11-02")


def test_nobody_records_a_certificate_of_another_account(shop: Shop) -> None:
    certificate = paid_short(shop)
    shop.account("ACC-2")
    with pytest.raises(NotFound):
        record(certificate, on="2026-11-01", code="ACC-2")
    with pytest.raises(NotFound):
        record(certificate + 1_000_000, on="2026-11-01")


@pytest.mark.parametrize("arrived", [False, True])
def test_taken_back_it_is_void_and_the_books_hold(shop: Shop, arrived: bool) -> None:
    certificate = paid_short(shop, tax=True)
    if arrived:
        record(certificate, on="2026-10-25")
    take_back_payment(
        "money-1", "ACC-1", reason="not theirs", now=at("2026-10-26"), actor="staff:eva"
    )
    assert [row[0] for row in shop.ask(KEPT)] == ["void"]
    assert wrong(at("2026-10-26")) == ()
    shop.pay(TOTAL, on="2026-10-27", key="money-2", reference=shop.reference())
    assert statuses() == ["void", "settled"]
    assert wrong(at("2026-10-27")) == ()


def test_an_account_that_cannot_be_decided_is_parked(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid_short(shop)

    def broken(*_: object) -> None:
        raise Undecidable("no rule")

    monkeypatch.setattr(withheld, "ask", broken)
    assert decide_certificates(now=at("2026-11-21"), limit=4) == 1
    assert shop.one("SELECT parked_reason FROM store_account") == "Undecidable: no rule"
    assert decide_certificates(now=at("2026-11-21")) == 0
    assert next_due().certificates_at is None


@pytest.mark.parametrize("limit", [1, 4])
def test_a_database_that_is_gone_is_no_accounts_fault(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    paid_short(shop)

    def gone(*_: object, **__: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(deciding, "save", gone)
    with pytest.raises(OperationalError):
        decide_certificates(now=at("2026-11-21"), limit=limit)
