"""The statement of an account for a range of days: page, PDF and CSV of one reading."""

import csv
import io

import pytest
from django.urls import reverse

from prabayar.entrypoints.documents import statement
from prabayar.store.bulk import rows, run
from prabayar.usecases.refund_balance import refund_balance
from tests.documents import papers
from tests.documents.conftest import at
from tests.documents.test_pages import MOVED, shown, text_of

pytestmark = pytest.mark.django_db

RANGE = "?since=2026-10-21&until=2026-10-24"


@pytest.fixture
def member(selling):
    """Invoiced on the 20th, paid IDR 400,000 too much on the 23rd, IDR 100,000 of it refunded."""
    reference = selling.shop.choose()
    selling.shop.pay(2_731_000, on="2026-10-23", key="BCA-1", reference=reference)
    refund_balance("ACC-1", 100_000, reason="=cmd|' /C calc'!A0", now=at("2026-10-24"), actor="s")
    return selling.member()


def test_a_statement_says_what_came_and_went_and_what_is_left(member):
    text = shown(member, "dashboard-statement")
    assert "Balance at the beginning IDR 0 Balance at the end IDR 300,000" in text
    assert "20 Oct Invoice issued app-1 INV-2026-000001 2,331,000 0 0" in text
    (reference,) = rows("SELECT reference FROM store_paymentrequest")[0]
    assert "BCA-1" not in text
    assert f"23 Oct Payment received {reference} 2,731,000 400,000 400,000" in text
    assert "23 Oct Invoice settled app-1 RCP-2026-000001 2,331,000 0 400,000" in text
    assert "24 Oct Refund ordered =cmd|' /C calc'!A0 100,000 −100,000 300,000" in text
    assert "As of 25 Oct 2026, 00:00 . A statement is a report" in text


def test_a_range_begins_with_the_balance_before_it(member):
    url = reverse("dashboard-statement")
    text = text_of(member.get(f"{url}?since=2026-10-24&until=2026-10-25"))
    assert "Balance at the beginning IDR 400,000 Balance at the end IDR 300,000" in text
    assert "Payment received" not in text
    text = text_of(member.get(f"{url}?since=2026-10-01&until=2026-10-22"))
    assert "Balance at the beginning IDR 0 Balance at the end IDR 0" in text
    assert "Invoice issued" in text
    assert "Payment received" not in text
    text = text_of(member.get(f"{url}?since=2026-10-25&until=2026-10-25"))
    assert "Balance at the beginning IDR 300,000 Balance at the end IDR 300,000" in text
    assert "Nothing was recorded in these days" in text


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("?since=2026-10-25&until=2026-10-24", "Choose a day on or after the first one."),
        ("?since=2025-10-01&until=2026-10-24", "Choose a range of at most a year."),
        ("?since=yesterday&until=2026-10-24", "Enter a valid date."),
    ],
)
@pytest.mark.parametrize("form", ["", "-pdf", "-csv"])
def test_a_range_that_cannot_be_shown_is_refused_beside_the_field(member, asked, why, form):
    answer = member.get(reverse(f"dashboard-statement{form}") + asked)
    assert answer.status_code == 422
    assert why in text_of(answer)


def test_page_pdf_and_csv_say_the_same(member):
    page = text_of(member.get(reverse("dashboard-statement") + RANGE))
    pdf = member.get(reverse("dashboard-statement-pdf") + RANGE)
    assert pdf["Content-Disposition"] == (
        'inline; filename="statement-ACC-1-2026-10-21-2026-10-24.pdf"'
    )
    on_paper = " ".join(papers.text_of(pdf.content).split())
    assert " Statement of account ACC-1 21 Oct – 24 Oct 2026 To PT ACC-1 " in on_paper
    assert " Balance at the end IDR 300,000 Balance at the beginning IDR 0 " in on_paper
    table = list(csv.reader(io.StringIO(saved(member))))[1:]
    assert [(row[0], row[2], row[6], row[7], row[8]) for row in table] == [
        ("2026-10-23", "Payment received", "2731000", "400000", "400000"),
        ("2026-10-23", "Invoice settled", "2331000", "0", "400000"),
        ("2026-10-24", "Refund ordered", "100000", "-100000", "300000"),
    ]
    for row in table:
        figures = [f"{int(cell):,}".replace("-", "−") for cell in row[6:9]]
        assert " ".join(figures) in page
        assert " ".join(figures) in on_paper


def saved(member) -> str:
    answer = member.get(reverse("dashboard-statement-csv") + RANGE)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == (
        'attachment; filename="statement-ACC-1-2026-10-21-2026-10-24.csv"'
    )
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_t118_no_cell_of_the_csv_is_a_formula(member):
    cells = [cell for row in csv.reader(io.StringIO(saved(member))) for cell in row]
    assert "'=cmd|' /C calc'!A0" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "@"))] == []


def test_open_invoices_stand_below(selling):
    selling.shop.choose()
    member = selling.member()
    text = shown(member, "dashboard-statement")
    assert "Open invoices Number App Due To pay INV-2026-000001 app-1 3 Nov, in 9 days" in text
    on_paper = member.get(reverse("dashboard-statement-pdf")).content
    assert "INV-2026-000001 · 3 Nov 2026" in papers.text_of(on_paper)


def test_what_is_more_than_fits_is_said(member, monkeypatch):
    monkeypatch.setattr(statement.read, "__kwdefaults__", {"most": 2})
    assert "There are more entries than fit here" in shown(member, "dashboard-statement")


def test_a_statement_is_kept_nowhere(member):
    member.get(reverse("dashboard-statement-pdf"))
    assert rows("SELECT count(*) FROM store_keptdocument")[0][0] == 0


def test_another_accounts_entries_are_not_on_it(member, selling):
    selling.shop.account("ACC-2")
    run(MOVED)
    text = shown(member, "dashboard-statement")
    assert "Balance at the beginning IDR 0 Balance at the end IDR 0" in text
    assert "Nothing was recorded in these days" in text
