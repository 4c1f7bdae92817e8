"""Names, words and arguments that were made to break something; and narrow terminals."""

import json

import pytest

from prabayar.adapters.intake.cells import an_amount
from prabayar.adapters.intake.problems import Wrong
from prabayar.entrypoints.cli import output
from prabayar.store.bulk import rows

RED, BELL, TURNED, CSI = "\x1b[31mred", "\x07", "a\u202egnp", "\x9b31m"
PAID = ("--booked-on", "2026-10-09")


def events() -> int:
    return rows("SELECT count(*) FROM store_fact")[0][0]


# -- what is shown ----------------------------------------------------------------------------


def test_nothing_that_drives_a_terminal_is_shown(capsys):
    output.say(f"{RED}{BELL} {TURNED} {CSI}")
    output.print_table([output.Column("Name")], [[f"{RED}{TURNED}"]])
    output.print_pairs([("name", f"{RED}{CSI}")])
    shown = capsys.readouterr().out
    assert "red" in shown
    assert "gnp" in shown
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert output.visible("PT\u00a0Anggrek\tÉcole 中文\n– …") == "PT Anggrek École 中文\n– …"


def test_markup_in_a_name_is_only_text(capsys):
    output.print_table([output.Column("Name")], [["[bold]x[/bold] :smile: {0} %s"]])
    assert "[bold]x[/bold] :smile: {0} %s" in capsys.readouterr().out


def test_json_escapes_what_cannot_be_printed_and_means_the_same(capsys):
    value = {"name": f"{RED}{TURNED}{CSI}\u2028\U000e0041\ud800 Müller 中文"}
    output.print_json(value)
    out = capsys.readouterr().out
    assert json.loads(out) == value
    assert "Müller 中文" in out
    assert all(character.isprintable() or character == "\n" for character in out)


@pytest.mark.django_db
def test_an_error_does_not_repeat_control_characters(sandbox):
    came = sandbox("account", "show", RED)
    assert came.code == 1
    assert "\x1b" not in came.err
    assert "red" in came.err


# -- arguments --------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["\udcff", "x" * 5_000])
def test_an_argument_that_nothing_could_use_is_a_usage_error(sold, text):
    before = events()
    for arguments in (
        ("account", "show", text),
        ("record-payment", "5", "IDR", "--account", "ACC-1001", "--key", text, *PAID),
        ("account", "park", "ACC-1001", "--reason", text, "--json"),
        ("export", text),
    ):
        came = sold(*arguments)
        assert came.code == 2
        assert len(came.err) < 200
    assert events() == before


@pytest.mark.django_db
@pytest.mark.parametrize("text", [RED, TURNED, f"x{BELL}", "x" * 2_001])
def test_words_that_stay_in_the_books_can_be_shown(sold, text):
    before = events()
    for arguments in (
        ("account", "park", "ACC-1001", "--reason", text),
        ("hold", "ptmerapimedia-02", "--reason", text),
        ("refund", "ACC-1001", "5", "IDR", "--reason", text),
        ("credit-note", "RCP-2026-000001", "--whole", "--reason", text),
        ("change", "ptmerapimedia-02", "cancel", "--reason", text),
        ("change", "ptmerapimedia-03", "extend", "5", "--note", text),
        ("promotion", "end", "ptmerapimedia-02", "--reason", text),
        ("record-payment", "5", "IDR", "--account", "ACC-1001", "--key", text, *PAID),
    ):
        came = sold(*arguments)
        assert (came.code, came.out) == (2, ""), arguments
        assert len(came.err) < 300
    assert events() == before


@pytest.mark.django_db
def test_who_asks_is_on_one_line_and_can_be_shown(sold, monkeypatch):
    for name in (RED, "a\nb", "x" * 201):
        monkeypatch.setenv("PRABAYAR_ACTOR", name)
        came = sold("account", "park", "ACC-1001", "--reason", "x")
        assert came.code == 2
        assert "PRABAYAR_ACTOR" in came.err


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", " "])
def test_money_leaves_for_a_reason(sold, reason):
    assert sold("refund", "ACC-1001", "5", "IDR", "--reason", reason).code == 2
    assert sold("credit-note", "RCP-2026-000001", "--whole", "--reason", reason).code == 2


@pytest.mark.django_db
def test_an_empty_fingerprint_is_not_no_fingerprint(sold):
    before = events()
    for empty in ("", " "):
        came = sold("change", "ptmerapimedia-02", "cancel", "--expect", empty)
        assert came.code == 2
        assert "--expect is empty" in came.err
    assert events() == before
    assert sold("change", "ptmerapimedia-02", "cancel").code == 0


@pytest.mark.django_db
def test_a_key_that_somebody_elses_money_has_is_refused(sold):
    paid = ("record-payment", "77", "IDR", *PAID, "--key", "K1")
    assert sold(*paid, "--account", "ACC-1001").code == 0
    assert sold(*paid, "--account", "ACC-1001").code == 0
    came = sold(*paid, "--account", "ACC-1005")
    assert came.code == 1
    assert "K1 has been recorded as money of ACC-1001, not of ACC-1005" in came.err
    assert sold("record-payment", "78", "IDR", *PAID, "--unknown", "--key", "K2").code == 0
    came = sold("record-payment", "78", "IDR", *PAID, "--account", "ACC-1001", "--key", "K2")
    assert came.code == 1
    assert "money of nobody known" in came.err


@pytest.mark.django_db
def test_a_number_that_no_database_holds_is_a_usage_error(sandbox):
    assert sandbox("account", "list", "--limit", "9" * 20).code == 2
    huge = sandbox("record-payment", "9" * 4_000, "IDR", "--account", "ACC-1001", *PAID)
    assert huge.code == 2
    assert "that somebody could pay" in huge.err
    assert len(huge.err) < 300


def test_an_amount_that_nobody_pays_is_told_as_that():
    for text in ("1" + "0" * 15, "9" * 400, "9" * 5_000):
        with pytest.raises(Wrong, match="that somebody could pay"):
            an_amount(text, "IDR")
    assert an_amount("9" * 15, "IDR") == 10**15 - 1


# -- narrow terminals, programs ---------------------------------------------------------------

WIDE = [
    output.id_column("Day"),
    *(output.amount_column(f"Column {number}") for number in range(8)),
    output.Column("Why"),
]
ROW = ["2026-10-10", "1", "", "", "", "", "", "", "IDR 104,591,300 + USD 24.42", "so\nit is"]


def test_an_amount_is_never_cut_however_narrow_the_terminal(capsys, monkeypatch):
    for columns in ("30", "40", "80"):
        monkeypatch.setenv("COLUMNS", columns)
        output.print_table(WIDE, [ROW, ROW], title="Title")
        out = capsys.readouterr().out
        assert max(map(len, out.splitlines())) <= int(columns)
        told = " ".join(out.split())
        assert told.count("2026-10-10 Column 0 1 Column 7 IDR 104,591,300 + USD 24.42 Why") == 2
    monkeypatch.setenv("COLUMNS", "200")
    output.print_table(WIDE, [ROW])
    assert "Column 1" in capsys.readouterr().out.splitlines()[0]


@pytest.mark.django_db
def test_a_discount_is_told_to_programs_as_a_decimal_string(sold):
    grant = ("promotion", "grant", "ptmerapimedia-02", "--until", "2029-01-01", "--preview")
    for options, value in ((("--percent", "12.5"), "12.5"), (("--percent", "10"), "10")):
        facts = sold(*grant, *options, "--json").json["facts"]
        assert value in [fact["data"].get("value") for fact in facts]
    facts = sold(*grant, "--amount", "1000", "--currency", "IDR", "--json").json["facts"]
    assert "1000" in [fact["data"].get("value") for fact in facts]


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "tomorrow"])
def test_a_date_that_no_clock_shows_is_a_mistake_of_the_command(sandbox, day):
    came = sandbox("clock", "advance", "--to", day)
    assert came.code == 2
    assert "--to" in came.err
