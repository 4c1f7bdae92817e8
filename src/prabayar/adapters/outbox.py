"""Delivers letters into a folder: one folder per recipient, one `.eml` file per message.

A file is named by its message, so delivering twice leaves one. It is written beside its place and
renamed: a reader never sees half of it. Names are made safe and stay apart; the folder, which
only its owner may enter unless it is there already, is never left.
"""

from __future__ import annotations

import hashlib
import os
import pathlib
import re

from prabayar.adapters.mail.address import Sender
from prabayar.adapters.mail.mime import compose
from prabayar.domain.ports import DeliveryFailed, Message

_UNSAFE = re.compile(r"[^A-Za-z0-9@._+-]")


class FileOutbox:
    """An `Outbox` below `folder`, which is made when it is missing."""

    def __init__(self, folder: pathlib.Path, *, sender: Sender) -> None:
        self.folder, self.sender = folder, sender

    def deliver(self, message: Message) -> None:
        mail = compose(message, sender=self.sender)
        place = self.folder / _safe(message.recipient)
        day = message.made_at.strftime("%Y-%m-%d")
        path = place / f"{day} {_safe(message.kind)} {_safe(message.message_id)}.eml"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            place.mkdir(exist_ok=True)
            written = path.with_suffix(f".{os.getpid()}.part")
            written.write_bytes(mail)
            written.replace(path)
        except OSError as error:
            raise DeliveryFailed(
                f"{place} cannot be written: {error.strerror}", temporary=True
            ) from error

    def rest(self) -> None:
        """Nothing is held open."""


def _safe(name: str) -> str:
    """The name itself where it is safe; else with a mark, so that no two names become one."""
    cleaned = _UNSAFE.sub("_", name).lstrip(".")[:100]
    if name and cleaned == name:
        return name
    return f"{cleaned}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"
