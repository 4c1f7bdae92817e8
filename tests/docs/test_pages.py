"""What the pages say about the repository is so: links, commands, settings, policy, findings."""

import re
import shlex
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer

import prabayar
from prabayar.domain.policy import Policy, Schedule
from prabayar.entrypoints.cli.commands import app
from prabayar.entrypoints.cli.failing import Exit
from tests.architecture.sources import ROOT, repository_files

PAGES = sorted(path for path in repository_files() if path.suffix == ".md")
OPERATION = (ROOT / "docs" / "operation.md").read_text()
PACKAGE = Path(prabayar.__file__).parent
FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
# `prabayar next APP` in a line of code or between backticks, up to what ends a shell command.
COMMAND = re.compile(r"(?<![\w./-])prabayar ((?!…)[a-z][^`\n|&;>)]*)")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def links_of(path: Path) -> list[str]:
    prose = FENCED.sub("", path.read_text())
    return re.findall(r"\]\(((?!https?://)[^)\s]+)\)", prose)


def anchors_of(path: Path) -> set[str]:
    """As pages are shown: small letters, no punctuation, hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", path.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def table(title: str) -> list[list[str]]:
    """The cells of the first table below a heading of docs/operation.md."""
    part = re.split(r"^#+ .+$", OPERATION.split(f"# {title}\n", 1)[1], flags=re.MULTILINE)[0]
    rows = [line.strip("|").split(" | ") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def commands_of(path: Path) -> list[str]:
    text = path.read_text()
    code = FENCED.findall(text) + re.findall(r"`[^`\n]+`", FENCED.sub("", text))
    return [found.strip() for part in code for found in COMMAND.findall(part)]


def why_not(words: list[str]) -> str:
    """Why the command line would not take the command; "" if its names and options exist."""
    at: Any = typer.main.get_command(app)
    for word in words:
        if word.startswith("-"):
            known = {name for one in at.params for name in (*one.opts, *one.secondary_opts)}
            if word.split("=")[0] not in known | {"--help", "-h"}:
                return f"{at.name} has no option {word}"
        elif word in getattr(at, "commands", {}):
            at = at.commands[word]
        elif not any(one.param_type_name == "argument" for one in at.params):
            option = words[words.index(word) - 1]
            if not option.startswith("-"):
                return f"{at.name} has no command {word}"
    return ""


def test_there_are_pages():
    assert {"README.md", "CHANGELOG.md", "docs/rules.md"} <= set(map(name_of, PAGES))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_link_leads_somewhere(path):
    for link in links_of(path):
        target, _, anchor = link.partition("#")
        to = (path.parent / target).resolve() if target else path
        assert to.exists(), f"{link}: there is no such file"
        assert ROOT in (to, *to.parents), f"{link}: leaves the repository"
        assert not anchor or anchor in anchors_of(to), f"{link}: there is no such heading"


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_command_that_is_named_exists(path):
    wrong = {one: why_not(shlex.split(one, comments=True)) for one in commands_of(path)}
    assert {one: why for one, why in wrong.items() if why} == {}


def test_a_command_that_does_not_exist_is_seen():
    assert why_not(["db", "start", "--json"]) == ""
    assert why_not(["preview", "app-1", "change", "pro", "--mau", "7"]) == ""
    assert why_not(["frobnicate"]) == "prabayar has no command frobnicate"
    assert why_not(["db", "frob"]) == "db has no command frob"
    assert why_not(["verify", "--gently"]) == "verify has no option --gently"


def test_every_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {one for path in PAGES for one in re.findall(r"`make ([a-z]+)", path.read_text())}
    assert named
    assert named <= targets


def test_the_policy_is_told_whole_with_its_defaults():
    policy, schedule = Policy(), Schedule()
    wanted = {f"schedule.{one.name}": getattr(schedule, one.name) for one in fields(Schedule)} | {
        one.name: getattr(policy, one.name) for one in fields(Policy) if one.name != "schedule"
    }
    told = {name.strip("`"): default.strip("`") for name, default, _ in table("The policy")}
    assert told == {name: str(value) or "(empty)" for name, value in wanted.items()}


def test_every_setting_is_told():
    sources = "".join(path.read_text() for path in PACKAGE.rglob("*.py"))
    read = set(re.findall(r'environ(?:\.get\(|\[)"((?:PRABAYAR|DATABASE)_\w+)"', sources))
    assert {row[0].strip("`") for row in table("Settings")} == read


def test_every_finding_is_told():
    checks = PACKAGE / "store" / "queries" / "verify"
    sources = "".join(path.read_text() for path in checks.glob("*.py"))
    found = set(re.findall(r'"(I\d+)"', sources))
    assert {row[0] for row in table("Verify")} == found


def test_every_exit_code_is_told():
    assert [int(row[0]) for row in table("Exit codes")] == [int(code) for code in Exit]
