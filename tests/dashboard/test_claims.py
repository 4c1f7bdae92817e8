""" "I have paid" on the customer's page: told, kept as typed, seen, taken back; hostile files."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from prabayar.domain.people import Role
from prabayar.store.bulk import rows
from prabayar.usecases.close_claim import reject_claim
from tests.dashboard.conftest import House
from tests.dashboard.reading import text_of
from tests.files import samples


@pytest.fixture(autouse=True)
def files(tmp_path: pathlib.Path) -> Iterator[pathlib.Path]:
    with override_settings(PRABAYAR_FILES=tmp_path):
        yield tmp_path


@pytest.fixture
def reference(house: House) -> str:
    return house.shop.choose("app-1", on="2026-10-20")


def typed(**other: Any) -> dict[str, Any]:
    return {
        "amount": "2331000",
        "booked_on": "2026-10-24",
        "bank": "BCA",
        "sender": "Budi Santoso",
        "note": "paid by our holding",
        **other,
    }


def file(data: bytes, name: str = "bukti.jpg") -> SimpleUploadedFile:
    # What the browser says of the type counts for nothing.
    return SimpleUploadedFile(name, data, content_type="text/html")


def told(browser: Client, reference: str, **other: Any) -> Any:
    return browser.post(f"/pay/{reference}/claim", typed(**other))


def claim_id() -> int:
    found: int = rows("SELECT max(id) FROM store_claim")[0][0]
    return found


def test_the_form_knows_what_is_asked_for_already(house: House, reference: str) -> None:
    browser = house.signed_in()
    assert f'href="/pay/{reference}/claim"' in browser.get(f"/pay/{reference}/").content.decode()
    page = browser.get(f"/pay/{reference}/claim").content.decode()
    # As many as are asked for: in rupiah the last digits name the payment.
    assert 'value="2331' in page
    assert 'value="2026-10-25"' in page
    assert 'enctype="multipart/form-data"' in page


def test_it_is_told_and_seen_with_its_proof(house: House, reference: str) -> None:
    browser = house.signed_in()
    answer = told(browser, reference, proof=file(samples.from_a_camera()))
    assert (answer.status_code, answer["Location"]) == (302, f"/pay/{reference}/")
    said = text_of(browser.get(f"/pay/{reference}/"))
    assert "We are looking for it" in said
    assert "Made on 24 Oct from BCA by Budi Santoso. bukti.jpg" in said
    assert "I have paid" not in said


def test_a_proof_is_saved_and_never_run(house: House, reference: str) -> None:
    browser = house.signed_in()
    told(browser, reference, proof=file(samples.PDF, "..\\a;b.html"))
    answer = browser.get(f"/claims/{claim_id()}/proof")
    assert answer.content == samples.PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="a_b.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]


def test_a_claim_without_a_proof_has_none_to_send(house: House, reference: str) -> None:
    browser = house.signed_in()
    assert told(browser, reference).status_code == 302
    assert browser.get(f"/claims/{claim_id()}/proof").status_code == 404


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<svg onload='alert(1)'/>", "Only JPEG, PNG and PDF"),
        (b"<html><script>alert(1)</script>", "Only JPEG, PNG and PDF"),
        (samples.bomb(), "more pixels"),
        (samples.picture() + samples.archive(), "another file within"),
        (samples.pdf_with(b"/S /JavaScript"), "more than show pages"),
        (b"", "is empty"),
        (samples.picture() + b"\0" * (5 * 1024 * 1024), "larger than 5 MB"),
    ],
)
def test_a_file_that_is_not_taken_is_named_beside_it_and_the_rest_stays(
    house: House, reference: str, files: pathlib.Path, data: bytes, why: str
) -> None:
    answer = told(house.signed_in(), reference, proof=file(data))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page
    assert 'value="Budi Santoso"' in page
    assert "paid by our holding" in page
    assert list(files.iterdir()) == []
    assert rows("SELECT FROM store_claim") == []


def test_a_form_that_is_far_too_large_is_not_even_read(house: House, reference: str) -> None:
    answer = told(house.signed_in(), reference, proof=file(b"\0" * (7 * 1024 * 1024)))
    assert answer.status_code == 413
    assert "up to 5 MB" in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"booked_on": "2026-10-28"}, "still to come"),
        ({"booked_on": "2026-06-01"}, "90 days ago"),
        ({"amount": "0"}, "Say what you have transferred"),
        ({"amount": "2.331.000"}, "digits after the point"),
        ({"sender": ""}, "required"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    house: House, reference: str, wrong: dict[str, str], why: str
) -> None:
    answer = told(house.signed_in(), reference, **wrong)
    assert answer.status_code == 422
    assert why in answer.content.decode()


def test_one_at_a_time(house: House, reference: str) -> None:
    browser = house.signed_in()
    told(browser, reference)
    answer = told(browser, reference)
    assert answer.status_code == 409
    assert "already" in answer.content.decode()


def test_it_is_taken_back_once(house: House, reference: str) -> None:
    browser = house.signed_in()
    told(browser, reference)
    where = f"/claims/{claim_id()}/withdraw"
    assert "Taken back." in browser.post(where, follow=True).content.decode()
    assert "nothing was changed" in browser.post(where, follow=True).content.decode()
    assert "I have paid" in text_of(browser.get(f"/pay/{reference}/"))


def test_a_rejection_says_why(house: House, reference: str) -> None:
    browser = house.signed_in()
    told(browser, reference)
    reject_claim(claim_id(), reason="no such transfer", now=house.clock.at, actor="staff:1")
    said = text_of(browser.get(f"/pay/{reference}/"))
    assert "We have not found it no such transfer" in said


def test_others_neither_see_it_nor_touch_it(house: House, reference: str) -> None:
    told(house.signed_in(), reference, proof=file(samples.picture()))
    house.neighbour()
    other = house.signed_in(code="ACC-2")
    assert other.get(f"/claims/{claim_id()}/proof").status_code == 404
    assert other.post(f"/claims/{claim_id()}/withdraw").status_code == 404
    assert told(other, reference).status_code == 404
    viewer = house.signed_in(Role.VIEWER)
    assert viewer.get(f"/claims/{claim_id()}/proof").status_code == 200
    assert viewer.post(f"/claims/{claim_id()}/withdraw").status_code == 403
    assert told(viewer, reference).status_code == 403
    developer = house.signed_in(Role.DEVELOPER)
    assert developer.get(f"/claims/{claim_id()}/proof").status_code == 403


def test_a_page_with_claims_takes_as_many_statements_as_one_without(
    house: House, reference: str
) -> None:
    browser = house.signed_in()
    before = house.queries(browser, f"/pay/{reference}/")
    told(browser, reference)
    assert house.queries(browser, f"/pay/{reference}/") == before
