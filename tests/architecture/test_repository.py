"""The repository names no registry and no machine, and leaves nothing for later."""

import pathlib
import re

import pytest

from tests.architecture.sources import ROOT, repository_files

# Written in parts, so that this file is not found itself.
REGISTRIES = [
    "pypi" + r"\.org",
    "python" + r"hosted\.org",
    "npm" + r"js\.(org|com)",
    "--(extra-)?index" + "-url",
    "--find" + "-links",
]
MACHINES = [
    r"(?<![\w.])/" + r"(root|work|home/\w+|Users/\w+)/[\w.]",
    "py" + r"env/versions",
]
# `XXX` is also the currency code for "no currency", so only a comment that begins with it counts.
LATER = [
    r"\b(TO" + r"DO|FIX" + r"ME)\b",
    r"[#/] ?X" + r"XX\b",
    r"mark\.(sk" + r"ip|xf" + r"ail)",
    "importor" + "skip",
]
TEXT = {".py", ".md", ".toml", ".txt", ".cfg", ".html", ".css", ".js", ".sql", ".csv", ".json", ""}


def texts() -> list[tuple[pathlib.Path, str]]:
    return [(path, path.read_text()) for path in repository_files() if path.suffix in TEXT]


@pytest.mark.parametrize("pattern", REGISTRIES + MACHINES + LATER)
def test_no_file_says_it(pattern):
    found = [
        f"{path.relative_to(ROOT)}:{text[: match.start()].count(chr(10)) + 1} {match[0]}"
        for path, text in texts()
        for match in re.finditer(pattern, text)
    ]
    assert found == []


def test_the_path_of_this_machine_is_in_no_file():
    if len(ROOT.parts) > 2:
        assert [path for path, text in texts() if f"{ROOT}/" in text] == []


def test_there_is_no_lock_file():
    locks = {"uv.lock", "poetry.lock", "Pipfile.lock", "package-lock.json"}
    assert [path for path in repository_files() if path.name in locks] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_with_hashes(name):
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [
        line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")
    ]
    assert len(lines) > 10
    for line in lines:
        assert re.match(r"[\w.-]+(\[\w+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line


def test_what_runs_is_a_part_of_what_develops():
    runs, develops = (
        set(re.findall(r"^[\w.-]+==\S+", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert runs < develops
