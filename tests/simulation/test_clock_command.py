"""`prabayar clock …` as an operator uses it."""

import json
from datetime import date

import pytest

from prabayar.entrypoints.cli.commands import run
from prabayar.store.clock import read_sandbox
from tests.simulation import small

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def outbox(settings, tmp_path):
    settings.PRABAYAR_OUTBOX = tmp_path / "outbox"
    return settings.PRABAYAR_OUTBOX


def advance(to: str, *more: str) -> int:
    return run(["clock", "advance", "--to", to, *more])


def test_outside_a_sandbox_advancing_is_refused(capsys):
    assert advance("2027-01-01") == 1
    said = capsys.readouterr()
    assert "only in a sandbox" in said.err
    assert said.out == ""


def test_a_refusal_is_json_for_programs(capsys):
    assert advance("2027-01-01", "--json") == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "clock"


def test_an_installation_does_not_become_a_sandbox_by_accident(capsys):
    assert run(["clock", "open", "--at", "2026-10-10"]) == 1
    assert "PRABAYAR_SANDBOX=1" in capsys.readouterr().err
    assert read_sandbox() is None


def test_an_empty_installation_becomes_a_sandbox_when_it_is_told_twice(settings, capsys):
    settings.PRABAYAR_SANDBOX = True
    assert run(["clock", "open", "--at", "2026-10-10", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown == {
        "now": "2026-10-09T17:00:00Z",
        "sandbox": True,
        "seed": "1",
        "next_due_at": None,
    }
    assert run(["clock", "open", "--at", "2026-10-11"]) == 1
    assert "a sandbox already" in capsys.readouterr().err


def test_a_sandbox_without_a_clock_says_how_it_gets_one(settings, capsys):
    settings.PRABAYAR_SANDBOX = True
    assert run(["clock", "show"]) == 1
    assert "clock open --at" in capsys.readouterr().err


def test_what_happened_is_told_by_day_with_totals(outbox, tmp_path, capsys):
    small.load()
    payers = str(small.write(tmp_path))
    assert advance("2026-12-01", "--payers", payers, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["from"] == "2026-10-09T17:00:00Z"
    assert told["to"] == "2026-11-30T17:00:00Z"
    days = told["days"]
    assert [one["date"] for one in days] == sorted(one["date"] for one in days)
    assert date.fromisoformat(days[-1]["date"]) <= date(2026, 12, 1)
    issued = sum(one["facts"].get("invoice_issued", 0) for one in days)
    assert told["totals"]["facts"]["invoice_issued"] == issued > 0
    assert told["totals"]["facts"]["payment_received"] > 0
    assert {one["currency"] for one in told["totals"]["money_in"]} == {"IDR", "USD"}
    assert told["parked"] == told["refused"] == []
    assert told["notices_delivered"] == len(list(outbox.rglob("*.eml")))


def test_people_read_a_table(outbox, tmp_path, capsys):
    small.load()
    assert advance("2026-11-01", "--payers", str(small.write(tmp_path)), "--workers", "2") == 0
    told = capsys.readouterr().out
    assert "Reminders" in told
    assert "total" in told
    assert "The clock stands at 2026-11-01." in told


def test_back_is_refused_and_the_same_date_again_tells_of_nothing(outbox, capsys):
    small.load()
    assert advance("2026-10-20") == 0
    capsys.readouterr()
    assert advance("2026-10-19") == 1
    assert "never set back" in capsys.readouterr().err
    assert advance("2026-10-20") == 0
    assert "0 days passed, 0 notices delivered" in capsys.readouterr().out


def test_bad_payers_are_named_and_nothing_is_moved(outbox, tmp_path, capsys):
    small.load()
    path = tmp_path / "payers.csv"
    path.write_text("app_id,habit,seed\na,whenever,1\n")
    assert advance("2026-10-20", "--payers", str(path)) == 1
    assert "line 2, habit 'whenever'" in capsys.readouterr().err
    assert read_sandbox().now_at == small.at(small.BEGINS_ON)


def test_the_clock_is_shown_with_what_falls_due_next(capsys):
    small.load()
    assert run(["clock", "show"]) == 0
    shown = capsys.readouterr().out
    assert "2026-10-10 in Asia/Jakarta" in shown
    assert "a sandbox's, seed 1" in shown
