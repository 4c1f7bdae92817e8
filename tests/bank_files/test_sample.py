"""The sample file of the bank reads."""

import pathlib

from prabayar.adapters.bank_files.registry import format_of, read_file

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"


def test_the_sample_of_bca_reads():
    data = (SAMPLES / "statement-bca.csv").read_bytes()
    assert format_of(data) == "bca-csv"
    (statement,) = read_file(data)
    assert statement.account == "0351234567"
    assert statement.holder == "PT CONTOH CHAT"
    assert [line.minor for line in statement.lines] == [
        2_100_000,
        690_321,
        690_321,
        -30_000,
        5_900_000,
    ]
    assert [line.minor for line in statement.pending] == [2_100_117]
    assert (statement.opening_minor, statement.closing_minor) == (125_400_000, 134_750_642)
