"""Every text of the pages is there in every language, with the same places for figures."""

from __future__ import annotations

import subprocess
import sys

from tests.architecture.sources import ROOT


def test_every_text_is_translated_and_compiled() -> None:
    done = subprocess.run(
        [sys.executable, "tools/messages.py", "--check"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
