"""The installation's secret key: made once, kept in PRABAYAR_HOME, readable by its owner only."""

import os
import pathlib
import secrets


def kept_secret_key(*, home: pathlib.Path) -> str:
    """Several first starts at once agree on one key: the file appears complete or not at all.

    A home that cannot be written gets a key for this process only; the database's
    launcher then says what is wrong with the folder.
    """
    path = home / "secret_key"
    try:
        return path.read_text() or secrets.token_urlsafe(48)
    except OSError:
        pass
    made = secrets.token_urlsafe(48)
    draft = path.with_name(f"secret_key.{os.getpid()}")
    try:
        home.mkdir(parents=True, exist_ok=True)
        draft.touch(mode=0o600)
    except OSError:
        return made
    try:
        draft.write_text(made)
        os.link(draft, path)
    except FileExistsError:
        return path.read_text()
    except OSError:
        return made
    finally:
        draft.unlink()
    return made
