"""Every command explains itself, and a command line that is wrong is answered in one sentence."""

import pytest
import typer

from prabayar.entrypoints.cli.commands import app


def paths(command, at=()):
    """(words, whether it is a group) of every command; a group's own argument is `x`."""
    children = getattr(command, "commands", None)
    yield at, bool(children)
    argument = ("x",) if at and at[-1] in ("preview", "change") and len(at) == 1 else ()
    for name, child in (children or {}).items():
        yield from paths(child, (*at, *argument, name))


EVERY = list(paths(typer.main.get_command(app)))


def test_the_commands_are_those_of_the_manual():
    assert {path[0] for path, _ in EVERY if path} == {
        *(
            "db",
            "up",
            "web",
            "worker",
            "import-catalog",
            "import-customers",
            "clock",
            "account",
            "next",
        ),
        *("preview", "change", "promotion", "hold", "release", "record-payment"),
        *("allocate-payment", "give-back-payment", "refund", "credit-note", "statement"),
        *("verify", "export", "staff", "member", "import-statement"),
    }
    verbs = {"choose", "change", "interval", "withdraw", "cancel", "resume"}
    verbs |= {"pay-ahead", "reactivate", "extend"}
    for group in ("preview", "change"):
        assert {path[2] for path, _ in EVERY if path[:1] == (group,) and len(path) > 2} == verbs


@pytest.mark.parametrize("path", [path for path, _ in EVERY], ids=" ".join)
def test_every_command_explains_itself_within_80_columns(cli, path):
    came = cli(*path, "--help")
    assert (came.code, came.err) == (0, "")
    assert "Usage: prabayar" in came.out
    assert max(map(len, came.out.splitlines())) <= 80


@pytest.mark.parametrize("path", [path for path, group in EVERY if not group], ids=" ".join)
def test_every_command_has_an_example_and_json_for_programs(cli, path):
    out = cli(*path, "--help").out
    assert f"Example: prabayar {path[0]}" in " ".join(out.split())
    if path not in (("worker",), ("web",), ("up",)):
        assert "--json" in out


@pytest.mark.parametrize("path", [(), ("db",), ("promotion",)], ids=str)
def test_a_group_alone_shows_its_help_once(cli, path):
    came = cli(*path)
    assert (came.code, came.err) == (2, "")
    assert came.out.count("Usage:") == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["nosuch"], "No such command 'nosuch'. See prabayar --help."),
        (["verify", "--nosuch"], "No such option: --nosuch"),
        (["next"], "Missing argument 'SUBSCRIPTION'"),
        (["import-catalog", "no/such/file"], "file 'no/such/file' does not exist"),
        (["import-catalog", "."], "'.' is a directory"),
        (["preview", "x", "interval", "week"], "'week' is not one of 'month', 'year'"),
    ],
)
def test_a_line_that_is_wrong_is_answered_in_one_sentence(cli, line, said):
    came = cli(*line)
    assert (came.code, came.out) == (2, "")
    assert came.err.startswith("prabayar: ")
    assert said.lower() in came.err.lower()
    assert len(came.err.splitlines()) == 1
    told = cli(*line, "--json")
    assert (told.code, told.json["error"]["code"]) == (2, "usage")
