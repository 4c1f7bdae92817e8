"""Any CSV by its mapping: number and date formats, signs, rows, order, and what stops it."""

from dataclasses import replace
from datetime import date

import pytest

from prabayar.adapters.bank_files.mapping import ColumnMapping, RowTest, Signs, WrongMapping
from prabayar.adapters.bank_files.problems import UnreadableFile
from prabayar.adapters.bank_files.registry import format_of, read_file

PLAIN = ColumnMapping(
    account="1234567890", currency="USD", booked_on=0, amount=2, text=(1,), skip_rows=0
)


def only(text, mapping, *, encoding="utf-8"):
    (statement,) = read_file(text.encode(encoding), mapping=mapping)
    return statement


def minors(text, **fields):
    return [line.minor for line in only(text, replace(PLAIN, **fields)).lines]


def refusal(text, **fields):
    with pytest.raises(UnreadableFile) as caught:
        only(text, replace(PLAIN, **fields))
    return caught.value.problem


NUMBERS = [
    ("1.234.567,00", ",", ".", "IDR", 1_234_567),
    ("1,234,567.00", ".", ",", "IDR", 1_234_567),
    ("1234567", ".", "", "IDR", 1_234_567),
    ("690.000", ",", ".", "IDR", 690_000),
    ("Rp 690.000", ",", ".", "IDR", 690_000),
    ("Rp. 690.000,00", ",", ".", "IDR", 690_000),
    ("IDR 690.000", ",", ".", "IDR", 690_000),
    ("12,34,567.50", ".", ",", "INR", 123_456_750),
    ("1'234.50", ".", "'", "CHF", 123_450),
    ("1\N{RIGHT SINGLE QUOTATION MARK}234.50", ".", "'", "CHF", 123_450),
    ("1 234,50", ",", " ", "EUR", 123_450),
    ("1\N{NARROW NO-BREAK SPACE}234,50 €", ",", " ", "EUR", 123_450),
    ("1\N{NO-BREAK SPACE}234,5", ",", " ", "EUR", 123_450),
    ("-12.50", ".", ",", "USD", -1_250),
    ("12.50-", ".", ",", "USD", -1_250),
    ("(12.50)", ".", ",", "USD", -1_250),
    ("\N{MINUS SIGN}12.50", ".", ",", "USD", -1_250),
    ("+$12.50", ".", ",", "USD", 1_250),
    ("-$12.50", ".", ",", "USD", -1_250),
    ("'12.50", ".", ",", "USD", 1_250),
    ("1.234", ".", ",", "KWD", 1_234),
]


@pytest.mark.parametrize(("text", "decimal", "grouping", "currency", "minor"), NUMBERS)
def test_t64_numbers_are_read_as_they_are_declared(text, decimal, grouping, currency, minor):
    row = f"2026-10-01|x|{text}\n"
    fields = {"decimal": decimal, "grouping": grouping, "currency": currency, "separator": "|"}
    assert minors(row, **fields) == [minor]


@pytest.mark.parametrize(
    ("text", "decimal", "grouping", "currency"),
    [
        ("1.234.567,00", ".", ",", "IDR"),
        ("1,234,567.00", ",", ".", "IDR"),
        ("690.000", ".", ",", "IDR"),
        ("690,000", ",", ".", "IDR"),
        ("690.50", ".", ",", "IDR"),
        ("1,23,4", ".", ",", "USD"),
        ("1,234", ",", ".", "USD"),
        ("12.345", ".", "", "USD"),
        ("1234,567.00", ".", ",", "USD"),
        ("1.5.0", ".", "", "USD"),
        ("12 USD 3", ".", "", "USD"),
        ("EUR 12.50", ".", "", "USD"),
        ("--5.00", ".", "", "USD"),
        ("1e5", ".", "", "USD"),
        ("٣٤", ".", "", "USD"),
        ("", ".", "", "USD"),
        ("free", ".", "", "USD"),
        ("9999999999999999.00", ".", "", "USD"),
    ],
)
def test_t64_a_number_that_does_not_fit_stops_the_file(text, decimal, grouping, currency):
    rows = f"2026-10-01|x|1\n2026-10-01|x|{text}\n"
    fields = {"decimal": decimal, "grouping": grouping, "currency": currency, "separator": "|"}
    problem = refusal(rows, **fields)
    assert (problem.line, problem.column) == (2, "amount (column 3)")
    assert problem.value == text


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("03/10/2026", "DD/MM/YYYY"),
        ("3/10/2026", "DD/MM/YYYY"),
        ("10/03/2026", "MM/DD/YYYY"),
        ("2026-10-03", "YYYY-MM-DD"),
        ("20261003", "YYYYMMDD"),
        ("03.10.26", "DD.MM.YY"),
        ("03 Oct 2026", "DD Mon YYYY"),
        ("03 Okt 2026", "DD Mon YYYY"),
        ("3 Oktober 2026", "DD Mon YYYY"),
        ("03-OCT-26", "DD-Mon-YY"),
        ("Oct 03, 2026", "Mon DD, YYYY"),
        ("03/10/2026 23:59:01", "DD/MM/YYYY"),
        ("2026-10-03T23:59:01.5+07:00", "YYYY-MM-DD"),
        ("'03/10/2026", "DD/MM/YYYY"),
        ('="03/10/2026"', "DD/MM/YYYY"),
    ],
)
def test_t64_dates_are_read_as_they_are_declared(text, form):
    statement = only(f"{text};x;1.00\n", replace(PLAIN, separator=";", date_format=form))
    assert statement.lines[0].booked_on == date(2026, 10, 3)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("10/13/2026", "DD/MM/YYYY"),
        ("31/02/2026", "DD/MM/YYYY"),
        ("03.10.2026", "DD/MM/YYYY"),
        ("1/1/0001", "DD/MM/YYYY"),
        ("03 Foo 2026", "DD Mon YYYY"),
        ("2026103", "YYYYMMDD"),
        ("٠٣/10/2026", "DD/MM/YYYY"),
        ("", "DD/MM/YYYY"),
    ],
)
def test_t64_a_date_that_does_not_fit_stops_the_file(text, form):
    problem = refusal(f"{text};x;1.00\n", separator=";", date_format=form)
    assert (problem.line, problem.column) == (1, "booking date (column 1)")


def test_money_in_and_out_may_have_a_column_each():
    rows = "2026-10-01,a,1.00,\n2026-10-01,b,,2.00\n2026-10-01,c,0.00,3.00\n"
    assert minors(rows, signs=Signs.TWO, debit=3) == [100, -200, -300]
    assert minors(rows.replace(",2", ",-2").replace(",3", ",-3"), signs=Signs.TWO, debit=3,
                  debit_negative=True) == [100, -200, -300]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "column"),
    [("1.00,2.00", "amount"), (",", "money out"), (",-2.00", "money out"), ("x,", "amount")],
)
def test_money_in_and_out_that_contradict_each_other_stop_the_file(cells, column):
    problem = refusal(f"2026-10-01,a,{cells}\n", signs=Signs.TWO, debit=3)
    assert problem.column.startswith(column)


def test_a_word_may_say_the_direction_in_a_column_of_its_own():
    rows = "2026-10-01,a,1.00,Credit\n2026-10-01,b,2.00,DEBIT\n"
    assert minors(rows, signs=Signs.COLUMN, sign=3) == [100, -200]
    problem = refusal(rows.replace("DEBIT", "S"), signs=Signs.COLUMN, sign=3)
    assert (problem.column, problem.value) == ("debit or credit (column 4)", "S")
    own = {"debit_words": ("S",), "credit_words": ("Credit", "H")}
    assert minors(rows.replace("DEBIT", "S"), signs=Signs.COLUMN, sign=3, **own) == [100, -200]


def test_a_word_may_stand_behind_or_before_the_amount():
    rows = "2026-10-01,a,1.00 CR\n2026-10-01,b,2.00DB\n2026-10-01,c,DR 3.00\n"
    assert minors(rows, signs=Signs.MARKED) == [100, -200, -300]
    assert refusal("2026-10-01,a,1.00\n", signs=Signs.MARKED).value == "1.00"
    assert refusal("2026-10-01,a,1.00 ZZ\n", signs=Signs.MARKED).value == "1.00 ZZ"
    assert refusal("2026-10-01,a,-1.00 CR\n", signs=Signs.MARKED).value == "-1.00 CR"
    balances = "2026-10-01,a,1.00 CR,5.00 DB\n2026-10-01,b,2.00 CR,3.00 DB\n"
    statement = only(balances, replace(PLAIN, signs=Signs.MARKED, balance=3))
    assert (statement.opening_minor, statement.closing_minor) == (-600, -300)


def test_rows_are_passed_over_as_the_mapping_says():
    rows = (
        "Bank of Somewhere,,\n\ndate,text,amount\n2026-10-01,a,1.00\n,carried over,1.00\n"
        "2026-10-02,SALDO AWAL,9.00\n,,\nPEND,card,5.00\n2026-10-02,b,2.00\nTotal,,3.00\nx,y,z\n"
    )
    mapping = replace(
        PLAIN,
        skip_rows=3,
        skip_undated=True,
        skip=(RowTest(1, "saldo"),),
        pending=(RowTest(0, "PEND"),),
        stop=(RowTest(0, "total"),),
    )
    statement = only(rows, mapping)
    assert [(line.minor, line.place) for line in statement.lines] == [(100, 4), (200, 9)]
    assert [(line.minor, line.booked_on) for line in statement.pending] == [
        (500, date(2026, 10, 2))
    ]


def test_a_pending_row_without_a_date_needs_a_booked_one():
    assert refusal("PEND,card,5.00\n", pending=(RowTest(0, "PEND"),)).value == "PEND"
    only("2026-10-01,a,1.00\nPEND,b,2.00\n", replace(PLAIN, pending=(RowTest(0, "PEND"),)))
    assert refusal(
        "2026-10-01,a,1.00\nPEND,b,two\n", pending=(RowTest(0, "PEND"),)
    ).column.startswith("amount")


def test_a_file_with_the_newest_line_first_is_put_in_order_by_its_dates():
    rows = "2026-10-03,c,3.00\n2026-10-02,b,2.00\n2026-10-02,b2,2.00\n2026-10-01,a,1.00\n"
    statement = only(rows, PLAIN)
    assert [line.text for line in statement.lines] == ["a", "b2", "b", "c"]
    assert [line.place for line in statement.lines] == [4, 3, 2, 1]
    assert (statement.from_on, statement.to_on) == (date(2026, 10, 1), date(2026, 10, 3))
    assert (statement.opening_minor, statement.closing_minor) == (None, None)


def test_running_balances_put_lines_in_order_and_are_the_opening_and_closing():
    rows = "2026-10-01,c,3.00,16.00\n2026-10-01,b,2.00,13.00\n2026-10-01,a,1.00,11.00\n"
    statement = only(rows, replace(PLAIN, balance=3))
    assert [line.text for line in statement.lines] == ["a", "b", "c"]
    assert (statement.opening_minor, statement.closing_minor) == (1_000, 1_600)


def test_where_balances_fit_both_ways_the_dates_decide():
    rows = "2026-10-02,b,-5.00,10.00\n2026-10-01,a,5.00,15.00\n"
    statement = only(rows, replace(PLAIN, balance=3))
    assert [line.text for line in statement.lines] == ["a", "b"]


def test_a_balance_may_stand_at_the_last_line_of_a_day_only():
    rows = "2026-10-01,a,1.00,\n2026-10-01,b,2.00,13.00\n2026-10-02,c,3.00,16.00\n"
    statement = only(rows, replace(PLAIN, balance=3))
    assert (statement.opening_minor, statement.closing_minor) == (1_000, 1_600)
    assert [line.balance_minor for line in statement.lines] == [None, 1_300, 1_600]


def test_t63_a_running_balance_that_does_not_follow_stops_the_file():
    rows = "2026-10-01,a,1.00,11.00\n2026-10-01,b,2.00,13.00\n2026-10-02,c,3.00,17.00\n"
    problem = refusal(rows, balance=3)
    assert (problem.line, problem.column, problem.value) == (3, "balance", "USD 17.00")
    assert problem.wanted.startswith("USD 16.00")


def test_several_columns_make_the_text_and_others_their_fields():
    mapping = replace(
        PLAIN,
        text=(1, 3),
        payer_name=4,
        payer_account=5,
        bank_id=6,
        end_to_end=7,
        value_on=8,
    )
    row = "2026-10-01,one,1.00, two  three,PT Maju,DE02 1203,B-1,NOTPROVIDED,2026-10-02\n"
    (line,) = only(row, mapping).lines
    assert line.text == "one two three"
    assert (line.payer_name, line.payer_account) == ("PT Maju", "DE021203")
    assert (line.bank_id, line.end_to_end, line.value_on) == ("B-1", "", date(2026, 10, 2))


def test_a_file_of_another_account_or_currency_is_not_read():
    row = "2026-10-01,a,1.00,987-654,EUR\n"
    assert refusal(row, own_account=3).column == "account (column 4)"
    problem = refusal(row, own_currency=4)
    assert (problem.column, problem.value) == ("currency (column 5)", "EUR")
    same = "2026-10-01,a,1.00,123 456 7890,usd\n2026-10-01,a,1.00,,\n"
    assert len(only(same, replace(PLAIN, own_account=3, own_currency=4)).lines) == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "utf-8"])
def test_t64_encodings(encoding):
    mapping = replace(PLAIN, encoding=encoding.removesuffix("-sig"), separator=";")
    assert only("2026-10-01;Müller;1.00\n", mapping, encoding=encoding).lines[0].text == "Müller"


def test_t64_a_byte_that_is_no_character_stops_the_file_with_its_line():
    with pytest.raises(UnreadableFile) as caught:
        read_file("2026-10-01,a,1.00\n2026-10-01,é,1.00\n".encode("cp1252"), mapping=PLAIN)
    problem = caught.value.problem
    assert (problem.line, problem.value) == (2, "byte E9")


@pytest.mark.parametrize(
    "text",
    [
        '2026-10-01,"a,1.00\n',
        '2026-10-01,"a"b,1.00\n',
        "2026-10-01,a\0,1.00\n",
        f"a,{'x' * 30_000}",
    ],
)
def test_a_file_that_is_no_csv_is_refused(text):
    assert refusal(text).line == 1


def test_a_row_that_is_too_short_is_refused():
    assert refusal("2026-10-01,a\n").column == "amount (column 3)"


def test_a_format_that_is_known_is_read_without_the_mapping():
    data = b":20:X\n:25:1\n:60F:C261031EUR1,00\n:62F:C261031EUR1,00\n-\n"
    assert format_of(data) == "mt940"
    assert read_file(data, mapping=PLAIN)[0].format == "mt940"
    assert format_of(b"2026-10-01,a,1.00\n") is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("account", " "),
        ("currency", "PLN"),
        ("separator", "x"),
        ("encoding", "zip"),
        ("encoding", "\0"),
        ("date_format", "DD/MM"),
        ("decimal", "'"),
        ("grouping", "."),
        ("grouping", "x"),
        ("skip_rows", -1),
        ("amount", 10_000),
        ("balance", -1),
        ("text", (-1,)),
        ("debit", 2),
        ("sign", None),
        ("skip", (RowTest(0, ""),)),
        ("debit_words", ("C",)),
    ],
)
def test_a_mapping_that_cannot_be_right_is_refused_with_its_field(field, value):
    signs = {"debit": Signs.TWO, "sign": Signs.COLUMN, "debit_words": Signs.MARKED}
    fields = {"signs": signs.get(field, Signs.SIGNED), field: value}
    with pytest.raises(WrongMapping) as caught:
        replace(PLAIN, **fields)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("colour", "red"),
        ("booked_on", "1"),
        ("booked_on", True),
        ("text", 1),
        ("skip", [[0]]),
        ("skip", [["0", "x"]]),
        ("debit_words", [1]),
        ("signs", "both"),
        ("skip_undated", 1),
        ("separator", 5),
    ],
)
def test_plain_values_that_are_no_mapping_are_refused(field, value):
    with pytest.raises(WrongMapping) as caught:
        ColumnMapping.from_plain(PLAIN.to_plain() | {field: value})
    assert caught.value.field == field


def test_plain_values_without_what_is_needed_are_refused():
    plain = PLAIN.to_plain()
    del plain["amount"]
    with pytest.raises(WrongMapping, match="amount"):
        ColumnMapping.from_plain(plain)
