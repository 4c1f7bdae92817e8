"""A mail server on this machine that takes letters, or does what servers do on bad days."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import email
import email.policy
import ipaddress
import pathlib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "billing", "s3cret:/@ %"


@dataclass
class Box:
    """What came, and what happens next: each answer in `says` is given once, by its command.

    An answer is a reply line, or `drop`, `accept, then drop`, `stall`.
    """

    says: list[tuple[str, str]] = field(default_factory=list)
    always: dict[str, str] = field(default_factory=dict)
    mails: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    connections: int = 0
    users: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def read(self) -> list[EmailMessage]:
        return [email.message_from_bytes(one, policy=email.policy.default) for one in self.mails]

    @property
    def message_ids(self) -> list[str]:
        return [str(one["Message-ID"]) for one in self.read]

    def next(self, command: str) -> str:
        for place, (at, answer) in enumerate(self.says):
            if at == command:
                del self.says[place]
                return answer
        return self.always.get(command, "")

    # -- aiosmtpd calls these ------------------------------------------------------------------

    async def handle_EHLO(  # noqa: N802 - the library's name
        self, server: Any, session: Session, envelope: Envelope, name: str, replies: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = name
        await self._answer("EHLO", server)
        return replies

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self._answer("MAIL", server)
        if not answer:
            envelope.mail_from = address
        return answer or "250 OK"

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self._answer("RCPT", server)
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: Any, session: Session, envelope: Envelope
    ) -> str:
        answer = self.next("DATA")
        if answer in ("", "accept, then drop", "accept, then stall"):
            self.mails.append(bytes(envelope.content or b""))
            self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
        return await self._do(answer.removeprefix("accept, then "), server) or "250 OK"

    async def _answer(self, command: str, server: Any) -> str:
        return await self._do(self.next(command), server)

    async def _do(self, answer: str, server: Any) -> str:
        if answer == "drop":
            server.transport.abort()
        elif answer == "stall":
            await self.stalled.wait()
            server.transport.abort()
        return answer

    def __post_init__(self) -> None:
        self.stalled = asyncio.Event()


class _Controller(Controller):
    """Ends what stalls before it ends itself."""

    def __init__(self, box: Box, **options: Any) -> None:
        self._box, self._options = box, options
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            box.port = found.getsockname()[1]
        context = options.pop("ssl_context", None)
        super().__init__(box, hostname="127.0.0.1", port=box.port, ssl_context=context)

    def factory(self) -> SMTP:
        return SMTP(self.handler, enable_SMTPUTF8=True, **self._options)

    def stop(self, no_assert: bool = False) -> None:
        self.loop.call_soon_threadsafe(self._box.stalled.set)
        super().stop(no_assert=no_assert)


@contextlib.contextmanager
def mail_server(box: Box | None = None, **options: Any) -> Iterator[Box]:
    box = box or Box()
    controller = _Controller(box, **options)
    controller.start()
    box.connections = 0
    try:
        yield box
    finally:
        controller.stop()


def authenticator(box: Box) -> Any:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
        box.users.append(given.login.decode())
        return AuthResult(success=right, handled=right)

    return check


@contextlib.contextmanager
def certificate(folder: pathlib.Path) -> Iterator[tuple[ssl.SSLContext, ssl.SSLContext]]:
    """(the server's side, the side of those who trust it) of a certificate for this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begins = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins.replace(year=2120))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "localhost.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    yield server, ssl.create_default_context(cafile=str(path))
