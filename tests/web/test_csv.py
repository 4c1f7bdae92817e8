"""Tables as CSV: what a spreadsheet reads is what was meant, and never a formula."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from prabayar.domain.money import Money
from prabayar.entrypoints.web.csv import csv_response, file_name, shown


def sent(response):
    return b"".join(response.streaming_content)


def read(response):
    return list(csv.reader(io.StringIO(sent(response).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+62 21", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A1"],
)
def test_no_text_is_a_formula(text):
    assert shown(text) == f"'{text}"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("PT Samudra", "PT Samudra"),
        ("a=b", "a=b"),
        ("", ""),
        (None, ""),
        (-3, "-3"),
        (Money(-150, "USD"), "-1.50"),
        (Money(2_324_430, "IDR"), "2324430"),
        (date(2026, 10, 17), "2026-10-17"),
        (datetime(2026, 10, 17, 3, 4, 5, tzinfo=UTC), "2026-10-17T03:04:05+00:00"),
    ],
)
def test_amounts_and_dates_can_be_counted_with(cell, text):
    assert shown(cell) == text


def test_what_is_read_is_what_was_written():
    rows = [('say "hi"', "a,b", "two\nlines", 7), ("ไทย", "", "‏عربي", None)]
    head = ("=head", "b", "c", "d")
    assert read(csv_response("table", head, rows)) == [
        ["'=head", "b", "c", "d"],
        ['say "hi"', "a,b", "two\nlines", "7"],
        ["ไทย", "", "‏عربي", ""],
    ]


def test_excel_is_told_that_it_is_utf_8():
    whole = sent(csv_response("table", ("a",), []))
    assert whole == b"\xef\xbb\xbfa\r\n"


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1_250])
def test_every_row_is_sent_once(count):
    found = read(csv_response("table", ("no",), ((no,) for no in range(count))))
    assert found == [["no"], *([str(no)] for no in range(count))]


def test_rows_are_taken_as_they_are_sent():
    taken = []

    def rows():
        for no in range(2_000):
            taken.append(no)
            yield (no,)

    stream = iter(csv_response("table", ("no",), rows()).streaming_content)
    next(stream)
    assert len(taken) == 500


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("invoices ACC-1 2026-10-17", "invoices-ACC-1-2026-10-17.csv"),
        ('x"; filename=../../etc/passwd\r\nX: y', "x-filename-etc-passwd-X-y.csv"),
        ("請求書", "table.csv"),
        ("a" * 300, "a" * 80 + ".csv"),
    ],
)
def test_a_file_name_holds_nothing_that_means_something(name, file):
    assert file_name(name) == file
    header = csv_response(name, ("a",), [])["Content-Disposition"]
    assert header == f'attachment; filename="{file}"'


def test_no_copy_is_kept_on_the_way():
    response = csv_response("table", ("a",), [])
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Type"] == "text/csv; charset=utf-8"
