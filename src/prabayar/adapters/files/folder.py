"""Files kept by random names in a folder of the installation, which no web server serves.

A file is there whole or not at all: it is written beside, made durable, then renamed.
"""

from __future__ import annotations

import os
import pathlib
import re
import secrets
import tempfile

_NAME = re.compile(r"[0-9a-f]{32}", re.ASCII)


class Folder:
    """Readable by its owner only; nothing that a customer wrote is in a path."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """The name by which it is read again."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = secrets.token_hex(16)
        handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self._folder / name)
        except BaseException:
            pathlib.Path(temporary).unlink(missing_ok=True)
            raise
        self._make_durable()
        return name

    def read(self, name: str) -> bytes | None:
        """None where there is none of that name."""
        if not _NAME.fullmatch(name):
            return None
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> None:
        """Removing what is not there is nothing."""
        if _NAME.fullmatch(name):
            (self._folder / name).unlink(missing_ok=True)

    def _make_durable(self) -> None:
        """The name as well: a rename lives in the folder."""
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
