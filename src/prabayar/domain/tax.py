"""Tax: dated rates per country, computed once on the sum of the taxable lines.

Indonesia since 2025 (PMK 131/2024): 12 % on 11/12 of the price, rounded in these two steps.
A rate is exclusive (added to the price) or inclusive (contained in it).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from prabayar.domain.errors import TaxRefused
from prabayar.domain.money import half_up
from prabayar.domain.values import quick


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A rate in force from `starts_on`; `percent_bp` in hundredths of a percent.

    `base_num / base_den` is the part of the price that is taxed.
    """

    country: str
    starts_on: date
    percent_bp: int
    base_num: int = 1
    base_den: int = 1
    inclusive: bool = False
    name: str = "VAT"

    @property
    def key(self) -> str:
        """Names the rate on documents and tells two versions apart."""
        return f"{self.country}-{self.starts_on.isoformat()}"


@quick
@dataclass(frozen=True, slots=True)
class Tax:
    """What was computed: `net` without tax, the taxed `base`, the tax itself; minor units."""

    key: str
    net_minor: int
    base_minor: int
    tax_minor: int

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor


KNOWN_RATES = (
    TaxRate("ID", date(1985, 4, 1), 1000, name="PPN"),
    TaxRate("ID", date(2022, 4, 1), 1100, name="PPN"),
    TaxRate("ID", date(2025, 1, 1), 1200, 11, 12, name="PPN"),
)


def rate_on(rates: Iterable[TaxRate], *, country: str, day: date) -> TaxRate | None:
    """The newest rate of `country` that is in force on `day`, or None where none is."""
    found = None
    for rate in rates:
        in_force = rate.country == country and rate.starts_on <= day
        if in_force and (found is None or rate.starts_on > found.starts_on):
            found = rate
    return found


def next_change(rates: Iterable[TaxRate], *, country: str, after: date) -> date | None:
    """The first day after `after` on which another rate of `country` comes into force."""
    days = [r.starts_on for r in rates if r.country == country and r.starts_on > after]
    return min(days, default=None)


def tax_on(rate: TaxRate | None, amount_minor: int) -> Tax:
    """Tax on the sum of taxable lines; without a rate the tax is 0 and the key is `none`."""
    if rate is None:
        return Tax("none", amount_minor, amount_minor, 0)
    if rate.inclusive:
        share = rate.percent_bp * rate.base_num
        tax = half_up(amount_minor * share, 10_000 * rate.base_den + share)
        net = amount_minor - tax
        return Tax(rate.key, net, half_up(net * rate.base_num, rate.base_den), tax)
    base = half_up(amount_minor * rate.base_num, rate.base_den)
    return Tax(rate.key, amount_minor, base, half_up(base * rate.percent_bp, 10_000))


def check_rate(rates: Iterable[TaxRate], rate: TaxRate, *, today: date) -> None:
    """Refuse a new rate that cannot be, or that would change what has been issued already."""
    letters = rate.country.isascii() and rate.country.isalpha() and rate.country.isupper()
    if not letters or len(rate.country) != 2:
        raise TaxRefused("A country is two letters, like ID.", field="country")
    if not rate.name.strip() or not rate.name.isprintable() or len(rate.name) > 40:
        raise TaxRefused("A tax has a name of at most 40 characters, like PPN.", field="name")
    if not 0 <= rate.percent_bp <= 10_000:
        raise TaxRefused("A rate is from 0 to 100 %.", field="percent")
    if not 0 < rate.base_num <= rate.base_den <= 1_000:
        raise TaxRefused(
            "The taxed part of the price is more than 0 and no more than all of it, like 11 of 12.",
            field="base_num",
        )
    if rate.starts_on <= today:
        raise TaxRefused(
            "A rate begins tomorrow at the earliest: what was issued before keeps its tax.",
            field="starts_on",
        )
    if any((r.country, r.starts_on) == (rate.country, rate.starts_on) for r in rates):
        raise TaxRefused(
            f"There is a rate of {rate.country} from {rate.starts_on.isoformat()} already, and"
            " rates never change: choose another day.",
            field="starts_on",
        )
