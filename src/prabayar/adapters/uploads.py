"""Files that somebody has sent and not yet decided on, kept beside the database by their hash.

What is read back is what was sent, byte for byte, or nothing. After a day they are let go.
"""

from __future__ import annotations

import hashlib
import os
import pathlib
import re
import tempfile
from datetime import datetime, timedelta

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_KEPT_FOR = timedelta(days=1)


class Uploads:
    """Readable by the owner only; nothing of what the sender called it is in its name."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder

    def keep(self, data: bytes, *, now: datetime) -> str:
        """The hash by which it is read back. Those of the days before are let go."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = hashlib.sha256(data).hexdigest()
        handle, temporary = tempfile.mkstemp(dir=self._folder)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, self._folder / name)
        # By the clock that the caller goes by: a sandbox's is not the machine's.
        os.utime(self._folder / name, (now.timestamp(), now.timestamp()))
        self._let_go(now - _KEPT_FOR)
        return name

    def read(self, name: str) -> bytes | None:
        """None where there is nothing of that hash, or it is not what it was."""
        if not _HASH.fullmatch(name):
            return None
        try:
            data = (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None
        return data if hashlib.sha256(data).hexdigest() == name else None

    def _let_go(self, before: datetime) -> None:
        for path in self._folder.iterdir():
            try:
                if _HASH.fullmatch(path.name) and path.stat().st_mtime < before.timestamp():
                    path.unlink()
            except FileNotFoundError:  # somebody else has let it go
                continue
