"""All readers, and the one function that turns a file of a bank into statements.

A reader is found by its file in `readers/`; adding one is copying one (CONTRIBUTING.md). Errors:
`UnreadableFile`, and nothing else.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from prabayar.adapters.bank_files import readers
from prabayar.adapters.bank_files.mapped_csv import read_mapped
from prabayar.adapters.bank_files.mapping import ColumnMapping
from prabayar.adapters.bank_files.problems import refused
from prabayar.adapters.bank_files.reading import LARGEST, Reader, head_of, proved
from prabayar.domain.statement import Statement


@cache
def known_readers() -> tuple[Reader, ...]:
    """By code."""
    found = []
    for module in pkgutil.iter_modules(readers.__path__, f"{readers.__name__}."):
        reader = importlib.import_module(module.name).READER
        assert isinstance(reader, Reader)
        found.append(reader)
    return tuple(sorted(found, key=lambda one: one.code))


def format_of(data: bytes) -> str | None:
    """The code of the reader that knows the file; None if it needs a mapping, or is none at all."""
    reader = _reader_of(data)
    return reader.code if reader else None


def read_file(data: bytes, *, mapping: ColumnMapping | None = None) -> tuple[Statement, ...]:
    """Every statement of the file, in its order. A mapping is for a CSV that no reader knows."""
    if len(data) > LARGEST:
        raise refused(1, "", f"{len(data)} bytes", f"at most {LARGEST} bytes: split the file")
    if not data.strip():
        raise refused(1, "", "", "a statement of a bank; the file is empty")
    reader = _reader_of(data)
    if reader is not None:
        found = tuple(reader.read(data))
    elif mapping is not None:
        found = (read_mapped(data, mapping),)
    else:
        names = ", ".join(one.name for one in known_readers())
        raise refused(
            1, "", head_of(data)[:60], f"a format that is known ({names}), or a CSV with a mapping"
        )
    if not found:
        raise refused(1, "", "no statement", "at least one statement in the file")
    return tuple(proved(statement, 1) for statement in found)


def _reader_of(data: bytes) -> Reader | None:
    head = head_of(data)
    return next((one for one in known_readers() if one.recognises(head)), None)
