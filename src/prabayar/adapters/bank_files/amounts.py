"""Amounts as banks write them, read exactly or not at all: never guessed.

A number format is declared: its decimal mark and what groups thousands. What does not fit it, has
more digits than anybody pays, or a fraction that the currency does not have, is `Wrong`.
"""

from __future__ import annotations

import re
from functools import cache

from prabayar.adapters.bank_files.problems import Wrong
from prabayar.domain.money import MOST_DIGITS, digits_of

MARKS = (".", ",")
GROUPINGS = ("", ",", ".", " ", "'")
_SIGNS = {"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{FULLWIDTH HYPHEN-MINUS}": "-"}
_SPACES = dict.fromkeys(
    ("\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{THIN SPACE}", "\t"), " "
)
_QUOTES = {"\N{RIGHT SINGLE QUOTATION MARK}": "'"}
_PLAINLY = str.maketrans(_SIGNS | _SPACES | _QUOTES)
_SYMBOLS = {"IDR": "Rp", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}


@cache
def _shape(mark: str, grouping: str) -> re.Pattern[str]:
    """Digits, whole groups of three (or the Indian ones), and a fraction."""
    whole = r"\d{1,40}"  # some banks fill up with zeros
    if grouping:
        g = re.escape(grouping)
        whole = rf"\d{{1,3}}(?:{g}\d{{3}})+|\d{{1,2}}(?:{g}\d{{2}})+{g}\d{{3}}|{whole}"
    return re.compile(rf"({whole})(?:{re.escape(mark)}(\d{{0,6}}))?", re.ASCII)


def minor_of(text: str, currency: str, *, mark: str = ".", grouping: str = "") -> int:
    """An amount without sign, in minor units."""
    match = _shape(mark, grouping).fullmatch(text)
    if match is None:
        raise Wrong(_like(currency, mark, grouping))
    whole = match[1].replace(grouping, "") if grouping else match[1]
    written = match[2] or ""
    digits = digits_of(currency)
    fraction = written.rstrip("0")
    # Three zeros after the mark are thousands to whoever wrote them: `690.000` is not 690.
    if len(fraction) > digits or len(written) > max(digits, 2):
        raise Wrong(f"{_like(currency, mark, grouping)}: {currency} has {digits} decimals")
    if len(whole.lstrip("0")) > MOST_DIGITS:
        raise Wrong(f"an amount that somebody could pay, of {MOST_DIGITS} digits at most")
    return int(whole + fraction.ljust(digits, "0"))


def signed_minor_of(text: str, currency: str, *, mark: str, grouping: str) -> int:
    """An amount with its sign before or after it, or in brackets, and perhaps its currency."""
    if text.isascii() and text[:1].isdigit() and text[-1:].isdigit():
        return minor_of(text, currency, mark=mark, grouping=grouping)
    plain = without_currency(text, currency)
    sign = 1
    if plain.startswith("(") and plain.endswith(")"):
        sign, plain = -1, plain[1:-1]
    elif plain[:1] in {"-", "+"}:
        sign, plain = (-1 if plain[0] == "-" else 1), plain[1:]
    elif plain[-1:] in {"-", "+"}:
        sign, plain = (-1 if plain[-1] == "-" else 1), plain[:-1]
    plain = without_currency(plain, currency)
    return sign * minor_of(plain, currency, mark=mark, grouping=grouping)


def without_currency(text: str, currency: str) -> str:
    """The text with the signs of one keyboard, and without the currency that it is known in."""
    plain = text.translate(_PLAINLY).strip().lstrip("'")
    for word in (currency, _SYMBOLS.get(currency, "")):
        if word and plain[: len(word)].upper() == word.upper():
            plain = plain[len(word) :].lstrip(". " if word == "Rp" else " ")
        elif word and plain[-len(word) :].upper() == word.upper():
            plain = plain[: -len(word)].rstrip()
    return plain


def _like(currency: str, mark: str, grouping: str) -> str:
    digits = digits_of(currency)
    fraction = f"{mark}{'5'.ljust(digits, '0')}" if digits else ""
    example = f"1{grouping}234{grouping}567{fraction}"
    return f"an amount of {currency} like {example}"
