"""What staff see of a CSV, and what is proposed for its columns; a proposal reads the file."""

import pytest

from prabayar.adapters.bank_files.guessing import guess_mapping
from prabayar.adapters.bank_files.mapping import ColumnMapping
from prabayar.adapters.bank_files.peek import MOST_ROWS, peek
from prabayar.adapters.bank_files.problems import UnreadableFile
from prabayar.adapters.bank_files.registry import read_file

INDONESIAN = """\
Nomor rekening: 1234567890;;;;
Mata uang;IDR;;;
Tanggal;Uraian;Debet;Kredit;Saldo
13/10/2026;TRSF PT MAJU;;1.500.000,00;2.500.000,00
13/10/2026;BIAYA ADM;6.500,00;;2.493.500,00
"""
GERMAN = """\
Buchungstag;Wertstellung;Auftraggeber;Verwendungszweck;IBAN;Betrag (€);Währung
13.10.26;14.10.26;Müller;Rechnung 1;DE02120300000000202051;1.234,50;EUR
12.10.26;12.10.26;Bank;Gebühr;;-3,00;EUR
"""
ENGLISH = """\
Date,Description,Amount,DR/CR,Balance
2026-10-01,ABC,"1,500.00",CR,"2,500.00"
2026-10-02,DEF,500.00,DR,"2,000.00"
"""
MARKED = """\
"Posting Date","Remarks","Amount","Balance"
"01 Oct 2026","ABC","1,500.00 CR","2,500.00"
"02 Oct 2026","DEF","500.00 DR","2,000.00"
"""
DUTCH = """\
"Datum","Naam / Omschrijving","Rekening","Tegenrekening","Af Bij","Bedrag (EUR)"
"20261001","Jansen","NL08INGB0000001234","NL44RABO0123456789","Bij","12,50"
"20261002","Huur","NL08INGB0000001234","NL02ABNA0123456789","Af","1000,00"
"""


def read(text, encoding="utf-8", **more):
    data = text.encode(encoding)
    guess = guess_mapping(peek(data))
    mapping = ColumnMapping.from_plain({"account": "1234567890", **more} | guess.plain)
    return read_file(data, mapping=mapping)[0], guess


@pytest.mark.parametrize(
    ("text", "encoding", "currency", "minors"),
    [
        (INDONESIAN, "utf-8", "IDR", [1_500_000, -6_500]),
        (GERMAN, "cp1252", "EUR", [-300, 123_450]),
        (GERMAN, "utf-16", "EUR", [-300, 123_450]),
        (ENGLISH, "utf-8-sig", "USD", [150_000, -50_000]),
        (MARKED, "utf-8", "USD", [150_000, -50_000]),
        (DUTCH, "utf-8", "EUR", [1_250, -100_000]),
    ],
)
def test_files_of_banks_are_read_by_the_proposal(text, encoding, currency, minors):
    statement, guess = read(text, encoding, currency=currency)
    assert [line.minor for line in statement.lines] == minors
    assert guess.doubts == ()


def test_the_proposal_names_what_the_headings_say():
    statement, guess = read(GERMAN, currency="EUR")
    line = statement.lines[-1]
    assert (line.payer_name, line.payer_account) == ("Müller", "DE02120300000000202051")
    assert line.text == "Rechnung 1"
    assert guess.plain["own_currency"] == 6
    assert (str(line.booked_on), str(line.value_on)) == ("2026-10-13", "2026-10-14")


def test_the_account_and_the_currency_above_the_columns_are_proposed():
    guess = guess_mapping(peek(INDONESIAN.encode()))
    assert (guess.plain["account"], guess.plain["currency"]) == ("1234567890", "IDR")
    assert guess.plain["skip_rows"] == 3


def test_a_date_that_fits_two_ways_is_a_doubt():
    guess = guess_mapping(peek(b"date,text,amount\n01/02/2026,a,1.00\n03/04/2026,b,2.00\n"))
    assert guess.plain["date_format"] == "DD/MM/YYYY"
    assert guess.doubts == ("date_format",)


def test_rows_are_shown_as_cells_and_the_empty_ones_count():
    found = peek(b"a;b\n\n1;2\n" + b"3;4\n" * 100)
    assert found.rows[:3] == (("a", "b"), (), ("1", "2"))
    assert (found.separator, found.columns, len(found.rows)) == (";", 2, MOST_ROWS)


def test_what_staff_have_chosen_is_not_guessed():
    found = peek("ä,b;c\n".encode("cp1250"), encoding="cp1250", separator=",")
    assert (found.encoding, found.rows) == ("cp1250", (("ä", "b;c"),))


def test_nothing_is_proposed_for_a_file_without_bookings():
    assert guess_mapping(peek(b"hello,world\n")).plain == {"separator": ",", "encoding": "utf-8"}


def test_a_heading_without_an_amount_proposes_the_date_alone():
    plain = guess_mapping(peek(b"date,balance\n2026-10-01,5.00\n")).plain
    assert (plain["booked_on"], plain["balance"]) == (0, 1)
    assert "amount" not in plain


@pytest.mark.parametrize("data", [b"", b"\n\n", b"a\0b", b"\xff\xfea"])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(UnreadableFile):
        peek(data)


def test_a_broken_quote_is_shown_as_far_as_it_goes():
    assert peek(b'a,b\n"c,d\n').rows[0] == ("a", "b")
