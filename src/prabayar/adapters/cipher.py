"""Secrets that must be read again, kept sealed: whoever gets the database alone reads none.

The key comes from the installation's secret key, another one for each purpose.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES = 32  # what Fernet takes


class Unreadable(Exception):
    """A text that was sealed with another key, or was altered."""


class Cipher:
    def __init__(self, secret_key: str, *, purpose: str) -> None:
        derived = HKDF(SHA256(), _KEY_BYTES, salt=None, info=purpose.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(derived.derive(secret_key.encode())))

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Errors: `Unreadable`."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise Unreadable("A secret was sealed with another key than today's.") from None
