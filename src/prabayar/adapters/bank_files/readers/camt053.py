"""CAMT.053 of ISO 20022, versions 02 to 13: the bank-to-customer statement in XML.

A batch is split into its transactions where the file says their amounts. Pending and information
entries are kept apart. A document type, entities and deep nesting are refused; no network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from prabayar.adapters.bank_files import dates
from prabayar.adapters.bank_files.amounts import minor_of
from prabayar.adapters.bank_files.problems import Wrong, refused
from prabayar.adapters.bank_files.reading import (
    LONGEST_LINE,
    Reader,
    a_currency,
    a_reference,
    at,
    clean,
    head_of,
    joined,
    proved,
)
from prabayar.adapters.bank_files.xml_parts import (
    Part,
    Spot,
    collect,
    ends_of,
    free,
    line_of,
    name_of,
    namespace_of,
    part_of,
    spots,
)
from prabayar.domain.money import DIGITS, Money
from prabayar.domain.statement import Statement, StatementLine, in_account_letters

CODE = "camt.053"
_OTHERS = {
    "BkToCstmrAcctRpt": "a statement (camt.053): this is a report of the day (camt.052)",
    "BkToCstmrDbtCdtNtfctn": "a statement (camt.053): this is an advice (camt.054)",
}
_WIDTH = 140  # of one line of remittance
_BOOKED = {"BOOK", ""}
_NOT_BOOKED = {"PDNG", "INFO", "FUTR"}
# What banks call money that comes back: returns, rejections and reversals of payments.
_RETURNS = {"RRTN", "RPCR", "UPDD", "PRDD", "RRCT", "ARET", "AREV", "CRCQ", "RCDD"}
_DOCUMENT = re.compile(r"<(?:\w+:)?(BkToCstmr\w+)")
_HEAD = {"Id", "ElctrncSeqNb", "LglSeqNb", "FrToDt", "Acct"}

# What is read of each part; everything else is passed over.
_OF_HEAD = """Id ElctrncSeqNb LglSeqNb FrToDt/FrDtTm FrToDt/FrDt FrToDt/ToDtTm FrToDt/ToDt
    Acct/Id/IBAN Acct/Id/Othr/Id Acct/Ccy Acct/Ownr/Nm Acct/Ownr/Pty/Nm"""
_OF_BALANCE = "Tp/CdOrPrtry/Cd Amt CdtDbtInd Dt/Dt Dt/DtTm"
_OF_ENTRY = """Amt CdtDbtInd RvslInd Sts Sts/Cd Sts/Prtry BookgDt/Dt BookgDt/DtTm ValDt/Dt
    ValDt/DtTm AcctSvcrRef BkTxCd/Domn/Fmly/SubFmlyCd AddtlNtryInf AmtDtls/InstdAmt/Amt"""
_OF_TRANSACTION = """Amt CdtDbtInd AmtDtls/TxAmt/Amt AmtDtls/InstdAmt/Amt Refs/AcctSvcrRef
    Refs/EndToEndId BkTxCd/Domn/Fmly/SubFmlyCd RmtInf/Ustrd RmtInf/Strd/CdtrRefInf/Ref
    RmtInf/Strd/RfrdDocInf/Nb RmtInf/Strd/AddtlRmtInf AddtlTxInf RtrInf/Rsn/Cd RtrInf/Rsn/Prtry
    RltdPties/Dbtr/Nm RltdPties/Dbtr/Pty/Nm RltdPties/UltmtDbtr/Nm RltdPties/UltmtDbtr/Pty/Nm
    RltdPties/DbtrAcct/Id/IBAN RltdPties/DbtrAcct/Id/Othr/Id
    RltdPties/Cdtr/Nm RltdPties/Cdtr/Pty/Nm RltdPties/UltmtCdtr/Nm RltdPties/UltmtCdtr/Pty/Nm
    RltdPties/CdtrAcct/Id/IBAN RltdPties/CdtrAcct/Id/Othr/Id"""


@dataclass(slots=True)
class _Reading:
    """A statement on its way: what its head says, and what is read of its parts."""

    head: Part
    of_head: Spot
    of_balance: Spot
    of_entry: Spot
    currency: str = ""
    balances: dict[str, list[tuple[date, int, int]]] = field(default_factory=dict)
    lines: list[StatementLine] = field(default_factory=list)
    pending: list[StatementLine] = field(default_factory=list)


def recognises(head: str) -> bool:
    return head.startswith("<") and ("camt.05" in head or _DOCUMENT.search(head) is not None)


def read(data: bytes) -> Iterator[Statement]:
    other = _DOCUMENT.search(head_of(data))
    if other and other[1] in _OTHERS:
        raise refused(1, other[1], "", _OTHERS[other[1]])
    place = 0
    reading: _Reading | None = None
    for element in ends_of(data, "Stmt", "Ntry"):
        whole = name_of(element) == "Stmt"
        statement = element if whole else element.getparent()
        if not _is_statement(statement):
            continue
        if reading is None:
            reading = _begun(statement)
        for part in statement:
            place += _part(reading, part, place)
            if part is element:
                break
        free(element)
        if whole:
            yield _finished(reading)
            reading = None


def _is_statement(element: Any) -> bool:
    if element is None or name_of(element) != "Stmt":
        return False
    above = element.getparent()
    return above is not None and name_of(above) == "BkToCstmrStmt"


def _begun(statement: Any) -> _Reading:
    """Whatever the version, whose number is a part of the namespace."""
    space = namespace_of(statement)
    return _Reading(
        Part(line_of(statement)),
        of_head=spots(space, _OF_HEAD),
        of_balance=spots(space, _OF_BALANCE),
        of_entry=spots(space, _OF_ENTRY, part="NtryDtls/TxDtls", inside=_OF_TRANSACTION),
    )


def _part(reading: _Reading, part: Any, place: int) -> int:
    """One child of a statement; how many lines it was. What is freed is empty, and nothing."""
    name = name_of(part)
    if not len(part) and not part.text:
        return 0
    if name == "Ntry":
        return _entry(reading, part_of(part, reading.of_entry), place)
    if name == "Bal":
        _balance(reading, part_of(part, reading.of_balance))
    elif name in _HEAD:
        _head(reading, part)
    return 0


def _head(reading: _Reading, part: Any) -> None:
    reading.head.line = line_of(part)
    collect([part], reading.of_head, reading.head)
    currency = reading.head.text("Acct/Ccy")
    if currency:
        with at(line_of(part), "Acct/Ccy", currency):
            reading.currency = a_currency(currency)


def _balance(reading: _Reading, node: Part) -> None:
    code = node.text("Tp/CdOrPrtry/Cd")
    if code not in {"OPBD", "PRCD", "CLBD"}:
        return
    minor = _signed(reading, node, "Amt", node.text("CdtDbtInd"), code)
    day = _day(node, code, "Dt/Dt", "Dt/DtTm")
    reading.balances.setdefault(code, []).append((day, minor, node.line))


def _day(node: Part, column: str, *paths: str) -> date:
    text = node.text(*paths)
    with at(node.line, column, text):
        return _date(text)


def _date(text: str) -> date:
    """A date; of an instant, the day that the bank wrote, in its own zone."""
    return dates.a_date(text[:10] if text[10:11] in {"T", "Z", "+", "-"} else text)


def _signed(reading: _Reading, node: Part, path: str, side: str, column: str) -> int:
    if side not in {"CRDT", "DBIT"}:
        raise refused(node.line, f"{column}/CdtDbtInd", side, "CRDT or DBIT")
    found = node.values.get(path)
    if not found:
        raise refused(node.line, f"{column}/{path}", "", "an amount")
    text, currency = found[0], node.text(f"{path}@Ccy")
    with at(node.line, f"{column}/{path}", f"{currency} {text}".strip()):
        if not reading.currency:
            reading.currency = a_currency(currency)
        if currency != reading.currency:
            raise Wrong(f"an amount in {reading.currency}, the currency of the account")
        minor = minor_of(text, currency)
    return minor if side == "CRDT" else -minor


def _entry(reading: _Reading, entry: Part, place: int) -> int:
    status = entry.text("Sts", "Sts/Cd", "Sts/Prtry").upper()
    if status not in _BOOKED | _NOT_BOOKED:
        raise refused(entry.line, "Ntry/Sts", status, "BOOK, PDNG, INFO or FUTR")
    minor = _signed(reading, entry, "Amt", entry.text("CdtDbtInd"), "Ntry")
    lines = list(_lines(reading, entry, minor, place))
    (reading.lines if status in _BOOKED else reading.pending).extend(lines)
    return len(lines)


def _lines(reading: _Reading, entry: Part, minor: int, place: int) -> Iterator[StatementLine]:
    """An entry as one line, or as its transactions if the file says what each of them is."""
    parts = entry.parts
    amounts = _amounts_of_parts(reading, entry, minor) if len(parts) > 1 else None
    if amounts is None:
        yield _made(reading, entry, parts or [Part(entry.line)], minor, place + 1, "")
        return
    for number, (part, amount) in enumerate(zip(parts, amounts, strict=True), start=1):
        yield _made(reading, entry, [part], amount, place + number, f"/{number}")


def _amounts_of_parts(reading: _Reading, entry: Part, minor: int) -> list[int] | None:
    """The transactions' amounts, which add up to the entry; None where the file has none."""
    amounts = []
    for part in entry.parts:
        path = next((p for p in ("Amt", "AmtDtls/TxAmt/Amt") if p in part.values), None)
        if path is None:
            continue
        side = part.text("CdtDbtInd") or entry.text("CdtDbtInd")
        amounts.append(_signed(reading, part, path, side, "TxDtls"))
    if not amounts:
        return None
    if len(amounts) < len(entry.parts) or sum(amounts) != minor:
        raise refused(
            entry.line,
            "Ntry/Amt",
            str(Money(minor, reading.currency)),
            f"what its {len(entry.parts)} transactions add up to,"
            f" {Money(sum(amounts), reading.currency)}",
        )
    return amounts


def _made(
    reading: _Reading, entry: Part, parts: list[Part], minor: int, place: int, suffix: str
) -> StatementLine:
    """One line of an entry; of several transactions without amounts, everything that they say."""
    reversal = _is_reversal(entry, parts)
    names, account = _counterparty(parts, came_in=(minor > 0) != reversal)
    text = clean(" ".join([*(_remittance(part) for part in parts), *_bank_text(entry), *names[1:]]))
    if len(text) > LONGEST_LINE:
        raise refused(entry.line, "Ntry", text, f"at most {LONGEST_LINE} characters of text")
    booked_on, value_on = _days(entry)
    one = parts[0] if len(parts) == 1 else Part(entry.line)
    own_id = a_reference(one.text("Refs/AcctSvcrRef"))
    entry_id = a_reference(entry.text("AcctSvcrRef"))
    structured = [ref for part in parts for ref in part.texts("RmtInf/Strd/CdtrRefInf/Ref")]
    return StatementLine(
        minor=minor,
        booked_on=booked_on,
        value_on=value_on,
        text=text,
        place=place,
        payer_name=names[0] if names else "",
        payer_account=account,
        bank_id=own_id or (f"{entry_id}{suffix}" if entry_id else ""),
        end_to_end=a_reference(one.text("Refs/EndToEndId")),
        structured=structured[0] if len(structured) == 1 else "",
        reversal=reversal,
        instructed=_instructed(reading, entry, one),
    )


def _days(entry: Part) -> tuple[date, date | None]:
    """When it was booked, and when it counts; the one for the other where one is missing."""
    written = entry.text("ValDt/Dt", "ValDt/DtTm")
    value_on = _day(entry, "Ntry/ValDt", "ValDt/Dt", "ValDt/DtTm") if written else None
    if value_on is not None and not entry.text("BookgDt/Dt", "BookgDt/DtTm"):
        return value_on, value_on
    return _day(entry, "Ntry/BookgDt", "BookgDt/Dt", "BookgDt/DtTm"), value_on


def _is_reversal(entry: Part, parts: list[Part]) -> bool:
    said = entry.text("RvslInd").lower()
    if said not in {"", "true", "false", "1", "0"}:
        raise refused(entry.line, "Ntry/RvslInd", said, "true or false")
    codes = {part.text("BkTxCd/Domn/Fmly/SubFmlyCd") for part in [entry, *parts]}
    returned = any(part.text("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry") for part in parts)
    return said in {"true", "1"} or returned or bool(codes & _RETURNS)


def _counterparty(parts: list[Part], *, came_in: bool) -> tuple[list[str], str]:
    """Who is on the other side of the booking, and who stands behind; and the account.

    Where several transactions have several, none of them is the payer: their names are text.
    """
    role = "Dbtr" if came_in else "Cdtr"
    names: list[str] = []
    accounts: list[str] = []
    for part in parts:
        for who in (role, f"Ultmt{role}"):
            name = part.text(f"RltdPties/{who}/Pty/Nm", f"RltdPties/{who}/Nm")
            if name and name not in names:
                names.append(name)
        account = f"RltdPties/{role}Acct/Id"
        accounts.append(in_account_letters(part.text(f"{account}/IBAN", f"{account}/Othr/Id")))
    if len(parts) > 1:
        names.insert(0, "")
    return names, accounts[0] if len(parts) == 1 else ""


def _remittance(part: Part) -> str:
    """What the payer wrote: free lines, then the numbers of documents and further references."""
    references = part.texts("RmtInf/Strd/CdtrRefInf/Ref")
    pieces = [
        joined(part.texts("RmtInf/Ustrd"), _WIDTH),
        *(part.texts("RmtInf/Strd/RfrdDocInf/Nb")),
        *(references if len(references) > 1 else []),
        *part.texts("RmtInf/Strd/AddtlRmtInf"),
        part.text("AddtlTxInf"),
    ]
    return " ".join(filter(None, pieces))


def _bank_text(entry: Part) -> list[str]:
    return [entry.text("AddtlNtryInf")]


def _instructed(reading: _Reading, entry: Part, part: Part) -> Money | None:
    """What was sent, where that is another currency that amounts can be kept in."""
    for node in (part, entry):
        found = node.values.get("AmtDtls/InstdAmt/Amt")
        if not found:
            continue
        text, currency = found[0], node.text("AmtDtls/InstdAmt/Amt@Ccy")
        if currency == reading.currency or currency not in DIGITS:
            return None
        with at(node.line, "AmtDtls/InstdAmt/Amt", f"{currency} {text}"):
            return Money(minor_of(text, currency), currency)
    return None


def _finished(reading: _Reading) -> Statement:
    head = reading.head
    account = in_account_letters(head.text("Acct/Id/IBAN", "Acct/Id/Othr/Id"))
    if not account:
        raise refused(head.line, "Acct/Id", "", "an IBAN or another number of the account")
    if not reading.currency:
        raise refused(head.line, "Acct/Ccy", "", "the currency of the account")
    opening = min(reading.balances.get("OPBD") or reading.balances.get("PRCD") or [], default=None)
    closing = max(reading.balances.get("CLBD") or [], default=None)
    statement = Statement(
        format=CODE,
        account=account,
        currency=reading.currency,
        lines=tuple(reading.lines),
        pending=tuple(reading.pending),
        number=head.text("ElctrncSeqNb", "LglSeqNb", "Id"),
        holder=head.text("Acct/Ownr/Nm", "Acct/Ownr/Pty/Nm"),
        from_on=_period(reading, "FrToDt/FrDtTm", "FrToDt/FrDt"),
        to_on=_period(reading, "FrToDt/ToDtTm", "FrToDt/ToDt"),
        opening_minor=opening[1] if opening else None,
        closing_minor=closing[1] if closing else None,
    )
    return proved(statement, closing[2] if closing else head.line)


def _period(reading: _Reading, *paths: str) -> date | None:
    """A day of the period; where the file has none, of the bookings."""
    if reading.head.text(*paths):
        return _day(reading.head, paths[0], *paths)
    days = [line.booked_on for line in reading.lines]
    return (min if "Fr" in paths[0].split("/")[1] else max)(days, default=None)


READER = Reader(CODE, "CAMT.053", recognises, read)
