"""The reference a customer writes on a transfer: `PB` + 6 characters + 2 check characters.

Crockford base 32 (no I, L, O, U), letters and digits only, since banks eat punctuation. The six
characters are a keyed permutation of a serial number: unique without asking, and not guessable.
"""

from __future__ import annotations

import hashlib
import hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "PB"
_SPACE = 1 << 30
_HALF = (1 << 15) - 1
CHECK = 997  # the largest prime below 32 ** 2 that leaves every check in two characters
_PAIRS = tuple(first + second for first in ALPHABET for second in ALPHABET)
_READ = str.maketrans("OIL", "011")


def reference_of(number: int) -> str:
    """The reference of a number in `[0, 2 ** 30)`."""
    _check_space(number)
    check = number % CHECK
    return (
        f"{PREFIX}{_PAIRS[number >> 20]}{_PAIRS[number >> 10 & 1023]}{_PAIRS[number & 1023]}"
        f"{_PAIRS[check]}"
    )


def permuted(serial: int, key: bytes) -> int:
    """A permutation of 30-bit numbers (four Feistel rounds) under `key`: no two serials meet."""
    _check_space(serial)
    left, right = serial >> 15, serial & _HALF
    for turn in range(4):
        mixed = hashlib.blake2s((turn << 16 | right).to_bytes(3), key=key, digest_size=4)
        left, right = right, left ^ (int.from_bytes(mixed.digest()) & _HALF)
    return left << 15 | right


def _check_space(number: int) -> None:
    if not 0 <= number < _SPACE:
        raise ValueError(f"a reference is made of 30 bits, not of {number}")


def seeded(name: str, seed: str) -> int:
    """A 30-bit number from a natural name: the same in every run of a sandbox."""
    digest = hmac.new(seed.encode(), name.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:4], "big") % _SPACE


def read_reference(text: str) -> str | None:
    """The reference that somebody typed, put right (case, spaces, O/0, I/1), or None."""
    kept = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    if len(kept) != len(PREFIX) + 8 or not kept.startswith(PREFIX):
        return None
    body = kept[len(PREFIX) :].translate(_READ)
    if any(c not in ALPHABET for c in body):
        return None
    number = 0
    for c in body[:6]:
        number = number << 5 | ALPHABET.index(c)
    found = reference_of(number)
    return found if found == PREFIX + body else None
