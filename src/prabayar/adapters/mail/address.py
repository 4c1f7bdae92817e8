"""Where mail goes out and who it is from, read from the settings; secrets are never repeated.

Errors: `ImproperlyConfigured`, which names the setting and says what it looks like.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.utils import getaddresses
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_ADDRESS = re.compile(
    r"[^\s\x00-\x1f\x7f@<>()\[\]\\,;:\"]{1,64}@[^\s\x00-\x1f\x7f@<>()\[\]\\,;:\"]+"
)
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class Tls(StrEnum):
    """How the connection is made safe; a server that cannot is not used without it."""

    STARTTLS = "starttls"
    SMTPS = "smtps"
    NONE = "none"


_PORTS = {Tls.STARTTLS: 587, Tls.SMTPS: 465, Tls.NONE: 25}


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server that takes mail for everybody."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom letters are from: a name that people read, and an ASCII address that takes answers."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def read_server(url: str) -> Server:
    """PRABAYAR_SMTP."""
    try:
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        tls = Tls(query.pop("tls", Tls.SMTPS if parts.port == 465 else Tls.STARTTLS))
        server = Server(
            parts.hostname or "",
            parts.port or _PORTS[tls],
            tls,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )
    except ValueError:
        # The parser's own message may repeat the password.
        raise _unreadable() from None
    if parts.scheme != "smtp" or not server.host or "@" in server.host or query:
        raise _unreadable()
    if parts.path.strip("/") or parts.fragment or bool(server.user) != bool(server.password):
        raise _unreadable()
    if not (server.user + server.password).isascii():
        raise ImproperlyConfigured("The user and password in PRABAYAR_SMTP are ASCII.")
    if server.user and tls is Tls.NONE and server.host not in _HERE:
        raise ImproperlyConfigured(
            "PRABAYAR_SMTP would send its password in the clear: use tls=starttls or tls=smtps."
        )
    return server


def _unreadable() -> ImproperlyConfigured:
    return ImproperlyConfigured(
        "PRABAYAR_SMTP cannot be read. It looks like smtp://user:password@host:587?tls=starttls,"
        " where tls is starttls, smtps or none; in the password, @ is written %40, / is %2F,"
        " : is %3A, ? is %3F, # is %23 and % is %25"
    )


def read_sender(text: str) -> Sender:
    """PRABAYAR_MAIL_FROM."""
    found = getaddresses([text]) or [("", "")]
    name, address = found[0]
    known = len(found) == 1 and is_address(address) and to_ascii(address).isascii()
    if not known or not text.isprintable():
        raise ImproperlyConfigured(
            "PRABAYAR_MAIL_FROM cannot be read. It looks like Example Billing <billing@example.com>"
        )
    return Sender(name, to_ascii(address))


def is_address(text: str) -> bool:
    """Whether mail can be sent to it at all: one user, one @, one domain."""
    return len(text) <= 254 and bool(_ADDRESS.fullmatch(text))


def to_ascii(address: str) -> str:
    """With its domain as it stands in the domain name system; the rest is as it was given."""
    user, at, domain = address.rpartition("@")
    try:
        return f"{user}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address
