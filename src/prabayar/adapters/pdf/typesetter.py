"""PDF by typst: a template of one folder, and words that are never read as markup.

The words go in as JSON text, which the template decodes to strings; typst reads no file outside
the folder. The same words, instant, template and fonts give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import pathlib
import re
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from importlib.metadata import version
from typing import cast

import typst

from prabayar.domain.ports import Printable, Printed

# Archivable and accessible, both; one of them cannot be had with a character that no font shows.
_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
_NOT_SHOWN = re.compile(
    r'error: the text `"(?P<text>.+?)"` could not be displayed'
    r'|the PDF contains the codepoint `"(?P<code>.+?)"`'
    r'|the text `"(?P<private>.+?)"` contains',
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}|\\(.)")
_ENDS_LINE = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
# What turns the order of the characters around it, and could make an account number read wrong.
_TURNS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Typesetter:
    """One for a process: fonts are read once, and each thread keeps a compiler of its own."""

    def __init__(
        self, folder: pathlib.Path, *, template: str, fonts: str = "", of_machine: bool = True
    ) -> None:
        """`fonts` is a folder of them, used beside the machine's own, or alone."""
        self._folder = folder.resolve()
        self._template = template
        self._extra = [fonts] if fonts else []
        self._of_machine = of_machine
        self._kept = threading.local()
        self._reading = threading.Lock()

    @cached_property
    def template_version(self) -> str:
        """What tells two looks of a document apart: the template's contents and typst's version."""
        digest = hashlib.sha256()
        for path in sorted(self._folder.glob("*.typ")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return f"{digest.hexdigest()[:12]} typst {version('typst')}"

    @cached_property
    def fonts(self) -> typst.Fonts:
        return typst.Fonts(include_system_fonts=self._of_machine, font_paths=self._extra)

    def print(self, printable: Printable) -> Printed:
        """Never refuses words: what no font shows is named, and leaves the document plain."""
        words = json.dumps(_inert(printable.words), ensure_ascii=False)
        try:
            return self._printed(words, printable.at, _STANDARDS, missing="")
        except typst.TypstError as error:
            missing = not_shown(error.diagnostic)
            if not missing:
                raise
        return self._printed(words, printable.at, [], missing=missing)

    def _printed(
        self, words: str, at: datetime, standards: list[typst.PDFStandard], *, missing: str
    ) -> Printed:
        made = self._compiler().compile(
            sys_inputs={"words": words},
            format="pdf",
            pdf_standards=standards,
            timestamp=int(at.timestamp()),
        )
        return Printed(cast("bytes", made), self.template_version, missing)

    def _compiler(self) -> typst.Compiler:
        found: typst.Compiler | None = getattr(self._kept, "compiler", None)
        if found is None:
            with self._reading:
                fonts = self.fonts
            nowhere = self._folder / "packages"  # there are none, and none is fetched
            found = self._kept.compiler = typst.Compiler(
                self._folder / self._template,
                root=self._folder,
                font_paths=fonts,
                package_path=nowhere,
                package_cache_path=nowhere,
            )
        return found


def not_shown(diagnostic: str) -> str:
    """The characters that typst could not show, each once, in the order of their code points."""
    texts = (next(filter(None, found.groups())) for found in _NOT_SHOWN.finditer(diagnostic))
    return "".join(sorted({one for text in texts for one in _ESCAPED.sub(_plain, text)}))


def _plain(escaped: re.Match[str]) -> str:
    code, sign = escaped.groups()
    return chr(int(code, 16)) if code else _ENDS_LINE.get(sign, sign)


def _inert(value: object) -> object:
    """The same words without characters that are not seen but change what is."""
    match value:
        case str():
            return "".join(_visible(value))
        case Mapping():
            return {key: _inert(one) for key, one in value.items()}
        case list() | tuple():
            return [_inert(one) for one in value]
        case _:
            return value


def _visible(text: str) -> Iterator[str]:
    for one in unicodedata.normalize("NFC", text):
        if one == "\n":
            yield one
        elif unicodedata.category(one) in ("Cc", "Zl", "Zp"):
            yield " "
        elif one not in _TURNS and unicodedata.category(one) != "Cs":
            yield one
