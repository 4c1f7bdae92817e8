"""A vendor's customers: every mistake is named where it stands, with what would be right."""

import string
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prabayar.adapters.intake.customers_row import COLUMNS
from prabayar.adapters.intake.problems import LONGEST_VALUE
from prabayar.domain.catalog import Interval
from prabayar.domain.payment import PaymentMethod
from tests.adapters.intake_files import GOOD, PROMO, TRIAL, csv_of, read, sample, wrong


def one(**changes: str) -> list[tuple[str, str]]:
    """(column, what would be right) of the problems of a file with one row."""
    file = read(csv_of(changes))
    assert {line for line, _, _ in wrong(file)} <= {2}
    assert len(file.rows) == (0 if file.problems else 1)
    return [(column, wanted) for _, column, wanted in wrong(file)]


def test_the_sample_is_read_as_a_whole():
    file = read(sample("customers.csv"))
    assert (file.problems, file.read, len(file.rows), file.whole) == ((), 64, 64, True)
    first = file.rows[0]
    assert (first.line, first.app_id, first.enrolled_on) == (
        2,
        "ptnusantaradig-00",
        date(2025, 1, 31),
    )
    assert first.payment_method is PaymentMethod.CARD
    assert first.app_created_at == datetime(2025, 1, 5, 3, tzinfo=UTC)
    assert dict(first.kept) == {"unpaid_older_months": "0", "last_postpaid_amount": "149"}
    promoted = file.rows[2]
    assert (promoted.promotion_percent, promoted.promotion_until_on) == (2500, date(2027, 4, 23))
    custom = next(row for row in file.rows if row.custom_price_minor is not None)
    assert (custom.app_id, custom.custom_price_minor) == ("ptmelatipangan-06", 3_900_000)
    assert [row.interval for row in file.rows].count(Interval.YEAR) == 2
    assert [row.enrolled_on for row in file.rows].count(None) == 11
    assert 'O\'Brien Market "Fresh"' in {row.account for row in file.rows}


def test_each_of_the_six_mistakes_is_named_and_nothing_else():
    file = read(sample("customers-with-mistakes.csv"))
    assert [(p.line, p.column, p.value, p.wanted) for p in file.problems] == [
        (5, "enrolment_date", "2025-02-30", "a date that exists: 2025-02 has 28 days"),
        (6, "time_zone", "Asia/Batavia2", "an IANA time zone, like Asia/Jakarta"),
        (7, "app_id", "ptnusantaradig-00", "an App ID of its own: line 2 has the same"),
        (8, "promotion_percent", "120", "a percentage above 0 and at most 100, like 25 or 12.5"),
        (9, "account", "", "the account's name: it may not be empty"),
        (10, "currency", "XYZ", "a currency of the catalogue: IDR or USD"),
    ]
    assert [row.line for row in file.rows] == [2, 3, 4]
    assert file.whole


A_DATE = "a date as year-month-day, like 2026-01-31"
AN_INSTANT = "an instant with its offset, like 2026-01-31T10:00:00+07:00"
PERCENT = "a percentage above 0 and at most 100, like 25 or 12.5"
GROUPED = "an amount of IDR as digits without grouping"
CELLS = [
    ("account", "", "the account's name: it may not be empty"),
    ("account", "x" * 201, "at most 200 characters; there are 201"),
    ("account", "PT\nDua", "the account's name, on one line and without control characters"),
    ("account_code", "ACC 1", "a code of letters, digits, dots and hyphens, like ACC-1001"),
    ("account_code", "", "a code of letters, digits, dots and hyphens, like ACC-1001"),
    ("billing_email", "nobody", "one e-mail address, like billing@company.example"),
    (
        "billing_email",
        "a@b.example, c@d.example",
        "one e-mail address, like billing@company.example",
    ),
    ("country", "id", "a country as two capital letters (ISO 3166), like ID"),
    ("country", "IDN", "a country as two capital letters (ISO 3166), like ID"),
    ("time_zone", "Asia/Jakata", "an IANA time zone, like Asia/Jakarta; Asia/Jakarta?"),
    ("time_zone", "Asia", "an IANA time zone, like Asia/Jakarta"),
    ("time_zone", "../../etc/passwd", "an IANA time zone, like Asia/Jakarta"),
    ("locale", "fr", "en or id"),
    ("currency", "idr", "a currency of the catalogue: IDR or USD"),
    ("app_name", "", "the app's name: it may not be empty"),
    ("app_id", "has space", "an App ID of letters, digits, dots, colons and hyphens, at most 100"),
    ("app_created_at", "2025-01-05T03:00:00", AN_INSTANT),
    ("app_created_at", "2025-01-05", AN_INSTANT),
    ("app_created_at", "2025-02-30T03:00:00Z", "a date that exists: 2025-02 has 28 days"),
    (
        "app_created_at",
        "2025-01-05T25:00:00Z",
        "a time of day that exists, and an offset within 24 hours",
    ),
    (
        "app_created_at",
        "2025-01-05T03:00:00+25:00",
        "a time of day that exists, and an offset within 24 hours",
    ),
    (
        "app_created_at",
        "2026-10-10T00:00:01+07:00",
        "an instant that is not after now, 2026-10-09T17:00:00+00:00",
    ),
    ("status", "gold", "pro, promo or trial"),
    ("plan", "gold", "enterprise, growth, pro or starter"),
    ("plan", "Growth", "enterprise, growth, pro or starter; growth?"),
    ("interval", "week", "month or year"),
    ("enrolment_date", "", A_DATE),
    ("enrolment_date", "31/01/2025", A_DATE),
    ("enrolment_date", "20250131", A_DATE),
    ("enrolment_date", "2025-13-01", "a date that exists: a year has 12 months, not 13"),
    ("enrolment_date", "2025-01-00", "a date that exists: 2025-01 has 31 days"),
    ("enrolment_date", "0201-01-31", "a date of the years 1970 to 2999"),
    (
        "enrolment_date",
        "2026-10-11",
        "a date that is not after today, 2026-10-10; or load the row on that day",
    ),
    ("payment_method", "cash", "bank_transfer or card"),
    ("custom_price", "2.100.000", f"{GROUPED}: 2100000?"),
    ("custom_price", "690.000", f"{GROUPED}: 690000?"),
    ("custom_price", "2,100,000", f"{GROUPED}: 2100000?"),
    ("custom_price", "2 100 000", f"{GROUPED}: 2100000?"),
    ("custom_price", "2.100.000,00", f"{GROUPED}: 2100000?"),
    ("custom_price", "0.5", f"{GROUPED}: 0?"),
    ("custom_price", "much", f"{GROUPED}, like 2100000"),
    ("custom_price", "9" * 15 + "9", "an amount of IDR that somebody could pay"),
    ("custom_price", "-5", "an amount of IDR from 0 up"),
    ("custom_price", "0", "an amount above 0; nothing if the plan's own price holds"),
    ("unpaid_older_months", "1.5", "a whole number from 0, like 2"),
    ("last_postpaid_amount", "1e6", f"{GROUPED}, like 2100000"),
    ("withholds_tax", "maybe", "yes or no"),
    ("note", "a\x00b", "a text without control characters"),
    ("note", "x" * 2_001, "at most 2000 characters; there are 2001"),
    (
        "promotion_percent",
        "25",
        "nothing, or the status promo: a row of status pro has no promotion",
    ),
    (
        "promotion_until",
        "2027-01-01",
        "nothing, or the status promo: a row of status pro has no promotion",
    ),
    ("promotion_percent", "0", PERCENT),
    ("promotion_until", "soon", A_DATE),
]


@pytest.mark.parametrize(
    ("column", "value", "wanted"), CELLS, ids=lambda text: text[:30] or "empty"
)
def test_a_cell_that_is_wrong_is_named_with_what_would_be_right(column, value, wanted):
    assert one(**{column: value}) == [(column, wanted)]


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("1,490.00", "1490.00"),
        ("1.490,00", "1490.00"),
        ("1.490,5", "1490.50"),
        ("1.490", "1490"),
        ("1'490", "1490"),
    ],
)
def test_a_grouped_amount_is_refused_with_the_number_that_is_meant(value, wanted):
    wanted = f"an amount of USD as digits without grouping: {wanted}?"
    assert one(currency="USD", custom_price=value) == [("custom_price", wanted)]


@pytest.mark.parametrize("value", ["25", "12.5", "0.01", "100", "100.00"])
def test_a_promotion_is_a_percentage_and_a_first_day_without_it(value):
    assert one(**PROMO, note="x") == []
    [row] = read(csv_of({**PROMO, "promotion_percent": value})).rows
    assert row.promotion_percent == round(float(value) * 100)
    assert row.promotion_until_on == date(2027, 1, 1)


def test_a_promotion_needs_both_and_ends_after_today():
    assert one(status="promo") == [("promotion_percent", PERCENT), ("promotion_until", A_DATE)]
    ends_today = "a first day without discount after today, 2026-10-10; or the status pro"
    assert one(**{**PROMO, "promotion_until": "2026-10-10"}) == [("promotion_until", ends_today)]
    assert one(**{**PROMO, "promotion_until": "2026-10-11"}) == []
    forever = {**PROMO, "promotion_until": "9999-12-31"}
    assert one(**forever) == [("promotion_until", "a date of the years 1970 to 2999")]


def test_today_is_the_day_of_the_accounts_zone():
    assert one(enrolment_date="2026-10-10") == []
    [(column, wanted)] = one(enrolment_date="2026-10-10", time_zone="America/Los_Angeles")
    assert (column, wanted[:48]) == (
        "enrolment_date",
        "a date that is not after today, 2026-10-09; or l",
    )


def test_a_trial_has_no_enrolment_no_promotion_and_no_price_of_its_own():
    assert one(**TRIAL) == []
    has_none = "nothing, or another status: a trial has none"
    assert one(
        **{**TRIAL, "enrolment_date": "2025-01-31", "promotion_percent": "5"},
        promotion_until="2027-01-01",
        custom_price="5",
    ) == [
        ("enrolment_date", "nothing, or the status pro or promo: a trial is not paid"),
        ("promotion_percent", has_none),
        ("promotion_until", has_none),
        ("custom_price", has_none),
    ]


def test_an_amount_that_nobody_could_pay_is_refused():
    wanted = "an amount of USD that somebody could pay"
    assert one(currency="USD", last_postpaid_amount="9" * 14) == [("last_postpaid_amount", wanted)]


def test_a_price_must_be_sold_or_be_the_customers_own():
    sold = "a plan that the catalogue sells per month in EUR, or a custom_price"
    assert one(currency="EUR") == [("plan", sold)]
    assert one(currency="EUR", custom_price="99.00") == []


def test_all_mistakes_of_a_row_are_named_in_the_order_of_the_columns():
    found = one(account="", country="x", plan="?", interval="?", note="\x01", status="?")
    assert [column for column, _ in found] == [
        "account",
        "country",
        "status",
        "plan",
        "interval",
        "note",
    ]


def test_what_is_not_used_yet_is_kept_as_it_stands():
    [row] = read(csv_of({"note": "in dispute\nsince May", "withholds_tax": "yes"})).rows
    assert dict(row.kept) == {"withholds_tax": "yes", "note": "in dispute\nsince May"}


def test_lines_are_those_of_the_file_also_after_quoted_line_ends_and_empty_lines():
    good = csv_of({"note": "two\nlines"}).decode()
    broken = csv_of({"country": "x", "app_id": "satu-9"}).decode().splitlines()[1]
    file = read(f"{good}\n,,,\n{broken}\n".encode())
    assert [(line, column) for line, column, _ in wrong(file)] == [(6, "country")]
    assert (file.read, len(file.rows)) == (2, 1)
    windows = csv_of({"note": "two\r\nlines"}, {"country": "x"}, end="\r\n")
    assert [(line, column) for line, column, _ in wrong(read(windows))] == [(4, "country")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_separators_and_byte_order_marks_of_spreadsheets_are_understood(separator, mark):
    file = read(mark + csv_of({"note": "a, b; c"}, separator=separator, end="\r\n"))
    assert (file.problems, len(file.rows)) == ((), 1)
    assert file.rows[0].kept["note"] == "a, b; c"


def test_names_of_columns_may_be_quoted_capitals_and_followed_by_empty_ones():
    lines = csv_of({}).decode().splitlines()
    header = ",".join(f'"{name.title()}"' for name in GOOD)
    file = read(f"{header},,\n{lines[1]},,\n".encode())
    assert (file.problems, len(file.rows)) == ((), 1)


@pytest.mark.parametrize(
    ("raw", "line", "value"),
    [
        (
            csv_of({"account": "São Bento"}).decode().encode("cp1252"),
            2,
            "byte E3 (“ã” in Windows-1252)",
        ),
        (csv_of({}, {}) + b"\x81", 4, "byte 81"),
        ("account".encode("utf-16"), 1, "UTF-16"),
    ],
)
def test_another_encoding_is_refused_with_the_place(raw, line, value):
    file = read(raw)
    wanted = "UTF-8: save the file in that encoding (in a spreadsheet: “CSV UTF-8”)"
    [found] = file.problems
    assert (found.line, found.column, found.value, found.wanted) == (line, "", value, wanted)
    assert not file.whole


def test_a_file_that_is_too_large_is_refused():
    assert wrong(read(csv_of({}), largest=10)) == [(1, "", "at most 10 bytes: split the file")]


def header(*names: str) -> bytes:
    return f"{','.join(names)}\n".encode()


def test_columns_that_are_missing_unknown_or_double_are_named():
    names = [name for name in GOOD if name != "plan"]
    file = read(header(*names, "plam", "colour", "note"))
    assert wrong(file) == [
        (1, "plam", "plan?"),
        (1, "colour", "no such column: take it out of the file"),
        (1, "note", "each column once"),
        (1, "plan", "this column, which is missing"),
    ]
    assert not file.whole


def test_a_table_with_a_wrong_column_is_never_half_used():
    """A misspelt column would be left out without a word: `--skip-bad` must not do that."""
    raw = csv_of({}).replace(b"custom_price", b"custom_prise")
    file = read(raw)
    assert wrong(file) == [(1, "custom_prise", "custom_price?")]
    assert (len(file.rows), file.whole) == (1, False)


def test_optional_columns_may_be_left_out():
    cells = {k: v for k, v in GOOD.items() if k not in ("note", "custom_price", "withholds_tax")}
    file = read(header(*cells) + f"{','.join(cells.values())}\n".encode())
    assert (file.problems, len(file.rows)) == ((), 1)


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"a,b\n1,2\n", b"{}"])
def test_a_file_without_names_of_columns_is_refused(raw):
    [found] = read(raw).problems
    assert found.wanted == "a first line with the names of the columns: " + ", ".join(COLUMNS)


def test_a_row_with_too_many_or_too_few_cells_is_named():
    good = csv_of({}).decode()
    file = read(f"{good}a,b\n{good.splitlines()[1]},surplus\n".encode())
    want = "22 cells, as many as the first line has"
    assert wrong(file) == [(3, "", want), (4, "", want)]
    assert [p.value for p in file.problems] == ["2 cells", "23 cells"]


def test_a_quote_that_is_never_closed_ends_the_reading_and_nothing_may_be_skipped():
    raw = csv_of({}, {"country": "x"}) + b'"PT Tiga,ACC-3\nmore,rows\n'
    file = read(raw)
    assert [(line, column) for line, column, _ in wrong(file)] == [(3, "country"), (4, "")]
    assert (len(file.rows), file.whole) == (1, False)


def test_a_cell_that_is_far_too_long_ends_the_reading():
    file = read(csv_of({"note": "x" * 200_000}))
    assert wrong(file) == [(2, "", "cells of at most 131072 characters")]
    assert not file.whole


def test_a_repeated_app_names_its_first_line_also_if_that_is_bad():
    file = read(csv_of({"app_id": "x", "country": "?"}, {"app_id": "x"}, {"app_id": "x"}))
    assert [(line, column) for line, column, _ in wrong(file)] == [
        (2, "country"),
        (3, "app_id"),
        (4, "app_id"),
    ]
    assert file.problems[2].wanted == "an App ID of its own: line 2 has the same"


def test_rows_of_one_account_say_the_same_of_it():
    file = read(csv_of({}, {"account": "PT Dua", "currency": "USD"}, {"account_code": "ACC-2"}))
    assert wrong(file) == [
        (3, "account", "“PT Satu”, as line 2 says of ACC-1"),
        (3, "currency", "“IDR”, as line 2 says of ACC-1"),
    ]
    assert [row.line for row in file.rows] == [2, 4]


def test_a_long_value_is_shown_on_one_line():
    [found] = read(csv_of({"app_id": "x\n" * 90})).problems
    assert len(found.value) == LONGEST_VALUE
    assert found.value.isprintable()


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_problems(raw):
    file = read(raw)
    assert file.rows or file.problems


# The writer of these files leaves a lone carriage return unquoted, which ends a line.
ANY_TEXT = st.text(st.characters(exclude_characters="\r", codec="utf-8"), max_size=40)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(list(GOOD)), ANY_TEXT), min_size=1, max_size=6))
def test_any_cells_are_a_row_or_problems_of_that_line(changes):
    file = read(csv_of({}, dict(changes)))
    assert len(file.rows) + bool(file.problems) >= 1
    assert {one.line for one in file.problems} <= {1, 2, 3}
    for found in file.problems:
        assert found.wanted
        assert found.value.isprintable()


@given(st.text(alphabet=string.digits + ".,' -", max_size=20))
def test_an_amount_is_read_exactly_or_refused(text):
    file = read(csv_of({"last_postpaid_amount": text, "currency": "USD"}))
    if not file.problems and text.strip():
        whole, _, cents = text.strip().partition(".")
        assert whole.isdecimal()
        assert len(cents) <= 2
