"""The repository's files, for the tests that read them."""

import ast
import functools
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "prabayar"
NOT_OURS = {".git", ".venv", ".prabayar", "build", "dist", "mutants", "htmlcov"}


@functools.cache
def repository_files() -> tuple[pathlib.Path, ...]:
    """What is tracked, and what is new and not ignored; in a copy without git, what is there."""
    # The tree may belong to somebody else: git is told that this is meant.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard", "-z"]
    try:
        found = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return tuple(path for path in ROOT.rglob("*") if path.is_file() and _is_ours(path))
    paths = (ROOT / name for name in found.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def _is_ours(path: pathlib.Path) -> bool:
    parts = path.relative_to(ROOT).parts
    cache = any(part.endswith(("_cache", "__pycache__", ".egg-info")) for part in parts)
    return parts[0] not in NOT_OURS and not cache and path.name not in {".coverage", ".venv.lock"}


def python_files(*folders: str) -> list[pathlib.Path]:
    tops = [ROOT / folder for folder in folders]
    return sorted(
        path
        for path in repository_files()
        if path.suffix == ".py" and any(path.is_relative_to(top) for top in tops)
    )


@functools.cache
def tree(path: pathlib.Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def product_files(under: str = "") -> list[pathlib.Path]:
    """The product's own modules; migrations are made by a program and are read as they are."""
    return [
        path
        for path in python_files(f"src/prabayar/{under}".rstrip("/"))
        if "migrations" not in path.parts
    ]


def place(path: pathlib.Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"
