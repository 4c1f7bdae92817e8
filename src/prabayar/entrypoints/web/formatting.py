"""Amounts, dates and instants as people of a locale write them; by Babel, and only for showing.

Money carries its currency and the digits of our own table. Ranges are stored half-open; people
are told the last day.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, dates
from babel.dates import format_datetime
from babel.numbers import format_compact_decimal, format_decimal, format_percent
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from prabayar.domain.money import digits_of

DAY = timedelta(days=1)


def locale_now() -> str:
    """The locale of the page or the letter that is being made."""
    return _known(get_language() or "en")


@lru_cache(maxsize=64)
def _known(language: str) -> str:
    try:
        return str(Locale.parse(language.replace("-", "_")))
    except ValueError:
        return "en"


@lru_cache(maxsize=8192)
def format_date(value: date, pattern: str, *, locale: str) -> str:
    """A page names the same few days many times."""
    return dates.format_date(value, pattern, locale=locale)


def amount(minor: int, currency: str) -> str:
    """`IDR 2,324,430`, `USD 149.00`; in Indonesian `IDR 2.324.430`."""
    return f"{currency} {number(minor, currency)}"


def number(minor: int, currency: str) -> str:
    """The figures alone, for tables whose head names the currency."""
    digits = digits_of(currency)
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    whole = _exact(minor, digits)
    text = format_decimal(whole, format=pattern, locale=locale_now())
    return text.replace("-", "−", 1) if minor < 0 else text


def plain(minor: int, currency: str) -> str:
    """`2324430`, `149.00`: for machines, and to paste into a bank's form."""
    return _exact(minor, digits_of(currency))


def _exact(minor: int, digits: int) -> str:
    text = str(abs(minor)).rjust(digits + 1, "0")
    return ("-" if minor < 0 else "") + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)


def count(value: int) -> str:
    return format_decimal(value, format="#,##0", locale=locale_now())


def percent(hundredths: int) -> str:
    """Hundredths of a percent: 2500 is `25%`."""
    return format_percent(hundredths / 10_000, format="#,##0.##%", locale=locale_now())


def day(value: date, *, today: date | None = None) -> str:
    """`17 Oct`, with the year where it is not this one's."""
    same_year = today is not None and value.year == today.year
    return format_date(value, "d MMM" if same_year else "d MMM y", locale=locale_now())


def full_day(value: date) -> str:
    """`Saturday, 17 October 2026`."""
    return format_date(value, "EEEE, d MMMM y", locale=locale_now())


def long_day(value: date) -> str:
    """`17 October 2026`."""
    return format_date(value, "d MMMM y", locale=locale_now())


def month(value: date) -> str:
    """`November 2026`"""
    return format_date(value, "LLLL y", locale=locale_now())


def short_month(value: date) -> str:
    """`Nov`, and `Jan 27` where a year begins."""
    return format_date(value, "LLL yy" if value.month == 1 else "LLL", locale=locale_now())


def compact(minor: int, currency: str) -> str:
    """`2.3M`: for the axis of a chart, where the exact amount stands beside it."""
    whole = minor // 10 ** digits_of(currency)
    return format_compact_decimal(whole, fraction_digits=1, locale=locale_now())


def country(code: str) -> str:
    """`Indonesia`, by the two letters of its code."""
    return str(Locale.parse(locale_now()).territories.get(code, code))


def days_away(value: date, *, today: date) -> str:
    """`today`, `in 6 days`, `3 days ago`."""
    days = (value - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}


def days_between(starts_on: date, ends_on: date) -> str:
    """`17 Oct – 16 Nov 2026` of the half-open range."""
    last = ends_on - DAY
    if starts_on == last:
        return day(last)
    first = "d MMM" if starts_on.year == last.year else "d MMM y"
    return f"{format_date(starts_on, first, locale=locale_now())} – {day(last)}"


def instant(value: datetime, zone: str) -> str:
    """`17 Oct 2026, 09:30` in a zone."""
    return format_datetime(value, "d MMM y, HH:mm", tzinfo=ZoneInfo(zone), locale=locale_now())
