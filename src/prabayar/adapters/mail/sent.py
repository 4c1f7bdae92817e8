"""Reads the letters that a `FileOutbox` has laid into its folder, the newest first.

A letter is named by its folder and its file. Only names that the folder itself lists are opened,
so no name leads out of it.
"""

from __future__ import annotations

import email
import email.policy
import os
import pathlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A letter as it was sent; `place` and `name` find it again."""

    place: str
    name: str
    recipient: str
    subject: str
    kind: str
    sent_at: datetime
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str


class SentMail:
    """What lies below `folder`, which need not be there."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder

    def newest(self, *, recipient: str = "", skip: int = 0, limit: int = 50) -> list[Sent]:
        """Letters whose recipient has `recipient` in it; only those that are shown are read."""
        wanted = recipient.strip().lower()
        found = sorted(self._names(wanted), key=lambda one: (one[2][:10], one[0]), reverse=True)
        return [_read(self.folder, place, name) for _, place, name in found[skip : skip + limit]]

    def count(self, *, recipient: str = "") -> int:
        return sum(1 for _ in self._names(recipient.strip().lower()))

    def find(self, place: str, name: str) -> Sent | None:
        """The letter, or None if the folder has no such."""
        if (place, name) in {(one, other) for _, one, other in self._names("")}:
            return _read(self.folder, place, name)
        return None

    def _names(self, wanted: str) -> Iterator[tuple[float, str, str]]:
        """(when it was written, place, name) of every letter."""
        for place in _entries(self.folder):
            if wanted in place.name.lower() and place.is_dir(follow_symlinks=False):
                for one in _entries(place.path):
                    if one.name.endswith(".eml") and one.is_file(follow_symlinks=False):
                        yield one.stat(follow_symlinks=False).st_mtime, place.name, one.name


def _entries(folder: str | pathlib.Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _read(folder: pathlib.Path, place: str, name: str) -> Sent:
    mail = email.message_from_bytes(
        (folder / place / name).read_bytes(), policy=email.policy.default
    )
    return Sent(
        place=place,
        name=name,
        recipient=str(mail["To"] or ""),
        subject=str(mail["Subject"] or ""),
        kind=str(mail["X-Prabayar-Notice"] or ""),
        sent_at=parsedate_to_datetime(str(mail["Date"])),
        headers=tuple((key, str(value)) for key, value in mail.items()),
        text=_part(mail, "plain"),
        html=_part(mail, "html"),
    )


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return "" if part is None else str(part.get_content())
