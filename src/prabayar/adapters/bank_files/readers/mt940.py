"""MT940 of SWIFT: a customer statement as tagged lines, whatever the bank has put around it.

The frame and the grammar of each field are checked here, strictly; what a field means (signs of
reversals, years of entry dates) is asked of the library `mt-940`. Pages of a statement are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

import mt940

from prabayar.adapters.bank_files import dates, mt940_details
from prabayar.adapters.bank_files.amounts import minor_of
from prabayar.adapters.bank_files.problems import Wrong, refused
from prabayar.adapters.bank_files.reading import (
    Reader,
    a_currency,
    a_reference,
    at,
    clean,
    decoded,
    lines_of,
    proved,
)
from prabayar.domain.money import Money
from prabayar.domain.statement import Statement, StatementLine, in_account_letters

CODE = "mt940"
_TAG = re.compile(r":(\d\d[A-Z]?|NS):")
_KNOWN = {"13", "13D", "20", "21", "25", "25P", "28", "28C", "34F", "60F", "60M", "61", "62F",
          "62M", "64", "65", "86", "90C", "90D", "NS"}  # fmt: skip
_ENDS = {"", "-", "-}", "}"}
_BEGINS = re.compile(r"(?:^[ \t]{0,9}|\{4:[ \t]{0,9}):20:", re.M)

_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})(\d{1,24}(?:,\d{0,3})?)", re.ASCII)
_LINE = re.compile(
    r"(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:(?P<entry_month>\d\d)(?P<entry_day>\d\d)| {4})?"
    r"(?P<status>R?[CD])(?P<funds_code>[A-Z])?[ ]?"
    r"(?P<amount>\d{1,24}(?:,\d{0,3})?)"
    r"(?P<id>[A-Z][A-Z0-9 ]{3})"
    r"(?P<customer_reference>(?:(?!//).)*)"
    r"(?://(?P<bank_reference>.*))?",
    re.ASCII,
)
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?/(?=.)")
_BETWEEN = "between :60F: and :62F:, which an interim report (MT942) does not have"
_MEANING = mt940.tags.Statement()
_MEANT = ("status", "entry_month", "entry_day", "year", "month", "day")
_OPTIONS = mt940.Options.all()
_TYPES_OF_RETURNS = {"RTI"}


@dataclass(slots=True)
class _Field:
    """One tag with what stands behind it, line by line; `number` is its first line."""

    tag: str
    number: int
    lines: list[str]

    @property
    def value(self) -> str:
        return self.lines[0].strip()


@dataclass(slots=True)
class _Page:
    """One statement message on its way; `first` says that it is the first page of its statement."""

    number: int
    account: str = ""
    name: str = ""
    currency: str = ""
    first: bool = True
    last: bool = True
    opening: tuple[date, int] | None = None
    closing: tuple[date, int, int] | None = None
    lines: list[StatementLine] = field(default_factory=list)
    booking: _Field | None = None
    details: list[str] = field(default_factory=list)


def recognises(head: str) -> bool:
    return _BEGINS.search(head) is not None and (":25" in head or ":60" in head)


def read(data: bytes) -> Iterator[Statement]:
    kept: tuple[_Page, Statement] | None = None
    for page in _pages(_fields(lines_of(decoded(data)))):
        statement = _statement(page)
        if kept is not None and not kept[0].last:
            statement = _joined(kept, page, statement)
        elif kept is not None:
            yield kept[1]
        kept = (page, statement)
    if kept is not None:
        yield kept[1]


def _fields(lines: list[str]) -> Iterator[_Field]:
    """Tags with their values. What stands before, between and behind messages is passed over."""
    current: _Field | None = None
    for number, line in enumerate(lines, start=1):
        begun = _field(number, line, inside=current)
        if begun is not None:
            if current is not None:
                yield current
            current = begun
        elif current is not None and (end := line.strip(" \t\x03")) in _ENDS:
            if end:
                yield current
                current = None
        elif current is not None:
            current.lines.append(line)
    if current is not None:
        yield current


def _field(number: int, line: str, *, inside: _Field | None) -> _Field | None:
    """The field that the line begins. In details a line may begin like a tag and be none."""
    if inside is None:
        line = _without_block(line)
    elif line[:1] != ":":
        return None
    found = _TAG.match(line)
    if found is None or (found[1] not in _KNOWN and inside is not None and inside.tag == "86"):
        return None
    if found[1] not in _KNOWN:
        raise refused(number, f":{found[1]}:", line, "a field of MT940")
    return _Field(found[1], number, [line[found.end() :]])


def _without_block(line: str) -> str:
    """The line without the header blocks that may stand before its first tag."""
    return line[line.rfind("{4:") + 3 :].lstrip() if "{4:" in line else line.lstrip("\ufeff \x01")


def _pages(fields: Iterator[_Field]) -> Iterator[_Page]:
    page: _Page | None = None
    for one in fields:
        if one.tag == "20" or (page is not None and page.closing and one.tag in {"60F", "60M"}):
            if page is not None:
                yield _complete(page)
            begun = _Page(one.number)
            if page is not None and one.tag != "20":
                begun.account, begun.name = page.account, page.name
            page = begun
        if page is None:
            raise refused(one.number, f":{one.tag}:", one.value, "behind :20:, which begins")
        _take(page, one)
    if page is not None:
        yield _complete(page)


def _take(page: _Page, one: _Field) -> None:
    match one.tag:
        case "25" | "25P":
            page.account = _account(one.value)
        case "28" | "28C":
            page.name = one.value
        case "60F" | "60M":
            page.first = one.tag == "60F"
            page.opening = _balance(page, one)
        case "61":
            if page.opening is None or page.closing is not None:
                raise refused(one.number, ":61:", one.value, _BETWEEN)
            _end_line(page)
            page.booking = one
        case "86" if page.booking is not None:
            page.details += one.lines
        case "62F" | "62M":
            _end_line(page)
            page.last = one.tag == "62F"
            page.closing = (*_balance(page, one), one.number)
        case _:
            pass


def _account(text: str) -> str:
    """Without the bank's BIC before it; a code of a country's bank stays, as a part of an IBAN."""
    return in_account_letters(_BIC.sub("", text.upper()))


def _balance(page: _Page, one: _Field) -> tuple[date, int]:
    match = _BALANCE.fullmatch(one.value)
    with at(one.number, f":{one.tag}:", one.value):
        if match is None:
            raise Wrong("C or D, a date, a currency and an amount, like C261031IDR150000000,00")
        currency = a_currency(match[3])
        if page.currency and currency != page.currency:
            raise Wrong(f"a balance in {page.currency}, as the one before")
        page.currency = currency
        day = dates.a_date(match[2], "YYMMDD")
        minor = minor_of(match[4], currency, mark=",")
    return day, minor if match[1] == "C" else -minor


def _end_line(page: _Page) -> None:
    """The booking and its details, which may be several fields or none, are one line."""
    if page.booking is None:
        return
    page.lines.append(_line(page, page.booking, mt940_details.details_of(page.details)))
    page.booking, page.details = None, []


def _line(page: _Page, one: _Field, details: mt940_details.Details) -> StatementLine:
    first, more = one.lines[0].rstrip(), one.lines[1:]
    match = _LINE.fullmatch(first)
    if match is None and more:  # some banks break the line before the amount
        match, more = _LINE.fullmatch(first + more[0].rstrip()), more[1:]
    try:
        if match is None:
            raise Wrong(
                "a date, C or D, an amount with a comma and no grouping, and a type, like"
                " 2611011101C1665000,00NTRFNONREF"
            )
        minor = minor_of(match["amount"], page.currency, mark=",")
        is_debit, booked_on, value_on = _meaning(*match.group(*_MEANT))
    except Wrong as wrong:
        raise refused(one.number, ":61:", one.value, wrong.wanted) from None
    text, account = details.text, details.payer_account
    if beside := clean(" ".join(more)):
        text = f"{beside} {text}".rstrip()
        account = account or (beside if mt940_details.IBAN.fullmatch(beside) else "")
    return StatementLine(
        minor=-minor if is_debit else minor,
        booked_on=booked_on,
        value_on=value_on,
        text=text,
        place=one.number,
        payer_name=details.payer_name,
        payer_account=account,
        bank_id=a_reference(match["bank_reference"] or ""),
        end_to_end=details.end_to_end or a_reference(match["customer_reference"]),
        reversal=match["status"][0] == "R" or match["id"][1:] in _TYPES_OF_RETURNS,
    )


@lru_cache(maxsize=4096)
def _meaning(mark: str, month: str | None, day: str | None, *value: str) -> tuple[bool, date, date]:
    """Whether money went out, when it was booked, and when it counts.

    A value date of 30 February, which banks reckon interest by, is the last day of that month.
    """
    named: dict[str, Any] = dict(zip(("year", "month", "day"), value, strict=True))
    statement = mt940.models.Transactions(options=_OPTIONS)
    fixed = mt940.processors.date_fixup_pre_processor(statement, _MEANING, named)
    try:
        found: dict[str, Any] = dict(_MEANING(statement, {**fixed, "status": mark, "amount": "1"}))
    except ValueError:
        raise Wrong("dates that exist, year-month-day and month-day") from None
    value_on = date(found["date"].year, found["date"].month, found["date"].day)
    booked_on = value_on
    if month and day:
        booked_on = _nearest(value_on, int(month), int(day))
    return found["amount"].amount < 0, booked_on, value_on


def _nearest(to: date, month: int, day: int) -> date:
    """The booking date has no year: it is the day nearest to the value date. (The library moves it
    over the new year only if the two are less than 35 days apart.)
    """
    days = []
    for year in (to.year - 1, to.year, to.year + 1):
        with suppress(Wrong):
            days.append(dates.existing(year, month, day))
    if not days:
        raise Wrong("dates that exist, year-month-day and month-day")
    return min(days, key=lambda one: abs(one - to))


def _complete(page: _Page) -> _Page:
    _end_line(page)
    for tag, there in ((":25:", page.account), (":60F:", page.opening), (":62F:", page.closing)):
        if not there:
            raise refused(page.number, tag, "", "a part of every statement: this one is cut off")
    return page


def _statement(page: _Page) -> Statement:
    assert page.opening is not None
    assert page.closing is not None
    account = page.account
    if account.endswith(page.currency) and account[:-3][-1:].isdigit():
        account = account.removesuffix(page.currency)
    days = [line.booked_on for line in page.lines]
    statement = Statement(
        format=CODE,
        account=account,
        currency=page.currency,
        lines=tuple(page.lines),
        number=page.name,
        from_on=min(days, default=page.closing[0]),
        to_on=max([page.closing[0], *days]),
        opening_minor=page.opening[1],
        closing_minor=page.closing[1],
    )
    return proved(statement, page.closing[2])


def _joined(kept: tuple[_Page, Statement], page: _Page, after: Statement) -> Statement:
    """Pages of one statement: the next one begins where this one has ended."""
    before = kept[1]
    if (page.first, after.account, after.currency, after.opening_minor) != (
        False, before.account, before.currency, before.closing_minor,
    ):  # fmt: skip
        raise refused(
            page.number,
            ":60M:",
            str(Money(after.opening_minor or 0, after.currency)),
            f"{Money(before.closing_minor or 0, before.currency)} of account {before.account}, with"
            " which the page before ends: a page is missing",
        )
    return replace(
        after,
        lines=before.lines + after.lines,
        number=before.number,
        from_on=min(filter(None, (before.from_on, after.from_on)), default=None),
        opening_minor=before.opening_minor,
    )


READER = Reader(CODE, "MT940", recognises, read)
