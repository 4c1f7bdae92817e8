"""The composition root: which adapter fulfils which port in this installation."""

from __future__ import annotations

import pathlib
from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from prabayar.adapters.cipher import Cipher
from prabayar.adapters.clock import SystemClock
from prabayar.adapters.files.folder import Folder
from prabayar.adapters.mail.address import read_sender, read_server
from prabayar.adapters.mail.sent import SentMail
from prabayar.adapters.mail.smtp import SmtpOutbox
from prabayar.adapters.outbox import FileOutbox
from prabayar.adapters.pdf.typesetter import Typesetter
from prabayar.adapters.uploads import Uploads
from prabayar.domain.ports import Clock, Files, Outbox, Payers, Printer
from prabayar.store.clock import read_sandbox
from prabayar.store.errors import ClockRefused


class SandboxClock:
    """The clock of a sandbox: a row that is moved by hand, read anew each time."""

    def now(self) -> datetime:
        sandbox = read_sandbox()
        if sandbox is None:
            raise ClockRefused(
                "This sandbox has no clock yet: `prabayar clock open --at 2026-10-10` gives it one."
            )
        return sandbox.now_at


def is_sandbox() -> bool:
    """A database with a clock is a sandbox for ever; PRABAYAR_SANDBOX says that it shall be one."""
    return bool(settings.PRABAYAR_SANDBOX) or read_sandbox() is not None


def clock() -> Clock:
    return SandboxClock() if is_sandbox() else SystemClock()


def outbox() -> Outbox:
    """Where letters go. Those of a sandbox go into its folder, whatever the settings say."""
    sender = read_sender(settings.PRABAYAR_MAIL_FROM)
    if settings.PRABAYAR_SMTP and not is_sandbox():
        return SmtpOutbox(read_server(settings.PRABAYAR_SMTP), sender=sender, clock=clock)
    return FileOutbox(settings.PRABAYAR_OUTBOX, sender=sender)


def sent_mail() -> SentMail:
    """The letters in the folder, for those who develop."""
    return SentMail(settings.PRABAYAR_OUTBOX)


def files() -> Files:
    """What customers have sent as proof."""
    return Folder(settings.PRABAYAR_FILES)


def uploads() -> Uploads:
    """Files of the bank between their preview and their import."""
    return Uploads(settings.PRABAYAR_HOME / "uploads")


def second_steps() -> Cipher:
    """What the secrets of second steps are sealed with."""
    return Cipher(settings.SECRET_KEY, purpose="prabayar.second_step")


@cache
def printer(folder: pathlib.Path) -> Printer:
    """What sets documents by the templates of a folder; its fonts are read once in a process."""
    return Typesetter(folder, template="document.typ", fonts=settings.PRABAYAR_FONTS)


def payers(path: pathlib.Path) -> Payers:
    """The made-up customers of a file, by whatever PRABAYAR_PAYERS names."""
    load = import_string(settings.PRABAYAR_PAYERS)
    found: Payers = load(path)
    return found
