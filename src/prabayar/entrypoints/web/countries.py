"""Countries by their names, and what is usual in each: its currency and its time zone.

The countries and zones are those of the IANA database, which names the most populous zone of a
country first; names and currencies are Babel's.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

from babel import Locale
from babel.numbers import get_currency_name, get_territory_currencies
from django.utils.translation import gettext as _

from prabayar.entrypoints.web.formatting import locale_now

HOME = "ID"
_FALLBACK = "USD"
Choices = list[tuple[str, str]]
Grouped = list[tuple[str, Choices]]


@lru_cache(maxsize=1)
def zones_by_country() -> dict[str, tuple[str, ...]]:
    """`{"ID": ("Asia/Jakarta", …)}`."""
    table: dict[str, tuple[str, ...]] = {}
    text = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            country, _place, zone = line.split("\t")[:3]
            table[country] = (*table.get(country, ()), zone)
    return table


@lru_cache(maxsize=8)
def _names(locale: str) -> tuple[tuple[str, str], ...]:
    named = Locale.parse(locale).territories
    found = [(code, named.get(code, code)) for code in zones_by_country()]
    return tuple(sorted(found, key=lambda pair: (pair[0] != HOME, pair[1])))


def country_choices() -> Choices:
    """All countries by name in the language of the page; home first."""
    return list(_names(locale_now()))


def country_name(code: str) -> str:
    return dict(_names(locale_now())).get(code, code)


def currency_name(code: str) -> str:
    """`IDR, Indonesian Rupiah`."""
    return f"{code}, {get_currency_name(code, locale=locale_now())}"


def zone_choices(country: str) -> Grouped:
    """Those of the country first, then all others."""
    own = zones_by_country().get(country, ())
    every = {zone for zones in zones_by_country().values() for zone in zones} | {"UTC"}
    others = sorted(every - set(own))
    first = [(country_name(country), [(zone, _spoken(zone)) for zone in own])] if own else []
    return [*first, (_("All others"), [(zone, _spoken(zone)) for zone in others])]


def _spoken(zone: str) -> str:
    return zone.replace("_", " ")


def usual_zone(country: str) -> str:
    return zones_by_country().get(country, ("UTC",))[0]


def usual_currency(country: str, sold: Iterable[str]) -> str:
    """The currency of the country if something is sold in it, else dollars, else any that is."""
    known = sorted(sold)
    for one in (*get_territory_currencies(country), _FALLBACK, *known):
        if one in known:
            return str(one)
    return ""
