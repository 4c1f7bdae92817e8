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


@dataclass(frozen=True, slots=True)
class _Role:
    """Where the parties of one side stand, in versions from 08 on and in those before."""

    name: str
    plain_name: str
    behind: str
    plain_behind: str
    iban: str
    number: str


def _role(short: str) -> _Role:
    top = "RltdPties"
    return _Role(
        *(f"{top}/{who}/{nm}" for who in (short, f"Ultmt{short}") for nm in ("Pty/Nm", "Nm")),
        *(f"{top}/{short}Acct/Id/{number}" for number in ("IBAN", "Othr/Id")),
    )


_DEBTOR, _CREDITOR = _role("Dbtr"), _role("Cdtr")
_FAMILY = "BkTxCd/Domn/Fmly/SubFmlyCd"
_INSTRUCTED = "AmtDtls/InstdAmt/Amt"


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
    freed = None  # what has been read last: it stays until the next one
    for element in ends_of(data, "Stmt", "Ntry"):
        whole = name_of(element) == "Stmt"
        statement = element if whole else element.getparent()
        if not _is_statement(statement):
            continue
        if reading is None:
            reading = _begun(statement)
        for part in statement:
            if part is not freed:
                place += _part(reading, part, place)
            if part is element:
                break
        free(element)
        freed = element
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
    """One child of a statement; how many lines it was."""
    name = name_of(part)
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
    day = date.min
    if node.text("Dt/Dt", "Dt/DtTm"):
        day = _day(node, code, "Dt/Dt", "Dt/DtTm")
    reading.balances.setdefault(code, []).append((day, minor, node.line))


def _day(node: Part, column: str, path: str, other: str) -> date:
    """A date; of an instant, the day that the bank wrote, in its own zone."""
    text = node.text(path, other)
    try:
        return dates.a_date(text[:10] if text[10:11] in {"T", "Z", "+", "-"} else text)
    except Wrong as wrong:
        raise refused(node.line, column, text, wrong.wanted) from None


def _signed(reading: _Reading, node: Part, path: str, side: str, column: str) -> int:
    if side not in {"CRDT", "DBIT"}:
        raise refused(node.line, f"{column}/CdtDbtInd", side, "CRDT or DBIT")
    text, currency = node.text(path), node.text(f"{path}@Ccy")
    try:
        if not reading.currency:
            reading.currency = a_currency(currency)
        if currency != reading.currency:
            raise Wrong(f"an amount in {reading.currency}, the currency of the account")
        minor = minor_of(text, currency)
    except Wrong as wrong:
        value = f"{currency} {text}".strip()
        raise refused(node.line, f"{column}/{path}", value, wrong.wanted) from None
    return minor if side == "CRDT" else -minor


def _entry(reading: _Reading, entry: Part, place: int) -> int:
    status = (entry.text("Sts", "Sts/Cd") or entry.text("Sts/Prtry")).upper()
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
    one = parts[0] if len(parts) == 1 else Part(entry.line)
    reversal = _is_reversal(entry, parts)
    role = _DEBTOR if (minor > 0) != reversal else _CREDITOR
    names = [name for part in parts for name in _names(part, role)]
    structured = [ref for part in parts for ref in part.texts("RmtInf/Strd/CdtrRefInf/Ref")]
    said = [_remittance(part) for part in parts]
    said.append(entry.text("AddtlNtryInf"))
    # Of several payers none is the payer, and of several references none the structured one.
    said += names[1:] if len(parts) == 1 else names
    if len(structured) > 1:
        said += structured
    text = " ".join(filter(None, said))
    if len(text) > LONGEST_LINE:
        raise refused(entry.line, "Ntry", text, f"at most {LONGEST_LINE} characters of text")
    booked_on, value_on = _days(entry)
    bank_id = a_reference(one.text("Refs/AcctSvcrRef"))
    if not bank_id and (whole := a_reference(entry.text("AcctSvcrRef"))):
        bank_id = f"{whole}{suffix}"
    return StatementLine(
        minor=minor,
        booked_on=booked_on,
        value_on=value_on,
        text=text,
        place=place,
        payer_name=names[0] if names and len(parts) == 1 else "",
        payer_account=in_account_letters(one.text(role.iban, role.number)),
        bank_id=bank_id,
        end_to_end=a_reference(one.text("Refs/EndToEndId")),
        structured=structured[0] if len(structured) == 1 else "",
        reversal=reversal,
        instructed=_instructed(reading, one) or _instructed(reading, entry),
    )


def _days(entry: Part) -> tuple[date, date | None]:
    """When it was booked, and when it counts; the one for the other where one is missing."""
    value_on = None
    if entry.text("ValDt/Dt", "ValDt/DtTm"):
        value_on = _day(entry, "Ntry/ValDt", "ValDt/Dt", "ValDt/DtTm")
        if not entry.text("BookgDt/Dt", "BookgDt/DtTm"):
            return value_on, value_on
    return _day(entry, "Ntry/BookgDt", "BookgDt/Dt", "BookgDt/DtTm"), value_on


def _is_reversal(entry: Part, parts: list[Part]) -> bool:
    said = entry.text("RvslInd").lower()
    if said not in {"", "true", "false", "1", "0"}:
        raise refused(entry.line, "Ntry/RvslInd", said, "true or false")
    return said in {"true", "1"} or any(
        part.text(_FAMILY) in _RETURNS or part.text("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")
        for part in [entry, *parts]
    )


def _names(part: Part, role: _Role) -> Iterator[str]:
    """Who is on the other side of the booking, and who stands behind."""
    name, behind = part.text(role.name, role.plain_name), part.text(role.behind, role.plain_behind)
    if name:
        yield name
    if behind and behind != name:
        yield behind


def _remittance(part: Part) -> str:
    """What the payer wrote: free lines, the numbers of documents, and what the bank adds."""
    pieces = joined(part.texts("RmtInf/Ustrd"), _WIDTH)
    for path in ("RmtInf/Strd/RfrdDocInf/Nb", "RmtInf/Strd/AddtlRmtInf", "AddtlTxInf"):
        for text in part.texts(path):
            pieces = f"{pieces} {text}" if pieces else text
    return pieces


def _instructed(reading: _Reading, node: Part) -> Money | None:
    """What was sent, where that is another currency that amounts can be kept in."""
    text, currency = node.text(_INSTRUCTED), node.text(f"{_INSTRUCTED}@Ccy")
    if not text or currency == reading.currency or currency not in DIGITS:
        return None
    with at(node.line, _INSTRUCTED, f"{currency} {text}"):
        return Money(minor_of(text, currency), currency)


def _finished(reading: _Reading) -> Statement:
    head = reading.head
    account = in_account_letters(head.text("Acct/Id/IBAN", "Acct/Id/Othr/Id"))
    if not account:
        raise refused(head.line, "Acct/Id", "", "an IBAN or another number of the account")
    if not reading.currency:
        raise refused(head.line, "Acct/Ccy", "", "the currency of the account")
    opening = min(reading.balances.get("OPBD") or reading.balances.get("PRCD") or [], default=None)
    closing = max(reading.balances.get("CLBD") or [], default=None)
    days = [line.booked_on for line in reading.lines]
    statement = Statement(
        format=CODE,
        account=account,
        currency=reading.currency,
        lines=tuple(reading.lines),
        pending=tuple(reading.pending),
        number=head.text("ElctrncSeqNb", "LglSeqNb") or head.text("Id"),
        holder=head.text("Acct/Ownr/Nm", "Acct/Ownr/Pty/Nm"),
        from_on=_period(reading, "FrToDt/FrDtTm", "FrToDt/FrDt") or min(days, default=None),
        to_on=_period(reading, "FrToDt/ToDtTm", "FrToDt/ToDt") or max(days, default=None),
        opening_minor=opening[1] if opening else None,
        closing_minor=closing[1] if closing else None,
    )
    return proved(statement, closing[2] if closing else head.line)


def _period(reading: _Reading, path: str, other: str) -> date | None:
    """A day of the period that the file is of, if it says so."""
    if not reading.head.text(path, other):
        return None
    return _day(reading.head, path, path, other)


READER = Reader(CODE, "CAMT.053", recognises, read)
