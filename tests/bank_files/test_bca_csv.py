"""The CSV of BCA: totals, running balance, years, pending lines, and ways of writing it."""

from datetime import date

import pytest

from prabayar.adapters.bank_files.problems import UnreadableFile
from prabayar.adapters.bank_files.registry import format_of, read_file

FILE = """\
Informasi Rekening - Mutasi Rekening

No. rekening : 0351234567
Nama : PT CONTOH CHAT
Periode : 30/12/2025 - 02/01/2026
Kode Mata Uang : Rp

Tanggal Transaksi,Keterangan,Cabang,Jumlah,Saldo
30/12,"TRSF E-BANKING CR  PBK7Q2MA9X",0000,"1,665,123.00 CR","2,665,123.00"
31/12,SETORAN TUNAI,0000,"500,000.00 CR","3,165,123.00"
31/12,SETORAN TUNAI,0000,"500,000.00 CR","3,665,123.00"
02/01,BIAYA ADM,0000,"30,000.00 DB","3,635,123.00"
PEND,TRSF E-BANKING,0000,"7,000.00 CR",
Saldo Awal : 1,000,000.00
Mutasi Debet : 30,000.00 1
Mutasi Kredit : 2,665,123.00 3
Saldo Akhir : 3,635,123.00
"""


def only(text):
    (statement,) = read_file(text.encode())
    return statement


def refusal(text):
    with pytest.raises(UnreadableFile) as caught:
        read_file(text.encode())
    return caught.value.problem


def test_the_year_is_that_of_the_period():
    assert [line.booked_on for line in only(FILE).lines] == [
        date(2025, 12, 30),
        date(2025, 12, 31),
        date(2025, 12, 31),
        date(2026, 1, 2),
    ]


def test_t58_two_identical_bookings_are_two():
    lines = only(FILE).lines
    assert [(line.text, line.minor) for line in lines[1:3]] == [("SETORAN TUNAI", 500_000)] * 2
    assert [line.balance_minor for line in lines[1:3]] == [3_165_123, 3_665_123]


def test_t60_a_pending_line_is_shown_and_no_part_of_the_totals():
    (waiting,) = only(FILE).pending
    assert (waiting.minor, waiting.booked_on, waiting.balance_minor) == (
        7_000,
        date(2026, 1, 2),
        None,
    )


@pytest.mark.parametrize(
    "change",
    [
        (",", ";"),
        ("Rp", "IDR"),
        ("\n", "\r\n"),
        ("30/12,", "'30/12/2025,"),
        (",0000,", ",'0000,"),
        ("Saldo Awal : 1,000,000.00", '"Saldo Awal : 1,000,000.00"'),
        ("30,000.00 1", '30,000.00","1'),
        ("30,000.00 1", "30,000.00"),
        ("Informasi Rekening - Mutasi Rekening", '"Informasi Rekening - Mutasi Rekening"," "," "'),
        ("No. rekening : 0351234567", '"No. rekening : ","\'0351234567"'),
        (' CR"', '",CR'),
    ],
)
def test_t64_ways_in_which_the_bank_writes_it(change):
    text = FILE.replace(*change)
    if change == (",", ";"):
        text = "\n".join(
            line if line.count('"') else line.replace(";", ",") for line in text.splitlines()
        )
        text = FILE.replace(",0000,", ";0000;").replace('",0000', '";0000')
        text = text.replace("Transaksi,Keterangan,Cabang,Jumlah,Saldo",
                            "Transaksi;Keterangan;Cabang;Jumlah;Saldo")  # fmt: skip
        text = text.replace("12,", "12;").replace("01,", "01;").replace('","', '";"')
        text = text.replace("PEND,", "PEND;").replace('CR",', 'CR";')
    if change == (' CR"', '",CR'):
        text = text.replace("Jumlah,Saldo", "Jumlah,,Saldo").replace(' DB"', '",DB')
    if change[1] == '30,000.00","1':
        text = text.replace("Mutasi Debet", '"Mutasi Debet').replace('","1', '","1"')
    data = text.encode()
    assert format_of(data) == "bca-csv"
    (read,) = read_file(data)
    assert [line.minor for line in read.lines] == [line.minor for line in only(FILE).lines]
    assert (read.account, read.currency) == ("0351234567", "IDR")


def test_a_byte_order_mark_is_passed_over():
    assert read_file(FILE.encode("utf-8-sig")) == read_file(FILE.encode())


@pytest.mark.parametrize(
    ("old", "new", "line", "column"),
    [
        ("1,665,123.00 CR", "1,865,123.00 CR", 9, "Saldo"),
        ("Mutasi Kredit : 2,665,123.00 3", "Mutasi Kredit : 2,665,123.00 2", 16, "Mutasi Kredit"),
        ("Mutasi Debet : 30,000.00 1", "Mutasi Debet : 31,000.00 1", 15, "Mutasi Debet"),
        ("Saldo Awal : 1,000,000.00", "Saldo Awal : 1,000,001.00", 9, "Saldo"),
        ("Saldo Akhir : 3,635,123.00", "Saldo Akhir : 3,635,124.00", 17, "closing balance"),
        ("Saldo Akhir : 3,635,123.00\n", "", 16, "Saldo Akhir"),
        ("500,000.00 CR", "500.000,00 CR", 10, "Jumlah"),
        ("500,000.00 CR", "500,000.50 CR", 10, "Jumlah"),
        ("500,000.00 CR", "500,000.00", 10, "Jumlah"),
        ("500,000.00 CR", "-500,000.00 CR", 10, "Jumlah"),
        ("500,000.00 CR", "500,00.00 CR", 10, "Jumlah"),
        ("31/12,", "31/11,", 10, "Tanggal"),
        ("31/12,", "29/12,", 10, "Tanggal"),
        ("31/12,", "hari ini,", 10, "Tanggal"),
        ("Periode : 30/12/2025 - 02/01/2026", "Periode : 30/12/2025 - 32/01/2026", 5, "Periode"),
        ("Periode : 30/12/2025 - 02/01/2026\n", "", 8, "Periode"),
        ("No. rekening : 0351234567\n", "", 7, "No. rekening"),
        ("Mata Uang : Rp", "Mata Uang : PLN", 6, "Kode Mata Uang"),
        ("Saldo Awal : 1,000,000.00", "Saldo Awal : satu", 14, "Saldo Awal"),
        ("Mutasi Debet : 30,000.00 1", "Mutasi Debet : ?", 15, ""),
        (',0000,"30,000.00 DB","3,635,123.00"', "", 12, ""),
    ],
)
def test_what_does_not_fit_stops_the_file_with_its_line(old, new, line, column):
    problem = refusal(FILE.replace(old, new, 1))
    assert (problem.line, problem.column) == (line, column)


def test_a_file_without_columns_is_refused():
    assert "the columns" in refusal("Informasi Rekening - Mutasi Rekening\nx\n").wanted
