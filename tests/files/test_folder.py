"""Files are kept whole, by random names, readable by their owner only."""

from __future__ import annotations

import os
import pathlib
import stat

import pytest

from prabayar.adapters.files.folder import Folder


def test_what_is_kept_is_read_and_gone_when_removed(tmp_path: pathlib.Path) -> None:
    folder = Folder(tmp_path / "files")
    name, other = folder.keep(b"one"), folder.keep(b"one")
    assert name != other
    assert (folder.read(name), folder.read(other)) == (b"one", b"one")
    folder.remove(name)
    folder.remove(name)
    assert (folder.read(name), folder.read(other)) == (None, b"one")


def test_only_its_owner_reads_it(tmp_path: pathlib.Path) -> None:
    home = tmp_path / "files"
    name = Folder(home).keep(b"one")
    assert stat.S_IMODE((home / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert len(name) == 32


@pytest.mark.parametrize("name", ["", "../secret", "A" * 32, "0" * 31, "0" * 32 + "\n"])
def test_no_other_path_is_read_or_removed(tmp_path: pathlib.Path, name: str) -> None:
    (tmp_path / "secret").write_bytes(b"keep me")
    folder = Folder(tmp_path / "files")
    folder.keep(b"one")
    assert folder.read(name) is None
    folder.remove(name)
    assert (tmp_path / "secret").exists()


def test_what_could_not_be_written_leaves_nothing(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        Folder(tmp_path).keep(b"one")
    assert list(tmp_path.iterdir()) == []
