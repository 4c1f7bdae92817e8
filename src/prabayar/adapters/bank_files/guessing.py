"""What the columns of a bank's CSV probably are: a proposal that staff look at and change.

A format is proposed only if every cell of its column fits it; where two formats fit, it is a doubt.
Reading is by the mapping alone, so a wrong guess stops a file and never reads it wrongly.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from prabayar.adapters.bank_files import dates
from prabayar.adapters.bank_files.amounts import GROUPINGS, MARKS, signed_minor_of
from prabayar.adapters.bank_files.csv_rows import plain_cell
from prabayar.adapters.bank_files.mapping import Signs
from prabayar.adapters.bank_files.peek import Peek
from prabayar.adapters.bank_files.problems import Wrong
from prabayar.domain.money import DIGITS
from prabayar.domain.statement import in_account_letters

DATE_FORMATS = (
    "YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "DD-MM-YYYY", "MM-DD-YYYY",
    "YYYY/MM/DD", "YYYYMMDD", "DD/MM/YY", "MM/DD/YY", "DD.MM.YY", "DD-MM-YY", "DD Mon YYYY",
    "DD-Mon-YYYY", "DD-Mon-YY", "DD Mon YY", "Mon DD, YYYY", "DD/Mon/YYYY",
)  # fmt: skip
_WORD = re.compile(r"\s*\b(CR|DB|DR|C|D|K)\b\.?\s*", re.I)
# By the words of its heading; the first that fits, in this order.
_HEADINGS = (
    ("balance", r"balance|saldo|kontostand|solde"),
    ("sign", r"(?:d[rbc]?|debi?t|debet|af)\s*[/ ]\s*(?:c[rb]?|k|credit|kredit|bij)\b|soll/haben"
             r"|^(?:type|jenis|mutasi type)$"),
    ("debit", r"debi?t|debet|withdraw|soll|paid out|money out|keluar|ausgang|lastschrift"),
    ("credit", r"credit|kredit|deposit|haben|paid in|money in|masuk|eingang|gutschrift"),
    ("amount", r"amount|jumlah|nominal|betrag|bedrag|importe|montant|mutasi"),
    ("value_on", r"value|valuta|wert|efektif|effective"),
    ("booked_on", r"date|tanggal|tgl|datum|buchung|fecha|\bdata\b|posting"),
    ("payer_account", r"iban|(?:rekening|account|konto).*(?:pengirim|payer|sender|counter|gegen)"
                      r"|(?:counter|gegen|sender|payer).*(?:account|konto)|kontonummer|tegenrek"),
    ("payer_name", r"nama|name|payer|sender|pengirim|auftraggeber|counterparty|zahlungspflicht"),
    ("end_to_end", r"end.?to.?end"),
    ("bank_id", r"\bref|transaction id|no\.? ?trans|\bid\b"),
    ("own_currency", r"currency|mata uang|w[äa]hrung|^ccy|valuta?\b"),
    ("text", r"keterangan|descri|deskripsi|uraian|detail|remark|zweck|memo|narrat|transaksi"
             r"|omschrijving|concept|libell|berita|purpose|text|particular"),
)  # fmt: skip
_ACCOUNT = re.compile(
    r"(?:rekening|account|iban|konto)[^\d:]{0,20}[:\s]*([A-Z]{0,2}[\d\s.-]{6,40})", re.I
)


@dataclass(slots=True)
class Guess:
    """`plain` has the fields of `ColumnMapping.to_plain` that are guessed, and no others.

    `doubts` are those of them that fit in more than one way.
    """

    plain: dict[str, Any] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


def guess_mapping(peek: Peek) -> Guess:
    plain: dict[str, Any] = {"separator": peek.separator, "encoding": peek.encoding}
    rows = [list(row) for row in peek.rows]
    first = next((n for n, row in enumerate(rows) if _is_booking(row)), None)
    plain |= _of_preamble(rows[:first], rows)
    if first is None:
        return Guess(plain)
    plain["skip_rows"] = first
    bookings = [row for row in rows[first:] if _is_booking(row)]
    headings = next((row for row in reversed(rows[:first]) if sum(map(bool, row)) > 1), [])
    named = _named(headings)
    doubts = _dates(plain, named, bookings)
    _amounts(plain, named, bookings)
    _others(plain, named)
    return Guess(plain, tuple(doubts))


def _is_booking(row: Sequence[str]) -> bool:
    """A row with a date, and with an amount in another cell."""
    return any(map(_formats_of, row)) and any(map(_is_amount, row))


def _formats_of(cell: str) -> list[str]:
    cell = cell.removeprefix("'")
    if not any(map(str.isdigit, cell)) or len(cell) > 40:
        return []
    return [form for form in DATE_FORMATS if _is_date(cell, form)]


def _is_date(cell: str, form: str) -> bool:
    try:
        dates.a_date(cell, form)
    except Wrong:
        return False
    return True


def _is_amount(cell: str) -> bool:
    return len(cell) < 40 and bool(_number_formats([cell], "USD")) and not _formats_of(cell)


def _number_formats(cells: Sequence[str], currency: str) -> list[tuple[str, str]]:
    """Decimal mark and grouping that all of the cells fit."""
    return [
        (mark, grouping)
        for mark in MARKS
        for grouping in GROUPINGS
        if mark != grouping and all(_fits(cell, currency, mark, grouping) for cell in cells)
    ]


def _fits(cell: str, currency: str, mark: str, grouping: str) -> bool:
    try:
        signed_minor_of(_WORD.sub("", cell), currency, mark=mark, grouping=grouping)
    except Wrong:
        return False
    return True


def _of_preamble(above: list[list[str]], rows: list[list[str]]) -> dict[str, Any]:
    """The account's number and the currency, where the file says them above the bookings."""
    found: dict[str, Any] = {}
    said = "\n".join(" ".join(row) for row in above)
    if (match := _ACCOUNT.search(said)) and len(in_account_letters(match[1])) >= 6:
        found["account"] = in_account_letters(match[1])
    words = Counter(
        re.findall(
            r"\b[A-Z]{3}\b|\bRp\b", said or " ".join(cell for row in rows[:10] for cell in row)
        )
    )
    currencies = {"IDR" if word == "Rp" else word for word in words} & DIGITS.keys()
    if len(currencies) == 1:
        found["currency"] = currencies.pop()
    return found


def _named(headings: Sequence[str]) -> dict[str, list[int]]:
    """Columns by what their headings say."""
    named: dict[str, list[int]] = {}
    for column, heading in enumerate(headings):
        for name, words in _HEADINGS:
            if re.search(words, heading.strip()[:80], re.I):
                named.setdefault(name, []).append(column)
                break
    return named


def _dates(
    plain: dict[str, Any], named: dict[str, list[int]], bookings: list[list[str]]
) -> list[str]:
    width = max(map(len, bookings))
    fitting = {}
    for column in range(width):
        cells = [plain_cell(row, column) for row in bookings]
        forms = [form for form in DATE_FORMATS if all(_is_date(cell, form) for cell in cells)]
        if forms:
            fitting[column] = forms
    wanted = [*named.get("booked_on", []), *fitting]
    booked_on = next((column for column in wanted if column in fitting), None)
    if booked_on is None:
        return []
    plain["booked_on"] = booked_on
    plain["date_format"] = fitting[booked_on][0]
    others = [column for column in named.get("value_on", []) if column in fitting]
    if others and others[0] != booked_on:
        plain["value_on"] = others[0]
    return ["date_format"] if len(fitting[booked_on]) > 1 else []


def _amounts(plain: dict[str, Any], named: dict[str, list[int]], bookings: list[list[str]]) -> None:
    """The columns of amounts, how they say the direction, and the number format of all of them."""
    currency = plain.get("currency", "USD")

    def cells(column: int) -> list[str]:
        return [cell for row in bookings if (cell := plain_cell(row, column))]

    def is_numeric(column: int) -> bool:
        return bool(cells(column)) and bool(_number_formats(cells(column), currency))

    numeric = {name: [c for c in named.get(name, []) if is_numeric(c)] for name in named}
    balance = next(iter(numeric.get("balance", [])), None)
    if balance is not None:
        plain["balance"] = balance
    debit, credit = (next(iter(numeric.get(name, [])), None) for name in ("debit", "credit"))
    if debit is not None and credit is not None:
        plain |= {"signs": str(Signs.TWO), "debit": debit, "amount": credit}
        plain["debit_negative"] = any(cell.startswith("-") for cell in cells(debit))
    else:
        taken = {plain.get("booked_on"), plain.get("value_on"), balance}
        wanted = [*numeric.get("amount", []), *(c for c in range(len(bookings[0]))
                                                if is_numeric(c))]  # fmt: skip
        amount = next((c for c in wanted if c not in taken), None)
        if amount is None:
            return
        plain["amount"] = amount
        plain |= _signs(amount, cells, named, bookings)
    used = [plain[name] for name in ("amount", "debit", "balance") if name in plain]
    plain |= _number_format([cell for column in used for cell in cells(column)], currency)


def _signs(
    amount: int, cells: Any, named: dict[str, list[int]], bookings: list[list[str]]
) -> dict[str, Any]:
    if all(_WORD.search(cell) for cell in cells(amount)):
        return {"signs": str(Signs.MARKED)}
    word = re.compile(rf"(?:{_WORD.pattern}|debet|debit|kredit|credit|af|bij|[sh])", re.I)
    for column in [*named.get("sign", []), *range(len(bookings[0]))]:
        said = {plain_cell(row, column).upper() for row in bookings}
        if column != amount and all(word.fullmatch(one) for one in said):
            debits = [w for w in ("DB", "D", "DR", "DEBIT", "DEBET", "AF", "S") if w not in {"S"}
                      or said & {"S", "H"}]  # fmt: skip
            credits = ["CR", "C", "K", "CREDIT", "KREDIT", "BIJ", "H"]
            return {"signs": str(Signs.COLUMN), "sign": column, "debit_words": debits,
                    "credit_words": credits}  # fmt: skip
    return {"signs": str(Signs.SIGNED)}


def _number_format(cells: list[str], currency: str) -> dict[str, str]:
    """Among those that fit all cells, the one whose grouping is seen, else the usual one."""
    fitting = _number_formats(cells, currency)
    if not fitting:
        return {}
    digits = [_WORD.sub("", cell) for cell in cells]
    seen = [one for one in fitting if one[1] and any(one[1] in cell for cell in digits)]
    usual = [one for one in fitting if one in {(".", ","), (",", ".")}]
    mark, grouping = (seen or usual or fitting)[0]
    return {"decimal": mark, "grouping": grouping}


def _others(plain: dict[str, Any], named: dict[str, list[int]]) -> None:
    for name in ("payer_name", "payer_account", "end_to_end", "bank_id", "own_currency"):
        if named.get(name):
            plain[name] = named[name][0]
    if named.get("text"):
        plain["text"] = named["text"]
