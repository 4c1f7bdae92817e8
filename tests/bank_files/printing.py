"""Statements printed in each format, as a bank would, for reading them back.

Each printer gives the bytes and what has to be read from them: the statements with the places that
their lines have got in the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from xml.sax.saxutils import escape

from prabayar.adapters.bank_files.mapping import ColumnMapping, Signs
from prabayar.domain.money import Money, decimal_text, digits_of
from prabayar.domain.statement import Statement, StatementLine

Printed = tuple[bytes, tuple[Statement, ...]]


# CAMT.053


def camt053(
    statements: Sequence[Statement], *, version: str = "08", fixed: bool = False
) -> Printed:
    """`fixed`: each amount with two decimals at least, as most banks write rupiah."""
    place = 0
    out: list[str] = []
    expected = []
    for statement in statements:
        placed: list[list[StatementLine]] = [[], []]
        entries = []
        for kind, lines in enumerate((statement.lines, statement.pending)):
            for line in lines:
                place += 1
                placed[kind].append(replace(line, place=place))
                entries.append(_entry(statement, line, version, fixed, booked=not kind))
        expected.append(replace(statement, lines=tuple(placed[0]), pending=tuple(placed[1])))
        out.append(_statement(statement, entries, fixed))
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"
    body = "".join(out)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="{space}"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>{body}'
        "</BkToCstmrStmt></Document>\n"
    )
    return text.encode(), tuple(expected)


def _statement(statement: Statement, entries: list[str], fixed: bool) -> str:
    number = statement.account
    kind = "IBAN" if number[:2].isalpha() else "Othr><Id"
    close = "IBAN" if number[:2].isalpha() else "Id></Othr"
    holder = f"<Ownr><Nm>{escape(statement.holder)}</Nm></Ownr>" if statement.holder else ""
    return "".join(
        (
            "<Stmt><Id>S</Id>",
            f"<ElctrncSeqNb>{statement.number}</ElctrncSeqNb>",
            f"<FrToDt><FrDtTm>{statement.from_on}T00:00:00+07:00</FrDtTm>",
            f"<ToDtTm>{statement.to_on}T23:59:59+07:00</ToDtTm></FrToDt>",
            f"<Acct><Id><{kind}>{number}</{close}></Id><Ccy>{statement.currency}</Ccy>{holder}",
            "</Acct>",
            _balance(statement, "OPBD", statement.opening_minor, fixed),
            _balance(statement, "CLBD", statement.closing_minor, fixed),
            "\n",
            "\n".join(entries),
            "</Stmt>\n",
        )
    )


def _balance(statement: Statement, code: str, minor: int | None, fixed: bool) -> str:
    if minor is None:
        return ""
    day = statement.from_on if code == "OPBD" else statement.to_on
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f"{_amount(minor, statement.currency, fixed)}{_side(minor)}<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _amount(minor: int, currency: str, fixed: bool) -> str:
    text = decimal_text(Money(abs(minor), currency))
    if fixed and "." not in text:
        text += ".00"
    return f'<Amt Ccy="{currency}">{text}</Amt>'


def _side(minor: int) -> str:
    return f"<CdtDbtInd>{'DBIT' if minor < 0 else 'CRDT'}</CdtDbtInd>"


def _entry(
    statement: Statement, line: StatementLine, version: str, fixed: bool, *, booked: bool
) -> str:
    word = "BOOK" if booked else "PDNG"
    status = f"<Cd>{word}</Cd>" if version >= "08" else word
    value = f"<ValDt><Dt>{line.value_on}</Dt></ValDt>" if line.value_on else ""
    amount = _amount(line.minor, statement.currency, fixed)
    return (
        f"<Ntry>{amount}{_side(line.minor)}"
        f"{'<RvslInd>true</RvslInd>' if line.reversal else ''}<Sts>{status}</Sts>"
        f"<BookgDt><Dt>{line.booked_on}</Dt></BookgDt>{value}"
        f"<NtryDtls><TxDtls>{_transaction(line, version, fixed)}</TxDtls></NtryDtls></Ntry>"
    )


def _transaction(line: StatementLine, version: str, fixed: bool) -> str:
    role = "Dbtr" if (line.minor > 0) != line.reversal else "Cdtr"
    name = f"<Nm>{escape(line.payer_name)}</Nm>"
    if version >= "08":
        name = f"<Pty>{name}</Pty>"
    iban = line.payer_account[:2].isalpha()
    account = f"<IBAN>{line.payer_account}</IBAN>"
    if not iban:
        account = f"<Othr><Id>{line.payer_account}</Id></Othr>"
    sent = line.instructed
    reference = f"<Strd><CdtrRefInf><Ref>{escape(line.structured)}</Ref></CdtrRefInf></Strd>"
    return "".join(
        (
            f"<Refs><AcctSvcrRef>{escape(line.bank_id)}</AcctSvcrRef>",
            f"<EndToEndId>{escape(line.end_to_end or 'NOTPROVIDED')}</EndToEndId></Refs>",
            f"<AmtDtls><InstdAmt>{_amount(sent.minor, sent.currency, fixed)}</InstdAmt></AmtDtls>"
            if sent
            else "",
            "<RltdPties>",
            f"<{role}>{name}</{role}>" if line.payer_name else "",
            f"<{role}Acct><Id>{account}</Id></{role}Acct>" if line.payer_account else "",
            "</RltdPties><RmtInf>",
            f"<Ustrd>{escape(line.text)}</Ustrd>" if line.text else "",
            reference if line.structured else "",
            "</RmtInf>",
        )
    )


# MT940


def mt940(statements: Sequence[Statement], *, end: str = "\n", framed: bool = False) -> Printed:
    """With subfields; `framed` puts the blocks of SWIFT around each message."""
    out: list[str] = []
    expected = []
    for statement in statements:
        opening, closing = statement.opening_minor, statement.closing_minor
        first = "{1:F01BANKIDJA0000000000}{2:O9400000000000BANKIDJA00000000000000000000N}{4:"
        out += [first, ":20:STMT"] if framed else [":20:STMT"]
        out += [f":25:{statement.account}", f":28C:{statement.number}"]
        out.append(f":60F:{_mt_balance(statement, opening or 0, statement.from_on)}")
        placed = []
        for line in statement.lines:
            placed.append(replace(line, place=len(out) + 1))
            out += _mt_line(statement, line)
        out.append(f":62F:{_mt_balance(statement, closing or 0, statement.to_on)}")
        out.append("-}" if framed else "-")
        expected.append(replace(statement, lines=tuple(placed)))
    return (end.join(out) + end).encode(), tuple(expected)


def _comma(minor: int, currency: str) -> str:
    text = decimal_text(Money(abs(minor), currency)).replace(".", ",")
    return text if "," in text else f"{text},"


def _mt_balance(statement: Statement, minor: int, day: object) -> str:
    side = "D" if minor < 0 else "C"
    return f"{side}{day:%y%m%d}{statement.currency}{_comma(minor, statement.currency)}"


def _mt_line(statement: Statement, line: StatementLine) -> list[str]:
    mark = "D" if line.minor < 0 else "C"
    if line.reversal:
        mark = "RC" if line.minor < 0 else "RD"
    bank = f"//{line.bank_id}" if line.bank_id else ""
    value_on = line.value_on or line.booked_on
    amount = _comma(line.minor, statement.currency)
    first = f":61:{value_on:%y%m%d}{line.booked_on:%m%d}{mark}{amount}NTRFNONREF{bank}"
    codes = [f"?{n}" for n in (*range(20, 30), *range(60, 64))]
    purpose = f"EREF+{line.end_to_end}" if line.end_to_end else ""
    text = _chunks(f"{purpose}SVWZ+{line.text}" if purpose else line.text)
    fields = [code + chunk for code, chunk in zip(codes, text, strict=False)]
    fields += [f"?31{line.payer_account}"] if line.payer_account else []
    names = zip(("?32", "?33"), _chunks(line.payer_name), strict=False)
    fields += [code + chunk for code, chunk in names]
    return [first, ":86:166", *fields] if fields else [first]


def _chunks(text: str) -> list[str]:
    return [text[at : at + 27] for at in range(0, len(text), 27)]


# BCA


def bca_csv(statement: Statement, *, short_dates: bool = False) -> Printed:
    def money(minor: int) -> str:
        amount = Money(abs(minor), statement.currency)
        whole, _, rest = decimal_text(amount).partition(".")
        return f"{'-' if minor < 0 else ''}{int(whole):,}.{rest or '00'}"

    since, until = statement.from_on, statement.to_on
    day = "%d/%m" if short_dates else "%d/%m/%Y"
    out = io.StringIO()
    out.write(
        "Informasi Rekening - Mutasi Rekening\r\n\r\n"
        f"No. rekening : {statement.account}\r\nNama : {statement.holder}\r\n"
        f"Periode : {since:%d/%m/%Y} - {until:%d/%m/%Y}\r\n"
        f"Kode Mata Uang : {statement.currency.replace('IDR', 'Rp')}\r\n\r\n"
        "Tanggal Transaksi,Keterangan,Cabang,Jumlah,Saldo\r\n"
    )
    rows = csv.writer(out)
    placed: list[list[StatementLine]] = [[], []]
    place = 8
    for kind, lines in enumerate((statement.lines, statement.pending)):
        for line in lines:
            place += 1
            placed[kind].append(replace(line, place=place))
            side = "DB" if line.minor < 0 else "CR"
            first = "PEND" if kind else f"{line.booked_on:{day}}"
            balance = money(line.balance_minor or 0)
            rows.writerow([first, line.text, "0000", f"{money(abs(line.minor))} {side}", balance])
    debits = [-line.minor for line in statement.lines if line.minor < 0]
    credits = [line.minor for line in statement.lines if line.minor > 0]
    out.write(
        f"Saldo Awal : {money(statement.opening_minor or 0)}\r\n"
        f"Mutasi Debet : {money(sum(debits))} {len(debits)}\r\n"
        f"Mutasi Kredit : {money(sum(credits))} {len(credits)}\r\n"
        f"Saldo Akhir : {money(statement.closing_minor or 0)}\r\n"
    )
    expected = replace(statement, lines=tuple(placed[0]), pending=tuple(placed[1]))
    return out.getvalue().encode(), (expected,)


# Any CSV


def mapped_csv(statement: Statement, mapping: ColumnMapping, *, newest_first: bool) -> Printed:
    out = io.StringIO()
    rows = csv.writer(out, delimiter=mapping.separator, lineterminator="\n")
    for number in range(mapping.skip_rows):
        rows.writerow([f"heading {number}", "x"])
    width = max([*mapping.columns.values(), *mapping.text, 0]) + 1
    order = tuple(reversed(statement.lines)) if newest_first else statement.lines
    placed = []
    for number, line in enumerate(order, start=mapping.skip_rows + 1):
        placed.append(replace(line, place=number))
        rows.writerow(_cells(mapping, line, width))
    lines = tuple(reversed(placed)) if newest_first else tuple(placed)
    return out.getvalue().encode(mapping.encoding), (replace(statement, lines=lines),)


def _cells(mapping: ColumnMapping, line: StatementLine, width: int) -> list[str]:
    said = {
        "booked_on": _date(line.booked_on, mapping.date_format),
        "value_on": _date(line.value_on, mapping.date_format),
        "payer_name": line.payer_name,
        "payer_account": line.payer_account,
        "bank_id": line.bank_id,
        "end_to_end": line.end_to_end,
        "balance": grouped(line.balance_minor or 0, mapping),
        **_amounts(line.minor, mapping),
    }
    cells = [""] * width
    for name, column in mapping.columns.items():
        cells[column] = said[name]
    for column in mapping.text[:1]:
        cells[column] = line.text
    return cells


def _amounts(minor: int, mapping: ColumnMapping) -> dict[str, str]:
    plain = grouped(abs(minor), mapping)
    debit = minor < 0
    words = mapping.debit_words if debit else mapping.credit_words
    match mapping.signs:
        case Signs.SIGNED:
            return {"amount": grouped(minor, mapping)}
        case Signs.MARKED:
            return {"amount": f"{plain} {words[0]}"}
        case Signs.COLUMN:
            return {"amount": plain, "sign": words[-1].lower()}
        case Signs.TWO:
            sign = "-" if mapping.debit_negative else ""
            return {"amount": "" if debit else plain, "debit": f"{sign}{plain}" if debit else ""}


def grouped(minor: int, mapping: ColumnMapping) -> str:
    """As the mapping declares numbers."""
    whole, _, rest = decimal_text(Money(abs(minor), mapping.currency)).partition(".")
    text = f"{int(whole):,}".replace(",", mapping.grouping)
    if digits_of(mapping.currency):
        text += mapping.decimal + rest
    return f"-{text}" if minor < 0 else text


def _date(day: object, form: str) -> str:
    if day is None:
        return ""
    plain = form.replace("YYYY", "%Y").replace("YY", "%y").replace("Mon", "%b")
    return f"{day:{plain.replace('DD', '%d').replace('MM', '%m')}}"
