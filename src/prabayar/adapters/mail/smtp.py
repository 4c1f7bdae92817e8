"""Delivers letters to a mail server by SMTP, over one connection for a batch of them.

The server's word about a recipient (at RCPT, at the end of DATA) is final if it is 5xx; whatever
concerns us (connection, TLS, password, sender) is temporary, since it says nothing about the
letter. An `SmtpOutbox` works by the real clock only: a sandbox, whose clock is another, has none.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
import time
from collections.abc import Callable

from prabayar.adapters.clock import SystemClock
from prabayar.adapters.mail.address import Sender, Server, Tls, is_address, to_ascii
from prabayar.adapters.mail.mime import compose
from prabayar.domain.ports import Clock, DeliveryFailed, Message

TIMEOUT = 15.0  # seconds that the server may take for one answer
_MOST_SECONDS = 300.0  # of a batch, which has to end long before the leases of its letters do
_MOST_LOST = 2  # connections lost in a row, after which a batch tries no more


class MailRefused(Exception):
    """A sandbox was about to send mail to people. It never does, whatever the settings say."""


class SmtpOutbox:
    """An `Outbox` in front of a mail server. Not for several threads at once."""

    def __init__(
        self,
        server: Server,
        *,
        sender: Sender,
        clock: Callable[[], Clock],
        trust: ssl.SSLContext | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        self.server, self.sender = server, sender
        self._clock, self._timeout = clock, timeout
        self._trust = trust or ssl.create_default_context()
        self._open: smtplib.SMTP | None = None
        self._lost, self._why = 0, ""
        self._began: float | None = None
        self._refuse_a_sandbox()

    def deliver(self, message: Message) -> None:
        mail = compose(message, sender=self.sender)
        if not is_address(message.recipient):
            raise DeliveryFailed("this is no address that mail can go to", temporary=False)
        self._stop_if_pointless()
        try:
            self._send(to_ascii(message.recipient), mail)
        except smtplib.SMTPResponseException as error:
            raise self._refused(error) from error
        except OSError as error:  # of smtplib too: a connection that ended, or never began
            self._drop()
            raise self._unreachable(error) from error
        self._lost = 0

    def rest(self) -> None:
        """Say good-bye; the next batch begins with a connection of its own."""
        opened, self._open = self._open, None
        self._lost, self._began = 0, None
        if opened is not None:
            with contextlib.suppress(OSError):
                opened.quit()

    def _stop_if_pointless(self) -> None:
        now = time.monotonic()
        self._began = now if self._began is None else self._began
        if self._lost >= _MOST_LOST:
            raise DeliveryFailed(self._why, temporary=True)
        if now - self._began > _MOST_SECONDS:
            raise DeliveryFailed("the mail server was too slow for all letters", temporary=True)

    def _send(self, recipient: str, mail: bytes) -> None:
        kept = self._open is not None
        try:
            opened = self._begin(recipient)
        except smtplib.SMTPServerDisconnected:
            # A server may end a connection that rests; nothing of this letter was said on it.
            self._drop()
            if not kept:
                raise
            opened = self._begin(recipient)
        self._check(opened.data(mail), of=smtplib.SMTPDataError)

    def _begin(self, recipient: str) -> smtplib.SMTP:
        """Up to the letter itself: who sends, and to whom."""
        opened = self._open = self._open or self._connect()
        if not recipient.isascii() and not opened.has_extn("smtputf8"):
            raise smtplib.SMTPDataError(553, "the mail server takes ASCII addresses only")
        options = () if recipient.isascii() else ("SMTPUTF8",)
        self._check(opened.mail(self.sender.address, options), of=smtplib.SMTPHeloError)
        self._check(opened.rcpt(recipient), of=smtplib.SMTPDataError)
        return opened

    def _check(self, answer: tuple[int, bytes], *, of: type[smtplib.SMTPResponseException]) -> None:
        code, said = answer
        if not 200 <= code < 300:
            raise of(code, said)

    def _connect(self) -> smtplib.SMTP:
        self._refuse_a_sandbox()
        server, name = self.server, self.sender.domain
        if server.tls is Tls.SMTPS:
            opened: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, name, timeout=self._timeout, context=self._trust
            )
        else:
            opened = smtplib.SMTP(server.host, server.port, name, timeout=self._timeout)
        try:
            if server.tls is Tls.STARTTLS:
                opened.starttls(context=self._trust)
            opened.ehlo_or_helo_if_needed()
            if server.user:
                opened.login(server.user, server.password)
        except BaseException:
            opened.close()
            raise
        return opened

    def _refuse_a_sandbox(self) -> None:
        if not isinstance(self._clock(), SystemClock):
            raise MailRefused("A sandbox mails nobody: unset PRABAYAR_SMTP, and restart this.")

    def _drop(self) -> None:
        opened, self._open = self._open, None
        if opened is not None:
            opened.close()

    def _refused(self, error: smtplib.SMTPResponseException) -> DeliveryFailed:
        """What the server said no to: this letter, or us."""
        code = error.smtp_code
        if isinstance(error, smtplib.SMTPDataError):
            self._ready_for_the_next(code)
            said = _one_line(error.smtp_error)
            self._lost = 0
            return DeliveryFailed(f"{code} {said}".rstrip(), temporary=code < 500)
        self._drop()
        return self._unreachable(error)

    def _ready_for_the_next(self, code: int) -> None:
        """Forget the envelope; 421 says that the server ends the connection."""
        if self._open is not None and code != 421:
            with contextlib.suppress(OSError):
                self._open.rset()
                return
        self._drop()

    def _unreachable(self, error: OSError) -> DeliveryFailed:
        self._lost += 1
        where = f"{self.server.host}:{self.server.port}"
        self._why = f"the mail server {where} cannot be used: {_why(error)}"
        return DeliveryFailed(self._why, temporary=True)


def _why(error: OSError) -> str:
    """In words, and never with what we said to the server, a password among it."""
    match error:
        case smtplib.SMTPAuthenticationError():
            return f"it refuses user and password ({error.smtp_code})"
        case smtplib.SMTPResponseException():
            return f"{error.smtp_code} {_one_line(error.smtp_error)}".rstrip()
        case smtplib.SMTPNotSupportedError():
            return f"it does not offer what it is asked for ({error})"
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted ({error.verify_message})"
        case TimeoutError():
            return "it does not answer in time"
        case _:
            return _one_line(str(error)) or type(error).__name__


def _one_line(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]
