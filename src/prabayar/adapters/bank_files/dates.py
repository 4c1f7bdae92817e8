"""Dates as banks write them, by a format that is declared: `DD/MM/YYYY`, `YYYYMMDD`, `DD Mon YY`.

A time of day behind a date is let pass. What does not fit, or does not exist, is `Wrong`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import cache, lru_cache

from prabayar.adapters.bank_files.problems import Wrong
from prabayar.adapters.intake.cells import FIRST_YEAR, LAST_YEAR

ISO = "YYYY-MM-DD"
_LONGEST = 60
_TOKENS = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<year>\d{2})",
    "DD": r"(?P<day>\d{1,2})",
    "MM": r"(?P<month>\d{1,2})",
    "Mon": r"(?P<name>[^\W\d_]{3,9})\.?",
}
_FIXED = {"DD": r"(?P<day>\d{2})", "MM": r"(?P<month>\d{2})"}
_TOKEN = re.compile("|".join(_TOKENS))
_SECONDS = r"(?:[:.]\d{2}(?:[.,]\d{1,9})?)?"
_TIME = rf"(?:[T, ]+\d{{1,2}}[:.]\d{{2}}{_SECONDS}(?: ?[AaPp][Mm])?(?:Z|[+-]\d\d:?\d\d)?)?"
# The first three letters of months in English, Indonesian, German, Dutch, French and Spanish.
_MONTHS = {
    1: "jan ene",
    2: "feb fév",
    3: "mar mär mrt mrz",
    4: "apr avr abr",
    5: "may mei mai",
    6: "jun",
    7: "jul",
    8: "aug agu agt ago aoû",
    9: "sep",
    10: "oct okt",
    11: "nov nop",
    12: "dec des dez déc dic",
}
_NAMED = {name: month for month, names in _MONTHS.items() for name in names.split()}


@cache
def shape_of(form: str) -> re.Pattern[str]:
    """The format as a pattern; a format that does not name a day, a month and a year is `Wrong`."""
    tokens = _TOKEN.findall(form)
    if sorted(token[0].upper() for token in tokens) != ["D", "M", "Y"]:
        raise Wrong("a date format of DD, MM or Mon, and YY or YYYY, like DD/MM/YYYY")
    # Without anything between them, each has all of its digits.
    glued = "".join(tokens) == form and "Mon" not in tokens
    known = _TOKENS | _FIXED if glued else _TOKENS
    rest, pattern = form, ""
    while rest:
        token = next((t for t in _TOKENS if rest.startswith(t)), rest[0])
        pattern += known.get(token) or re.escape(token)
        rest = rest[len(token) :]
    return re.compile(pattern + _TIME, re.UNICODE)


def a_date(text: str, form: str = ISO) -> date:
    """The day that the text names in that format. Most lines of a file share their days."""
    if len(text) > _LONGEST:
        raise Wrong(f"a date like {form}")
    return _read(text, form)


@lru_cache(maxsize=4096)
def _read(text: str, form: str) -> date:
    match = shape_of(form).fullmatch(text)
    if match is None or (not text.isascii() and "Mon" not in form):
        raise Wrong(f"a date like {form}")
    found = match.groupdict()
    name = found.get("name")
    month = _NAMED.get(name[:3].lower(), 0) if name else int(found["month"])
    year = int(found["year"])
    return existing(year + 2000 if len(found["year"]) == 2 else year, month, int(found["day"]))


def existing(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Wrong(f"a date of the years {FIRST_YEAR} to {LAST_YEAR}")
    if not 1 <= month <= 12:
        raise Wrong("a date that exists: this is no month")
    if not 1 <= day <= monthrange(year, month)[1]:
        raise Wrong(f"a date that exists: {year}-{month:02d} has no day {day}")
    return date(year, month, day)
