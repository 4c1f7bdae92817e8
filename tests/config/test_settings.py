"""Settings come from the environment; secrets are kept; logs are one event a line."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

from prabayar.config.secret_key import kept_secret_key

READ = """
import json
from prabayar.config import settings
print(json.dumps({name: str(getattr(settings, name)) for name in dir(settings) if name.isupper()}))
"""


def run(script: str, *, cwd: pathlib.Path, **environment: str) -> subprocess.CompletedProcess[str]:
    ours = ("PRABAYAR_", "DATABASE_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=cwd,
        env={**kept, "DJANGO_SETTINGS_MODULE": "prabayar.config.settings", **environment},
        check=True,
        capture_output=True,
        text=True,
    )


def test_without_an_environment_everything_is_kept_where_the_program_was_started(tmp_path):
    found = json.loads(run(READ, cwd=tmp_path).stdout)
    assert found["PRABAYAR_HOME"] == str(tmp_path / ".prabayar")
    assert found["PRABAYAR_OUTBOX"] == str(tmp_path / ".prabayar" / "outbox")
    assert (found["PRABAYAR_SANDBOX"], found["PRABAYAR_EMBEDDED"]) == ("False", "True")
    assert (found["AUTH_USER_MODEL"], found["TIME_ZONE"]) == ("store.Member", "UTC")


def test_the_environment_decides(tmp_path):
    found = json.loads(
        run(
            READ,
            cwd=tmp_path,
            PRABAYAR_HOME="elsewhere",
            PRABAYAR_OUTBOX=str(tmp_path / "out"),
            PRABAYAR_SANDBOX="1",
            PRABAYAR_SEED="7",
            PRABAYAR_SECRET_KEY="given",
            DATABASE_URL="postgresql://app@db.example/billing",
        ).stdout
    )
    assert found["PRABAYAR_HOME"] == str(tmp_path / "elsewhere")
    assert found["PRABAYAR_OUTBOX"] == str(tmp_path / "out")
    assert (found["PRABAYAR_SANDBOX"], found["PRABAYAR_SEED"]) == ("True", "7")
    assert (found["SECRET_KEY"], found["PRABAYAR_EMBEDDED"]) == ("given", "False")
    assert not (tmp_path / "elsewhere").exists()


def test_the_secret_is_made_once_and_readable_by_its_owner_only(tmp_path):
    first = kept_secret_key(home=tmp_path / "home")
    assert kept_secret_key(home=tmp_path / "home") == first
    assert len(first) >= 50
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["secret_key"]
    assert (tmp_path / "home" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_several_first_starts_at_once_agree_on_one_secret(tmp_path):
    script = (
        "import pathlib; from prabayar.config.secret_key import kept_secret_key; "
        "print(kept_secret_key(home=pathlib.Path('home')))"
    )
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", script], cwd=tmp_path, stdout=subprocess.PIPE, text=True
        )
        for _ in range(6)
    ]
    assert len({start.communicate()[0] for start in starts}) == 1


def test_a_home_that_cannot_be_made_still_lets_the_program_say_so(tmp_path):
    (tmp_path / "home").write_text("a file")
    assert len(kept_secret_key(home=tmp_path / "home")) >= 50


@pytest.mark.parametrize("logger", ["structlog.get_logger('x')", "logging.getLogger('x')"])
def test_a_log_line_is_one_event_with_its_time_and_level(tmp_path, logger):
    script = f"import django, logging, structlog; django.setup(); {logger}.warning('late')"
    line = json.loads(run(script, cwd=tmp_path).stderr)
    assert (line["event"], line["level"], line["logger"]) == ("late", "warning", "x")
    assert line["timestamp"].endswith("Z")


def test_an_exception_is_in_its_log_line(tmp_path):
    script = (
        "import django, structlog; django.setup()\n"
        "try:\n    1 / 0\nexcept ZeroDivisionError:\n    structlog.get_logger('x').exception('bad')"
    )
    line = json.loads(run(script, cwd=tmp_path).stderr)
    assert "ZeroDivisionError" in line["exception"]
