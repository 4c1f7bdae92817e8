"""Bytes of a file as text: UTF-8, with or without a byte order mark; anything else is named."""

from __future__ import annotations

from prabayar.adapters.intake.problems import Problem, problem

LARGEST = 64 * 1024 * 1024  # bytes; a row has about 250
_AS_UTF8 = "UTF-8: save the file in that encoding (in a spreadsheet: “CSV UTF-8”)"
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def text_of(raw: bytes, *, largest: int = LARGEST) -> str | Problem:
    """The text, or the one problem that keeps it from being read."""
    if len(raw) > largest:
        return problem(1, "", f"{len(raw)} bytes", f"at most {largest} bytes: split the file")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return problem(1, "", "UTF-16", _AS_UTF8)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(raw, error.start)
    return text.removeprefix(_BOM)


def _not_utf8(raw: bytes, at: int) -> Problem:
    line = len(raw[:at].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))
    byte = raw[at : at + 1]
    meant = byte.decode("cp1252", errors="ignore")
    value = f"byte {byte.hex().upper()}"
    if meant.isprintable() and meant:
        value = f"{value} (“{meant}” in Windows-1252)"
    return problem(line, "", value, _AS_UTF8)
