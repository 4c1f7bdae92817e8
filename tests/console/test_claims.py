"""What customers say that they have paid, as staff look at it and answer."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client, override_settings

from prabayar import wiring
from prabayar.adapters.files.proof import read_proof
from prabayar.domain.claim import ClaimState, Said
from prabayar.domain.money import Money
from prabayar.domain.people import StaffRole
from prabayar.store.queries import claims
from prabayar.usecases.close_claim import withdraw_claim
from prabayar.usecases.make_claim import make_claim
from tests.dashboard.conftest import House, house, shop
from tests.dashboard.reading import text_of
from tests.files.samples import PDF, picture
from tests.pages.crowd import signed_in, staff

__all__ = ["house", "shop"]


@pytest.fixture(autouse=True)
def files(tmp_path: pathlib.Path) -> Iterator[pathlib.Path]:
    with override_settings(PRABAYAR_FILES=tmp_path):
        yield tmp_path


@pytest.fixture
def reference(house: House) -> str:
    return house.shop.choose("app-1", on="2026-10-20")


def said(house: House, reference: str, data: bytes, *, name: str = "bukti.jpg") -> int:
    what = Said(
        amount=Money(2_331_000, "IDR"),
        booked_on=date(2026, 10, 24),
        bank="BCA",
        sender="Budi Santoso",
    )
    return make_claim(
        "ACC-1",
        reference,
        what,
        proof=read_proof(data, name=name),
        files=wiring.files(),
        now=house.clock.at,
        actor="member:1",
    )


def finance() -> Client:
    return signed_in(staff("eva@staff.example", StaffRole.FINANCE))


def test_open_claims_wait_on_the_first_page_and_in_their_list(house: House, reference: str) -> None:
    browser = finance()
    assert "No claims here" in text_of(browser.get("/console/money/claims/"))
    one = said(house, reference, picture())
    assert "Claims of customers" in text_of(browser.get("/console/"))
    assert f"BCA · Budi Santoso · {reference}" in text_of(browser.get("/console/money/claims/"))
    withdraw_claim("ACC-1", one, now=house.clock.at, actor="member:1")
    assert "No claims here" in text_of(browser.get("/console/money/claims/"))
    assert reference in text_of(browser.get("/console/money/claims/?state=withdrawn"))


def test_a_picture_is_shown_and_a_pdf_is_saved(house: House, reference: str) -> None:
    browser = finance()
    one = said(house, reference, picture())
    page = browser.get(f"/console/money/claims/{one}/").content.decode()
    assert f'<img src="/console/money/claims/{one}/proof"' in page
    answer = browser.get(f"/console/money/claims/{one}/proof")
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    withdraw_claim("ACC-1", one, now=house.clock.at, actor="member:1")
    other = said(house, reference, PDF)
    answer = browser.get(f"/console/money/claims/{other}/proof")
    assert answer["Content-Disposition"] == 'attachment; filename="bukti.pdf"'


def test_a_proof_that_was_used_before_is_flagged_with_the_other(
    house: House, reference: str
) -> None:
    browser = finance()
    first = said(house, reference, picture())
    withdraw_claim("ACC-1", first, now=house.clock.at, actor="member:1")
    second = said(house, reference, picture())
    page = browser.get(f"/console/money/claims/{second}/").content.decode()
    assert "This very proof was sent before" in page
    assert f'href="/console/money/claims/{first}/"' in page
    assert "used twice" in text_of(browser.get("/console/money/claims/"))


def test_it_is_rejected_after_a_look_with_a_reason(house: House, reference: str) -> None:
    browser = finance()
    one = said(house, reference, picture())
    where = f"/console/money/claims/{one}/reject"
    assert browser.post(where, {"step": "look", "reason": ""}).status_code == 422
    reason = {"reason": "not on our statement"}
    seen = browser.post(where, {"step": "look", **reason})
    assert "not on our statement" in text_of(seen)
    assert browser.post(where, {"step": "do", **reason}).status_code == 409
    assert claims.claim(one).is_open
    done = browser.post(where, {"step": "do", "expected": "open", **reason})
    assert done["Location"] == f"/console/money/claims/{one}/"
    assert claims.claim(one).state is ClaimState.REJECTED
    again = browser.post(where, {"step": "look", **reason})
    assert (again.status_code, "rejected by now" in text_of(again)) == (409, True)
