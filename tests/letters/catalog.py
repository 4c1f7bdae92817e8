"""The Indonesian of letters: what the sources ask for, what the catalogue has, what is compiled.

`python -m tests.letters.catalog` writes both files anew; new texts are then empty in the first.
"""

import io
import pathlib

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

from tests.infrastructure.processes import ROOT

LETTERS = ROOT / "src" / "prabayar" / "entrypoints" / "documents" / "letters"
FOLDER = LETTERS.parent / "locale" / "id" / "LC_MESSAGES"
PO, MO = FOLDER / "django.po", FOLDER / "django.mo"

# No date of today: the files are the same whenever they are written.
HEAD = rb"""# Letters in Indonesian. `python -m tests.letters.catalog` adds what is new.
msgid ""
msgstr ""
"Project-Id-Version: Prabayar letters\n"
"POT-Creation-Date: 2026-11-25 00:00+0000\n"
"PO-Revision-Date: 2026-11-25 00:00+0000\n"
"Language: id\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"""


def asked_for() -> Catalog:
    """Every text of the letters' sources."""
    found = Catalog(locale="id", domain="django", project="Prabayar letters", fuzzy=False)
    texts = extract_from_dir(
        LETTERS,
        method_map=[("**.py", "python")],
        keywords={"_": None, "gettext": None, "ngettext": (1, 2)},
    )
    for name, _line, text, comments, context in texts:
        found.add(text, None, [(name, None)], auto_comments=comments, context=context)
    return found


def kept(path: pathlib.Path = PO) -> Catalog:
    with path.open("rb") as file:
        return pofile.read_po(file, locale="id", domain="django")


def compiled(catalog: Catalog) -> bytes:
    written = io.BytesIO()
    mofile.write_mo(written, catalog)
    return written.getvalue()


def spelt(catalog: Catalog) -> bytes:
    written = io.BytesIO()
    pofile.write_po(written, catalog, width=100, sort_output=True, omit_header=True)
    return HEAD + b"\n" + written.getvalue()


def main() -> None:
    wanted, known = asked_for(), kept()
    wanted.mime_headers = known.mime_headers  # one plural form
    for message in known:
        if message.id and message.id in wanted:
            wanted[message.id].string = message.string
    PO.write_bytes(spelt(wanted))
    MO.write_bytes(compiled(kept()))


if __name__ == "__main__":
    main()
