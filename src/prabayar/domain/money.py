"""Money: integer minor units of one currency, one rounding (half up) and one split.

The minor unit is the smallest that people pay with: IDR 0 digits (ISO 4217 says 2), JPY 0, USD 2,
KWD 3. Gateways count differently: their digits belong to (gateway, currency).
Errors: `MoneyRefused`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from prabayar.domain.errors import MoneyRefused

DIGITS = {
    "AUD": 2,
    "BHD": 3,
    "BRL": 2,
    "CHF": 2,
    "EUR": 2,
    "GBP": 2,
    "IDR": 0,
    "INR": 2,
    "JPY": 0,
    "KRW": 0,
    "KWD": 3,
    "MYR": 2,
    "NOK": 2,
    "NZD": 2,
    "PHP": 2,
    "SGD": 2,
    "THB": 2,
    "USD": 2,
    "VND": 0,
}

# How many digits each gateway sends an amount with, where it differs from ours.
GATEWAY_DIGITS = {("stripe", "IDR"): 2}
# Where a gateway takes only multiples of this many of its own units: the last digit has to be 0.
GATEWAY_STEPS = {("stripe", "BHD"): 10, ("stripe", "KWD"): 10}

# Fifteen digits and three decimals fit the 64 bits that every amount is kept in.
MOST_DIGITS = 15
_DECIMAL = re.compile(rf"(-?)(\d{{1,{MOST_DIGITS}}})(?:\.(\d+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of `currency`; adding two currencies is refused."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise MoneyRefused(
                f"{self.currency} and {other.currency} cannot be added: convert one of them first.",
                currency=self.currency,
                other=other.currency,
            )
        return other.minor

    def __str__(self) -> str:
        return f"{self.currency} {decimal_text(self)}"


def digits_of(currency: str) -> int:
    """How many decimals `currency` has; a currency outside our table is refused."""
    try:
        return DIGITS[currency]
    except KeyError:
        raise MoneyRefused(
            f"Currency {currency!r} is not known; use one of {', '.join(DIGITS)}.",
            currency=currency,
        ) from None


def parse_money(text: str, currency: str) -> Money:
    """Read a decimal string (`1490.00`) exactly; more decimals than the currency has: refused."""
    digits = digits_of(currency)
    match = _DECIMAL.fullmatch(text.strip())
    if match is None:
        raise MoneyRefused(
            f"{text!r} is not an amount: write at most {MOST_DIGITS} digits with a point,"
            " like 1490.00.",
            text=text,
        )
    sign, whole, written = match.group(1), match.group(2), match.group(3) or ""
    fraction = written.rstrip("0")
    # Three zeros after a point are thousands to many writers: `690.000` rupiah is not 690.
    if len(fraction) > digits or len(written) > max(digits, 2):
        raise MoneyRefused(
            f"{text!r} has more decimals than {currency} has ({digits}).",
            text=text,
            currency=currency,
        )
    minor = int(whole + fraction.ljust(digits, "0"))
    return Money(-minor if sign else minor, currency)


def decimal_text(money: Money) -> str:
    """The amount as a decimal string without grouping: `1490.00`, `2100000`."""
    digits = digits_of(money.currency)
    sign = "-" if money.minor < 0 else ""
    text = str(abs(money.minor)).rjust(digits + 1, "0")
    return sign + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)


def half_up(numerator: int, denominator: int) -> int:
    """The one rounding: `numerator / denominator` to the nearest integer, halves away from zero."""
    if denominator <= 0:
        raise MoneyRefused(f"A share of {denominator} parts cannot be taken.", parts=denominator)
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -quotient if numerator < 0 else quotient


def split(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split `total` by `weights` so that the parts add up (largest remainder, first one wins)."""
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise MoneyRefused("An amount is split by weights of 0 and more that are not all 0.")
    sign = -1 if total < 0 else 1
    parts = [abs(total) * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(abs(total) * weights[i] % whole), i))
    for i in order[: abs(total) - sum(parts)]:
        parts[i] += 1
    return tuple(sign * part for part in parts)


def to_gateway(money: Money, gateway: str) -> int:
    """The integer that `gateway` wants for this amount; exact or refused."""
    currency = money.currency
    amount = _rescale(money.minor, digits_of(currency), _gateway_digits(gateway, currency))
    if amount % GATEWAY_STEPS.get((gateway, currency), 1):
        raise MoneyRefused(f"{gateway} cannot charge {money}: its last digit has to be 0.")
    return amount


def from_gateway(amount: int, currency: str, gateway: str) -> Money:
    """What `gateway` means by `amount`; an amount finer than our minor unit is refused."""
    return Money(
        _rescale(amount, _gateway_digits(gateway, currency), digits_of(currency)), currency
    )


def _gateway_digits(gateway: str, currency: str) -> int:
    return GATEWAY_DIGITS.get((gateway, currency), digits_of(currency))


def _rescale(amount: int, digits: int, wanted: int) -> int:
    if wanted >= digits:
        return int(amount * 10 ** (wanted - digits))
    whole, rest = divmod(amount, 10 ** (digits - wanted))
    if rest:
        raise MoneyRefused(
            f"{amount} cannot be told in {wanted} digits without losing a part.", amount=amount
        )
    return int(whole)
