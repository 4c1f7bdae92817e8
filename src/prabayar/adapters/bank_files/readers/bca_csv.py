"""The account statement that the bank BCA (Indonesia) gives businesses and people as CSV.

Every line has a running balance; the end has totals and counts. All of them have to fit. Lines
without a year get it from the period; `PEND` lines are not booked yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from prabayar.adapters.bank_files import dates
from prabayar.adapters.bank_files.amounts import minor_of, without_currency
from prabayar.adapters.bank_files.csv_rows import rows_of
from prabayar.adapters.bank_files.problems import Wrong, refused
from prabayar.adapters.bank_files.reading import (
    Reader,
    a_currency,
    at,
    clean,
    decoded,
    in_order_of_booking,
    proved,
)
from prabayar.domain.money import Money
from prabayar.domain.statement import Statement, StatementLine, in_account_letters

CODE = "bca-csv"
_TITLE = "informasi rekening"
_ACCOUNT = re.compile(r"No\. ?rekening\s*:\s*(.+)", re.I)
_HOLDER = re.compile(r"Nama\s*:\s*(.*)", re.I)
_PERIOD = re.compile(r"Periode\s*:\s*(\S+)\s*-\s*(\S+)", re.I)
_CURRENCY = re.compile(r"Kode Mata Uang\s*:\s*(\S+)", re.I)
_BALANCE = re.compile(r"Saldo (Awal|Akhir)\s*:\s*(.+)", re.I)
_TOTAL = re.compile(r"Mutasi (Debet|Kredit)\s*:\s*(\S+?\.\d\d)(?:[\s,;\"]+(\d{1,9}))?", re.I)
_DAY = re.compile(r"'?(\d{1,2})/(\d{1,2})(?:/(\d{4}))?", re.ASCII)
_MARKS = {"CR": 1, "DB": -1}
_COLUMNS = ("tanggal", "keterangan", "jumlah", "saldo")
_ENDS = ("Saldo Awal", "Mutasi Debet", "Mutasi Kredit", "Saldo Akhir")


@dataclass(slots=True)
class _File:
    """What has been read so far. Of each total: minor, count (-1: the file has none), line."""

    account: str = ""
    holder: str = ""
    currency: str = "IDR"
    period: tuple[date, date] | None = None
    columns: dict[str, int] = field(default_factory=dict)
    lines: list[StatementLine] = field(default_factory=list)
    pending: list[StatementLine] = field(default_factory=list)
    ends: dict[str, tuple[int, int, int]] = field(default_factory=dict)


def recognises(head: str) -> bool:
    first = head.replace('"', "").lstrip(" ,;").casefold()
    return first.startswith(_TITLE) or (
        first.startswith(("no. rekening", "no.rekening")) and "keterangan" in first
    )


def read(data: bytes) -> Iterator[Statement]:
    file = _File()
    last = 1
    for number, row in _rows(decoded(data)):
        last = number
        first = row[0].strip()
        if not file.columns:
            _preamble(file, number, row)
        elif first.startswith(_ENDS):
            _footer(file, number, ",".join(row))
        elif first.upper() == "PEND":
            file.pending.append(_line(file, number, row, _period(file, number)[1]))
        elif day := _DAY.fullmatch(first):
            file.lines.append(_line(file, number, row, _booked_on(file, number, first, day)))
        elif any(map(str.strip, row)):
            raise refused(number, "Tanggal", first, "a date, PEND, or one of the totals")
    yield _finished(file, last)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    heading = re.search(r'^"?Tanggal[^,;\t\n]*([,;\t])', text, re.I | re.M)
    return rows_of(text, heading[1] if heading else ",")


def _preamble(file: _File, number: int, row: list[str]) -> None:
    names = [cell.strip().casefold() for cell in row]
    found = {
        wanted: place
        for place, name in enumerate(names)
        for wanted in _COLUMNS
        if name.startswith(wanted)
    }
    if len(found) == len(_COLUMNS):
        if not file.account:
            raise refused(number, "No. rekening", "", "the account's number above the columns")
        file.columns = found
        return
    while row and not row[-1].strip():
        row = row[:-1]
    said = ",".join(row).strip()
    if match := _ACCOUNT.fullmatch(said):
        file.account = in_account_letters(match[1])
    elif match := _HOLDER.fullmatch(said):
        file.holder = clean(match[1])
    elif match := _PERIOD.fullmatch(said):
        with at(number, "Periode", said):
            file.period = (
                dates.a_date(match[1], "DD/MM/YYYY"),
                dates.a_date(match[2], "DD/MM/YYYY"),
            )
    elif match := _CURRENCY.fullmatch(said):
        with at(number, "Kode Mata Uang", match[1]):
            file.currency = a_currency({"RP": "IDR"}.get(match[1].upper(), match[1].upper()))


def _period(file: _File, number: int) -> tuple[date, date]:
    if file.period is None:
        raise refused(number, "Periode", "", "a period above the columns: day/month/year - …")
    return file.period


def _booked_on(file: _File, number: int, text: str, found: re.Match[str]) -> date:
    day, month, year = int(found[1]), int(found[2]), found[3]
    with at(number, "Tanggal", text):
        if year:
            return dates.existing(int(year), month, day)
        since, until = _period(file, number)
        fitting = []
        for one in range(since.year, min(until.year, since.year + 2) + 1):
            try:
                booked_on = dates.existing(one, month, day)
            except Wrong:
                continue
            if since <= booked_on <= until:
                fitting.append(booked_on)
        if len(fitting) != 1:
            raise Wrong(f"a day of the period {since} to {until}")
        return fitting[0]


def _line(file: _File, number: int, row: list[str], booked_on: date) -> StatementLine:
    columns = file.columns
    if len(row) <= columns["saldo"]:
        raise refused(number, "", ",".join(row), f"{columns['saldo'] + 1} columns")
    written = row[columns["jumlah"]].strip()
    sign = _MARKS.get(written[-2:].upper())
    if sign is None:  # the mark may have a column of its own
        written = f"{written} {row[columns['jumlah'] + 1].strip()}"
        sign = _MARKS.get(written[-2:].upper())
    if sign is None:
        raise refused(number, "Jumlah", written, "an amount with CR or DB, like 2,100,000.00 CR")
    minor = sign * _money(file, number, "Jumlah", written[:-2].rstrip())
    if minor * sign < 0:
        raise refused(number, "Jumlah", written, "an amount without a minus: CR or DB is its sign")
    balance_minor = None
    if row[0].strip().upper() != "PEND":
        balance_minor = _money(file, number, "Saldo", row[columns["saldo"]])
    return StatementLine(
        minor=minor,
        booked_on=booked_on,
        text=clean(row[columns["keterangan"]].lstrip("'")),
        place=number,
        balance_minor=balance_minor,
    )


def _money(file: _File, number: int, column: str, text: str) -> int:
    with at(number, column, text):
        plain = without_currency(text, file.currency)
        sign = -1 if plain.startswith("-") else 1
        return sign * minor_of(plain.removeprefix("-"), file.currency, grouping=",")


def _footer(file: _File, number: int, said: str) -> None:
    if match := _BALANCE.fullmatch(said.strip(" ,;\t")):
        name = f"Saldo {match[1].title()}"
        file.ends[name] = (_money(file, number, name, match[2]), 0, number)
    elif match := _TOTAL.fullmatch(said.strip(" ,;\t")):
        name = f"Mutasi {match[1].title()}"
        file.ends[name] = (_money(file, number, name, match[2]), int(match[3] or -1), number)
    else:
        raise refused(number, "", said, "an amount, like 2,100,000.00")


def _finished(file: _File, last: int) -> Statement:
    if not file.columns:
        raise refused(last, "", "", "the columns Tanggal, Keterangan, Jumlah and Saldo")
    for name in _ENDS:
        if name not in file.ends:
            raise refused(last, name, "", "a total at the end: the file is not complete")
    opening, closing = file.ends["Saldo Awal"], file.ends["Saldo Akhir"]
    lines = in_order_of_booking(file.lines, file.currency, "Saldo", opening[0])
    for name, sign in (("Mutasi Debet", -1), ("Mutasi Kredit", 1)):
        _check_total(file, name, [sign * line.minor for line in lines if line.minor * sign > 0])
    since, until = _period(file, last)
    statement = Statement(
        format=CODE,
        account=file.account,
        currency=file.currency,
        lines=lines,
        pending=tuple(file.pending),
        holder=file.holder,
        from_on=since,
        to_on=until,
        opening_minor=opening[0],
        closing_minor=closing[0],
    )
    return proved(statement, closing[2])


def _check_total(file: _File, name: str, amounts: list[int]) -> None:
    minor, count, line = file.ends[name]
    if minor != sum(amounts) or count not in {-1, len(amounts)}:
        raise refused(
            line,
            name,
            f"{Money(minor, file.currency)}{f' in {count}' if count >= 0 else ''}",
            f"{Money(sum(amounts), file.currency)} in {len(amounts)}: what the lines add up to",
        )


READER = Reader(CODE, "BCA CSV", recognises, read)
