"""Each contract on imports is seen to fail: a violation is planted in a copy of the package."""

import ast
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tomllib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONTRACTS = [contract["name"] for contract in PROJECT["tool"]["importlinter"]["contracts"]]
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"

PLANTED = {
    "a lower layer imports a higher one": (
        "Layers",
        {"store/models/member.py": "import prabayar.wiring"},
    ),
    "the domain imports an adapter": (
        "Layers",
        {"domain/money.py": "import prabayar.adapters.clock"},
    ),
    "a new top folder that is no layer": ("Layers", {"planted/__init__.py": ""}),
    "an adapter knows the store": (
        "Store and adapters do not know each other",
        {"adapters/clock.py": "import prabayar.store.apps"},
    ),
    "the store knows an adapter": (
        "Store and adapters do not know each other",
        {"store/apps.py": "import prabayar.adapters.clock"},
    ),
    "a lower noun imports a higher one": (
        "The domain reads top to bottom",
        {"domain/money.py": "import prabayar.domain.subscription"},
    ),
    "a new noun without a place": (
        "The domain reads top to bottom",
        {"domain/planted.py": ""},
    ),
    "two nouns import each other": (
        "No cycles in the domain",
        {
            "domain/money.py": "import prabayar.domain.ids",
            "domain/ids.py": "import prabayar.domain.money",
        },
    ),
    "the domain knows Django": (
        "The domain is standard library only",
        {"domain/money.py": "import django.db"},
    ),
    "the domain prints with a package": (
        "The domain is standard library only",
        {"domain/money.py": "import rich"},
    ),
    "an entry point touches a model": (
        "Entry points never touch models",
        {"entrypoints/planted.py": "import prabayar.store.models.member"},
    ),
    "a use case calls another": (
        "Use cases do not call each other",
        {
            "usecases/planted_one.py": "import prabayar.usecases.planted_two",
            "usecases/planted_two.py": "",
        },
    ),
    "somebody imports the simulation": (
        "Nobody imports the simulation",
        {"wiring.py": "import prabayar.simulation"},
    ),
}


def lint(folder: pathlib.Path) -> dict[str, str]:
    """What import-linter says of each contract for the package below the folder."""
    printed = subprocess.run(
        [sys.executable, "-c", LINT, "--config", str(ROOT / "pyproject.toml"), "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"},
        check=False,
        capture_output=True,
        text=True,
    ).stdout
    return dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", printed, flags=re.MULTILINE))


@pytest.fixture
def package(tmp_path):
    shutil.copytree(
        ROOT / "src" / "prabayar",
        tmp_path / "prabayar",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return tmp_path / "prabayar"


def test_every_contract_is_kept(package):
    assert lint(package.parent) == dict.fromkeys(CONTRACTS, "KEPT")


def test_every_contract_has_a_planted_violation():
    assert {contract for contract, _ in PLANTED.values()} == set(CONTRACTS)


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_violation_is_seen(package, what):
    contract, changes = PLANTED[what]
    for name, line in changes.items():
        path = package / name
        path.parent.mkdir(exist_ok=True)
        with path.open("a") as file:
            file.write(f"\n{line}\n")
    assert lint(package.parent)[contract] == "BROKEN"


def test_the_domain_imports_only_itself_and_the_standard_library():
    for path in (ROOT / "src/prabayar/domain").rglob("*.py"):
        for name in imported(ast.parse(path.read_text())):
            allowed = name.split(".")[0] in sys.stdlib_module_names
            assert allowed or name.startswith("prabayar.domain"), f"{path}: {name}"


def imported(tree: ast.Module) -> list[str]:
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return names
