"""Readers of single values: a text in, a value out, or `Wrong` with what would be right."""

from __future__ import annotations

import difflib
import re
from calendar import monthrange
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import available_timezones

from prabayar.adapters.intake.problems import Wrong
from prabayar.domain.errors import MoneyRefused
from prabayar.domain.money import digits_of, parse_money

LONGEST_TEXT = 200
LONGEST_NOTE = 2_000
_MOST_DIGITS = 15
# Dates outside are slips of the pen, and instants of them could not be told in every zone.
FIRST_YEAR, LAST_YEAR = 1970, 2999

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII
)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_APP_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}", re.ASCII)
_EMAIL = re.compile(r"[^@\s,;<>\"()]{1,64}@[^@\s,;<>\"().]+(\.[^@\s,;<>\"().]+)+")
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_DIGITS = re.compile(r"\d+", re.ASCII)
_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?", re.ASCII)
_SEPARATORS = re.compile(r"[\s.,'’_]")


def one_of(words: Iterable[str]) -> str:
    """`a, b or c`."""
    listed = list(words)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} or {listed[-1]}"


def alike(text: str, words: Collection[str]) -> str:
    """The word that is meant, if one looks like it."""
    found = difflib.get_close_matches(text, words, n=1, cutoff=0.75)
    return found[0] if found else ""


def a_text(text: str, *, longest: int = LONGEST_TEXT, what: str = "a text") -> str:
    if not text:
        raise Wrong(f"{what}: it may not be empty")
    return an_optional_text(text, longest=longest)


def an_optional_text(text: str, *, longest: int = LONGEST_TEXT) -> str:
    if len(text) > longest:
        raise Wrong(f"at most {longest} characters; there are {len(text)}")
    if not all(c.isprintable() or c in "\n\r\t" for c in text):
        raise Wrong("a text without control characters")
    return text


def a_line(text: str, *, what: str) -> str:
    """A text on one line."""
    if not all(map(str.isprintable, text)):
        raise Wrong(f"{what}, on one line and without control characters")
    return a_text(text, what=what)


def a_code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise Wrong("a code of letters, digits, dots and hyphens, like ACC-1001")
    return text


def an_app_id(text: str) -> str:
    if not _APP_ID.fullmatch(text):
        raise Wrong("an App ID of letters, digits, dots, colons and hyphens, at most 100")
    return text


def an_email(text: str) -> str:
    if not _EMAIL.fullmatch(text) or len(text) > 254 or not text.isprintable():
        raise Wrong("one e-mail address, like billing@company.example")
    return text


def a_country(text: str) -> str:
    if not _COUNTRY.fullmatch(text):
        meant = text.upper() if _COUNTRY.fullmatch(text.upper()) else "ID"
        raise Wrong(f"a country as two capital letters (ISO 3166), like {meant}")
    return text


@cache
def zones() -> frozenset[str]:
    return frozenset(available_timezones())


def a_zone(text: str) -> str:
    if text not in zones():
        meant = alike(text, zones())
        raise Wrong("an IANA time zone, like Asia/Jakarta" + (f"; {meant}?" if meant else ""))
    return text


def a_word(text: str, words: Collection[str], *, meant: str = "") -> str:
    """One of `words`, exactly."""
    if text not in words:
        near = meant or alike(text.lower(), words)
        hint = f"; {near}?" if near and text and len(words) > 3 else ""
        raise Wrong(f"{one_of(words)}{hint}")
    return text


def a_date(text: str) -> date:
    match = _DATE.fullmatch(text)
    if match is None:
        raise Wrong("a date as year-month-day, like 2026-01-31")
    year, month, day = map(int, match.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Wrong(f"a date of the years {FIRST_YEAR} to {LAST_YEAR}")
    if not 1 <= month <= 12:
        raise Wrong(f"a date that exists: a year has 12 months, not {month}")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise Wrong(f"a date that exists: {year}-{month:02d} has {last} days")
    return date(year, month, day)


def an_instant(text: str) -> datetime:
    """With its offset; in UTC."""
    if not _INSTANT.fullmatch(text):
        raise Wrong("an instant with its offset, like 2026-01-31T10:00:00+07:00")
    a_date(text[:10])
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        raise Wrong("a time of day that exists, and an offset within 24 hours") from None


def a_count(text: str) -> int:
    if not _DIGITS.fullmatch(text) or len(text) > 9:
        raise Wrong("a whole number from 0, like 2")
    return int(text)


def a_percentage(text: str) -> int:
    """In hundredths of a percent."""
    match = _PERCENT.fullmatch(text)
    wanted = "a percentage above 0 and at most 100, like 25 or 12.5"
    if match is None:
        raise Wrong(wanted)
    value = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
    if not 0 < value <= 10_000:
        raise Wrong(wanted)
    return value


def an_amount(text: str, currency: str) -> int:
    """In minor units of a currency that is known."""
    if len(text) > _MOST_DIGITS and _DIGITS.fullmatch(text):
        raise Wrong(f"an amount of {currency} that somebody could pay")
    try:
        amount = parse_money(text, currency)
    except MoneyRefused:
        raise Wrong(_plain_amount(text, currency)) from None
    if amount.minor < 0 or text.startswith("-"):
        raise Wrong(f"an amount of {currency} from 0 up")
    if amount.minor >= 10**15:
        raise Wrong(f"an amount of {currency} that somebody could pay")
    return amount.minor


def _plain_amount(text: str, currency: str) -> str:
    """What would be right for a grouped number, or an amount in general."""
    digits = digits_of(currency)
    example = "2100000" if digits == 0 else f"1490.{'0' * digits}"
    wanted = f"an amount of {currency} as digits without grouping"
    parts = _SEPARATORS.split(text.strip())
    if len(parts) > 1 and all(map(str.isdecimal, parts)):
        grouped = all(len(part) == 3 for part in parts[1:])
        meant = "".join(parts) if grouped else "".join(parts[:-1])
        if not grouped and digits and len(parts[-1]) <= digits:
            meant = f"{meant}.{parts[-1].ljust(digits, '0')}"
        return f"{wanted}: {meant.lstrip('0') or '0'}?"
    return f"{wanted}, like {example}"
