"""Parts of a large XML file one after the other, and of each part only what is asked for.

No document type, no entities, no network, no huge or deep trees; what has been read is freed.
Errors: `UnreadableFile`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from prabayar.adapters.bank_files.problems import refused
from prabayar.adapters.bank_files.reading import clean, head_of


@dataclass(slots=True)
class Spot:
    """A place in a part: its path, and the places below it that are read, by full name."""

    path: str
    is_amount: bool = False
    is_part: bool = False
    below: dict[str, Spot] = field(default_factory=dict)


def spots(namespace: str, paths: str, *, part: str = "", inside: str = "") -> Spot:
    """What is read of an element; `part` is the path of elements that are parts of their own."""
    top = Spot("")
    for path in [*paths.split(), *(f"{part}/{one}" for one in inside.split())]:
        spot = top
        for name in path.split("/"):
            above = f"{spot.path}/{name}" if spot.path else name
            spot = spot.below.setdefault(f"{namespace}{name}", Spot(above, name == "Amt"))
            if above == part:
                spot.path, spot.is_part = "", True
    return top


@dataclass(slots=True)
class Part:
    """What an element says, by path: the first of each, and all where there are several.

    The currency of an amount is beside it, under its path and `@Ccy`.
    """

    line: int
    values: dict[str, str] = field(default_factory=dict)
    several: dict[str, list[str]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    def text(self, path: str, other: str = "") -> str:
        """The first of these that is there and not empty."""
        return self.values.get(path) or self.values.get(other) or ""

    def texts(self, path: str) -> list[str]:
        """All of them, in the order of the file."""
        found = self.values.get(path)
        return [] if found is None else self.several.get(path) or [found]

    def add(self, path: str, text: str) -> None:
        if path in self.values:
            self.several.setdefault(path, [self.values[path]]).append(text)
        else:
            self.values[path] = text


def part_of(element: Any, spot: Spot) -> Part:
    part = Part(line_of(element))
    collect(element, spot, part)
    return part


def collect(element: Any, spot: Spot, into: Part) -> None:
    """As deep as the spots are, whatever the file is."""
    below, values = spot.below, into.values
    for child in element:
        deeper = below.get(child.tag)
        if deeper is None:
            continue
        if deeper.is_part:
            into.parts.append(part_of(child, deeper))
        elif deeper.below and len(child):
            collect(child, deeper, into)
        elif deeper.path not in values:
            values[deeper.path] = clean(child.text or "")
            if deeper.is_amount:
                values[f"{deeper.path}@Ccy"] = child.get("Ccy", "")
        else:
            into.add(deeper.path, clean(child.text or ""))


def ends_of(data: bytes, *names: str) -> Iterator[Any]:
    """Each element of these names when it is complete."""
    if b"<!DOCTYPE" in data or "<!DOCTYPE" in head_of(data):
        raise refused(1, "DOCTYPE", "", "XML without a document type")
    events = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=tuple(f"{{*}}{name}" for name in names),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for place, (_, element) in enumerate(events):
            if not place:
                _refuse_document_type(element)
            yield element
    except etree.XMLSyntaxError as error:
        raise refused(error.lineno or 1, "", error.msg or "", "well-formed XML") from None


def _refuse_document_type(element: Any) -> None:
    """Also one that an unusual encoding has hidden."""
    info = element.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise refused(1, "DOCTYPE", info.doctype, "XML without a document type")


def free(element: Any) -> None:
    """Memory of what has been read. The element itself stays until the next one: the parser may
    still be writing the text behind it.
    """
    element.clear(keep_tail=True)
    above = element.getparent()
    while element.getprevious() is not None:
        del above[0]


def name_of(element: Any) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace_of(element: Any) -> str:
    """As it stands before each name: `{urn:…}`, or nothing."""
    space, bracket, _ = str(element.tag).rpartition("}")
    return space + bracket


def line_of(element: Any) -> int:
    return element.sourceline or 1
