"""Keeps the texts of pages in other languages: finds what is marked, merges, compiles.

`python tools/messages.py` brings every catalogue up to date and compiles it; with `--check` it only
says what is missing, and fails. Nothing but Babel and Django is needed.
"""

from __future__ import annotations

import argparse
import ast
import io
import pathlib
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "prabayar"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "later": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# How templates come out of `templatize`: calls between characters that say nothing.
_CALLS = re.compile(
    r"\b(_|gettext|ngettext|pgettext|npgettext)\(((?:u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|[\s,]|count)+)\)",
    re.DOTALL,
)
_TEXTS = re.compile(r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", re.DOTALL)
_PLACES = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")

_PLURALS = {"id": "nplurals=1; plural=0;"}
_WHEN = datetime(2026, 1, 1, tzinfo=UTC)

Message = tuple[str | None, str | tuple[str, str]]


def marked() -> dict[Message, set[str]]:
    """(context, text or (one, many)) of everything that is marked, and the files it is in."""
    found: dict[Message, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in (".py", ".html", ".txt") and "migrations" not in path.parts:
            reader = of_python if path.suffix == ".py" else of_template
            for message in reader(path):
                found.setdefault(message, set()).add(str(path.relative_to(ROOT)))
    return found


def of_python(path: pathlib.Path) -> Iterator[Message]:
    with path.open("rb") as file:
        for _line, function, texts, _comments in extract_python(file, KEYWORDS, [], {}):
            parts = (texts,) if isinstance(texts, str) else tuple(texts)
            strings = [part for part in parts if isinstance(part, str)]
            if strings:
                yield _message(function or "_", strings)


def of_template(path: pathlib.Path) -> Iterator[Message]:
    for function, inside in _CALLS.findall(templatize(path.read_text(), origin=str(path))):
        texts = [ast.literal_eval(text) for text in _TEXTS.findall(inside)]
        if texts:
            yield _message(function, texts)


def _message(function: str, texts: list[str]) -> Message:
    plain = function.removesuffix("_lazy")
    context = texts.pop(0) if "pgettext" in plain else None
    if plain.startswith("n"):
        return context, (texts[0], texts[1])
    return context, texts[0]


def catalogues() -> dict[str, list[pathlib.Path]]:
    """By language: the files, those of parts of the product after the main one."""
    found: dict[str, list[pathlib.Path]] = {}
    for folder in settings.LOCALE_PATHS:
        for path in sorted(pathlib.Path(folder).glob("*/LC_MESSAGES/django.po")):
            found.setdefault(path.parts[-3], []).append(path)
    return found


def read(path: pathlib.Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def key_of(message: Any) -> Message:
    return message.context, message.id if isinstance(message.id, str) else tuple(message.id)


def problems(language: str, paths: list[pathlib.Path], wanted: set[Message]) -> Iterator[str]:
    """Texts that are missing, superfluous, doubtful or with other places than the original."""
    known: set[Message] = set()
    for path in paths:
        for message in read(path):
            if not message.id:
                continue
            key = key_of(message)
            if key in known:
                yield f"{language}: twice: {key[1]!r}"
            known.add(key)
            yield from (f"{language}: {one}" for one in wrong(message, path == paths[0], wanted))
        if not compiled(path):
            yield f"{language}: {path.name} is not what {path.with_suffix('.mo').name} was made of"
    for context, text in sorted(wanted - known, key=str):
        yield f"{language}: missing: {text!r}" + (f" ({context})" if context else "")


def wrong(message: Any, is_main: bool, wanted: set[Message]) -> Iterator[str]:
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    ids = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
    if is_main and key_of(message) not in wanted:
        yield f"not used any more: {message.id!r}"
    if message.fuzzy:
        yield f"doubtful: {message.id!r}"
    for text in texts:
        if not text:
            yield f"not translated: {message.id!r}"
        elif places(text) - places(ids[-1]) or (places(ids[-1]) - places(text) and len(ids) == 1):
            yield f"other places than the original: {message.id!r}"


def places(text: str) -> set[str]:
    return {match[0] for match in _PLACES.finditer(text)}


def compiled(path: pathlib.Path) -> bool:
    binary = path.with_suffix(".mo")
    return binary.exists() and binary.read_bytes() == as_mo(read(path))


def as_mo(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def update(paths: list[pathlib.Path], found: dict[Message, set[str]]) -> None:
    """The main catalogue has what the others have not; what is not used any more goes."""
    main, *others = paths
    elsewhere = {key_of(message) for path in others for message in read(path) if message.id}
    old = {key_of(message): message for message in read(main) if message.id}
    before = read(main)
    fresh = Catalog(
        locale=before.locale,
        header_comment="# Texts of the pages.",
        fuzzy=False,
        # The same texts give the same file, whenever it is made.
        creation_date=_WHEN,
        revision_date=_WHEN,
    )
    fresh.mime_headers = [("Plural-Forms", _PLURALS[main.parts[-3]])]
    for (context, text), where in sorted(found.items(), key=lambda one: str(one[0])):
        if (context, text) in elsewhere:
            continue
        known = old.get((context, text))
        fresh.add(
            text,
            string=known.string if known else ("" if isinstance(text, str) else ("",)),
            locations=[(place, None) for place in sorted(where)],
            context=context,
        )
    with main.open("wb") as file:
        write_po(file, fresh, width=100, omit_header=False, include_lineno=False)
    for path in paths:
        path.with_suffix(".mo").write_bytes(as_mo(read(path)))


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--check", action="store_true")
    given = reader.parse_args()
    settings.configure(LOCALE_PATHS=locale_paths())
    django.setup()
    found = marked()
    if not given.check:
        for paths in catalogues().values():
            update(paths, found)
    said = [
        one
        for language, paths in catalogues().items()
        for one in problems(language, paths, set(found))
    ]
    for one in said:
        print(one)
    return 1 if said else 0


def locale_paths() -> list[pathlib.Path]:
    """The main folder first."""
    others = sorted(PACKAGE.glob("entrypoints/**/locale"))
    return [PACKAGE / "locale", *others]


if __name__ == "__main__":
    sys.exit(main())
