"""The pages of documents: the same figures as on paper, and what an invoice needs to be paid."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from prabayar.domain.catalog import Interval
from prabayar.domain.life.wishes import ChangePlan, ChoosePlan, GrantPromotion
from prabayar.domain.people import Role
from prabayar.domain.promotion import DiscountKind, Promotion
from prabayar.store.bulk import rows, run
from prabayar.usecases.credit_receipt import credit_receipt
from tests.documents import papers
from tests.documents.conftest import at

pytestmark = pytest.mark.django_db

INVOICE, RECEIPT, NOTE = "INV-2026-000001", "RCP-2026-000001", "CRN-2026-000001"
MOVED = """
    UPDATE store_membership SET account_id = (SELECT id FROM store_account WHERE code = 'ACC-2')
"""
FIGURES = re.compile(r"\bIDR [\d.,]*\d")


@pytest.fixture
def reference(selling) -> str:
    """An open first invoice over IDR 2,331,000, valid until 3 November; today is 25 October."""
    return selling.shop.choose()


@pytest.fixture
def settled(selling, reference) -> None:
    selling.shop.pay(2_331_000, on="2026-10-23", key="BCA-1", reference=reference)


@pytest.fixture
def credited(settled) -> None:
    credit_receipt(RECEIPT, 100_000, reason="goodwill", now=at("2026-10-24"), actor="staff:eva")


def text_of(answer) -> str:
    """What is read on a page, without what is told to machines only."""
    body = re.sub(r"(?s)<(head|nav|header|button|time)\b.*?</\1>", _time, answer.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def _time(found: re.Match[str]) -> str:
    return found[0] if found[1] == "time" else " "


def shown(browser, name: str, *given: str) -> str:
    answer = browser.get(reverse(name, args=given))
    assert answer.status_code == 200
    return text_of(answer)


def asked_minor() -> int:
    """The amount to transfer that is reserved for the one request."""
    [(minor,)] = rows("SELECT minor FROM store_reservedamount")
    assert 1 <= minor - 2_331_000 <= 999
    return int(minor)


def paper(browser, name: str, *given: str) -> str:
    return " ".join(papers.text_of(browser.get(reverse(name, args=given)).content).split())


def test_an_open_invoice_says_what_to_pay_until_when_and_how(selling, reference):
    text = shown(selling.member(), "dashboard-invoice", INVOICE)
    for words in (
        f"Invoice {INVOICE} Open, due in 9 days",
        "To pay now IDR 2,331,000",
        "To pay now IDR 2,331,000 Valid until 3 Nov, in 9 days Issued 20 Oct",
        "Bank account Bank Central Asia (BCA) 035 123 4567 PT Percakapan Nusantara",
        f"Exact amount IDR {asked_minor():,} Transfer exactly this: the last digits name your"
        f" payment. The IDR {asked_minor() - 2_331_000} too much go to your balance.",
        f"Reference {reference}",
    ):
        assert words in text


def test_what_is_copied_is_what_a_bank_takes(selling, reference):
    page = selling.member().get(reverse("dashboard-invoice", args=[INVOICE])).content.decode()
    copied = re.findall(r'data-copy="([^"]*)"', page)
    assert copied == [
        "Bank Central Asia (BCA)",
        "035 123 4567",
        "PT Percakapan Nusantara",
        str(asked_minor()),
        reference,
    ]


def test_every_amount_can_be_asked_why(selling, reference):
    text = shown(selling.member(), "dashboard-invoice", INVOICE)
    for words in (
        "The price of Growth, version 1: IDR 2,100,000 a month before tax.",
        "One month: from the day after the trial, or from the day of payment if that is later.",
        f"It was worked out when {INVOICE} was issued, on 20 Oct 2026, 00:00, and stays as it is.",
        "11/12 of IDR 2,100,000 is IDR 1,925,000; 12% of that is IDR 231,000.",
        "IDR 2,100,000 + IDR 231,000 of tax = IDR 2,331,000.",
    ):
        assert words in text


def test_a_discount_says_how_much_until_when_and_what_comes_after(selling):
    promotion = Promotion(
        id=1, kind=DiscountKind.PERCENT, value=2_500, ends_on=date(2026, 12, 1), note="Hello"
    )
    selling.shop.wish("app-1", GrantPromotion(promotion=promotion), on="2026-10-19")
    selling.shop.choose()
    browser = selling.member()
    text = shown(browser, "dashboard-invoice", INVOICE)
    for words in (
        "Promotion: 25% off each period that starts by 30 Nov 2026. Afterwards the normal price"
        " holds, IDR 2,100,000 a month before tax. Hello",
        "The promotion takes 25% off IDR 2,100,000, which is IDR 525,000, from each period that"
        " starts by 30 Nov 2026.",
    ):
        assert words in text
    assert "2,100,000 −525,000 1,575,000" in paper(browser, "dashboard-invoice-pdf", INVOICE)


def test_it_says_what_comes_if_nothing_is_paid(selling, reference):
    browser = selling.member()
    text = shown(browser, "dashboard-invoice", INVOICE)
    assert "The trial of app-1 runs to the end of 1 Nov 2026. After it app-1 is suspended." in text
    assert "The offer ends after 3 Nov 2026." in text
    selling.shop.pay(2_331_000, on="2026-10-25", key="BCA-1", reference=reference)
    selling.shop.decide("2026-11-20")
    selling.now_on("2026-11-21")
    renewal = "INV-2026-000002"
    text = shown(browser, "dashboard-invoice", renewal)
    assert "Open, due in 11 days" in text
    assert "app-1 runs on in grace time from 2 Dec 2026." in text
    assert "On 9 Dec 2026 app-1 is suspended and this invoice lapses." in text
    assert "One whole month, 2 Dec 2026 – 1 Jan 2027, counted from your enrolment date." in text


def test_what_has_arrived_and_what_is_missing(selling, reference):
    selling.shop.pay(2_000_000, on="2026-10-23", key="BCA-1", reference=reference)
    browser = selling.member()
    text = shown(browser, "dashboard-invoice", INVOICE)
    assert "To pay now IDR 331,000 IDR 2,000,000 has arrived" in text
    assert f"23 Oct Bank transfer, reference {reference} IDR 2,000,000" in text
    assert "Exact amount IDR 331,000" in text
    asked = f"{asked_minor():,}"
    assert f"Asked for by transfer IDR {asked}" in text
    assert f"Exact amount IDR {asked}" in paper(browser, "dashboard-invoice-pdf", INVOICE)


def test_a_settled_invoice_leads_to_its_receipt_and_its_credit_notes(selling, credited):
    browser = selling.member()
    page = browser.get(reverse("dashboard-invoice", args=[INVOICE])).content.decode()
    for name, number in (("receipt", RECEIPT), ("credit-note", NOTE)):
        assert f'href="{reverse(f"dashboard-{name}", args=[number])}"' in page
    text = shown(browser, "dashboard-invoice", INVOICE)
    assert "This invoice is settled" in text
    assert "How to pay" not in text
    assert "If nothing is paid" not in text


def test_a_void_invoice_leads_to_the_one_issued_anew(selling, reference):
    wish = ChoosePlan(plan_code="pro", interval=Interval.MONTH)
    selling.shop.wish("app-1", wish, on="2026-10-21")
    browser = selling.member()
    text = shown(browser, "dashboard-invoice", INVOICE)
    assert "This invoice is void: there is nothing to pay" in text
    assert "How to pay" not in text
    again = rows("SELECT number FROM store_invoice WHERE status = 'open'")[0][0]
    assert shown(browser, "dashboard-invoice", again).startswith("To the content")


def test_an_upgrade_shows_its_credit_and_that_nothing_changes_without_it(selling, settled):
    selling.shop.decide("2026-11-03")
    selling.shop.wish("app-1", ChangePlan(plan_code="pro"), on="2026-11-03")
    selling.now_on("2026-11-03")
    browser = selling.member()
    number = rows("SELECT number FROM store_invoice WHERE kind = 'upgrade'")[0][0]
    text = shown(browser, "dashboard-invoice", number)
    assert "Credit for unused days" in text
    assert "Nothing changes: app-1 keeps its plan and its price." in text
    assert "Counted by days: 29 days, 3 Nov – 1 Dec 2026, as their share of the period" in text
    same_figures(text, paper(browser, "dashboard-invoice-pdf", number))


def same_figures(page: str, pdf: str) -> None:
    """I43: whatever amount is on paper is on the page; lines have theirs under the currency."""
    on_paper = {one.replace("−", "") for one in FIGURES.findall(pdf)}
    assert on_paper
    assert on_paper <= set(FIGURES.findall(page))


@pytest.mark.parametrize("language", ["en", "id"])
def test_i43_page_and_paper_say_the_same_amounts(selling, credited, language):
    run("UPDATE store_account SET locale = %s", [language])
    browser = selling.member()
    browser.cookies["django_language"] = language
    for kind, number in (("invoice", INVOICE), ("receipt", RECEIPT), ("credit-note", NOTE)):
        page = shown(browser, f"dashboard-{kind}", number)
        same_figures(page, paper(browser, f"dashboard-{kind}-pdf", number))
    assert ("IDR 111.000" if language == "id" else "IDR 111,000") in page


def test_a_receipt_and_a_credit_note_name_each_other(selling, credited):
    browser = selling.member()
    text = shown(browser, "dashboard-receipt", RECEIPT)
    assert "Received IDR 2,331,000 IDR 111,000 of it was credited later" in text
    assert f"Invoice {INVOICE} Issued 20 Oct" in text
    text = shown(browser, "dashboard-credit-note", NOTE)
    assert "Credited to the balance IDR 111,000" in text
    assert f"Receipt {RECEIPT} Settled 23 Oct" in text


def test_names_on_pages_are_text(selling, reference):
    run("UPDATE store_party SET name = %s", ["<script>alert(1)</script>"])
    page = selling.member().get(reverse("dashboard-invoice", args=[INVOICE])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_pdf_is_shown_under_its_number_and_kept_by_no_cache(selling, reference):
    answer = selling.member().get(reverse("dashboard-invoice-pdf", args=[INVOICE]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="{INVOICE}.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content.startswith(b"%PDF-1.7")
    again = selling.member("wati@acc-1.example", Role.VIEWER)
    assert again.get(reverse("dashboard-invoice-pdf", args=[INVOICE])).content == answer.content


@pytest.mark.parametrize("kind", ["invoice", "receipt", "credit-note"])
@pytest.mark.parametrize("form", ["", "-pdf"])
def test_foreign_and_missing_documents_are_one_refusal(selling, credited, kind, form):
    selling.shop.account("ACC-2")
    number = {"invoice": INVOICE, "receipt": RECEIPT, "credit-note": NOTE}[kind]
    name = f"dashboard-{kind}{form}"
    stranger = selling.member()
    run(MOVED)
    foreign = stranger.get(reverse(name, args=[number]))
    missing = stranger.get(reverse(name, args=[number[:-1] + "9"]))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.content == missing.content
    assert foreign.headers == missing.headers


def test_who_may_not_see_money_sees_no_document(selling, credited):
    developer = selling.member("dev@acc-1.example", Role.DEVELOPER)
    for name, *given in (
        ("dashboard-invoice", INVOICE),
        ("dashboard-invoice-pdf", INVOICE),
        ("dashboard-receipt-pdf", RECEIPT),
        ("dashboard-credit-note", NOTE),
        ("dashboard-statement-csv",),
    ):
        assert developer.get(reverse(name, args=given)).status_code == 403


def test_staff_see_any_document_and_what_no_font_could_show(selling, credited):
    run("UPDATE store_party SET name = 'PT \u0378'")
    staff, member = selling.staff(), selling.member()
    warning = "The PDF shows boxes instead of some characters"
    for kind, number in (("invoice", INVOICE), ("receipt", RECEIPT), ("credit-note", NOTE)):
        assert warning not in shown(staff, f"console-{kind}", number)
        assert paper(staff, f"console-{kind}-pdf", number)
        assert warning in shown(staff, f"console-{kind}", number)
        assert staff.get(reverse(f"console-{kind}", args=["X-1"])).status_code == 404
        assert staff.get(reverse(f"console-{kind}-pdf", args=["X-1"])).status_code == 404
        assert warning not in shown(member, f"dashboard-{kind}", number)


def test_a_page_takes_as_many_statements_as_it_always_did(selling, credited):
    member, staff = selling.member(), selling.staff()
    first = {
        name: selling.queries(browser, reverse(name, args=given))
        for browser, name, *given in (
            (member, "dashboard-invoice", INVOICE),
            (member, "dashboard-receipt", RECEIPT),
            (member, "dashboard-credit-note", NOTE),
            (member, "dashboard-statement"),
            (member, "dashboard-invoice-pdf", INVOICE),
            (staff, "console-invoice", INVOICE),
        )
    }
    assert first == STATEMENTS
    kept = selling.queries(member, reverse("dashboard-invoice-pdf", args=[INVOICE]))
    assert kept == STATEMENTS["dashboard-credit-note"]


# Three of each are those of the session, the visitor and the clock.
STATEMENTS = {
    "dashboard-invoice": 8,
    "dashboard-receipt": 5,
    "dashboard-credit-note": 4,
    "dashboard-statement": 6,
    "dashboard-invoice-pdf": 9,
    "console-invoice": 12,
}
