"""Pins the newest versions that pyproject.toml allows, with the hashes of their public files.

Writes requirements.txt (what runs) and requirements-dev.txt (that and the tools).
The lock file is made in a temporary folder: it would name where the files came from.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGETS = {
    "requirements.txt": ["--no-default-groups", "--group", "build"],
    "requirements-dev.txt": ["--no-default-groups", "--group", "build", "--group", "dev"],
}
HEADER = "# Made by `make requirements` from pyproject.toml; do not edit.\n"


def uv() -> str:
    beside = pathlib.Path(sys.executable).parent / "uv"
    found = str(beside) if beside.exists() else shutil.which("uv")
    if found is None:
        raise SystemExit("uv is needed to pin requirements: pip install uv, then try again.")
    return found


def pin(folder: pathlib.Path) -> dict[str, str]:
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "src" / "prabayar").mkdir(parents=True)
    subprocess.run([uv(), "lock", "--quiet"], cwd=folder, check=True)
    return {
        name: HEADER
        + subprocess.run(
            [uv(), "export", "--quiet", "--frozen", "--no-header", "--no-emit-project", *groups],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for name, groups in TARGETS.items()
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        texts = pin(pathlib.Path(folder))
    for name, text in texts.items():
        if "://" in text or "--hash=sha256:" not in text:
            raise SystemExit(f"{name} would name an address or lack hashes; nothing was written.")
    for name, text in texts.items():
        (ROOT / name).write_text(text)
        print(f"{name}: {text.count('==')} packages")


if __name__ == "__main__":
    main()
