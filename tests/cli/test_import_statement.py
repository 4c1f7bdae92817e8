"""`prabayar import-statement` as an operator sees it."""

from __future__ import annotations

import pytest

from prabayar.adapters.bank_files.mapping import ColumnMapping
from prabayar.domain.bank import BankAccount
from prabayar.domain.statement import Caution, Warned
from prabayar.entrypoints.cli.bank import said
from prabayar.store.bulk import rows
from prabayar.store.mappings import keep_mapping, kept_mapping
from tests.adapters.intake_files import NOW, SAMPLES
from tests.usecases.banking import BCA, banks

SAMPLE = str(SAMPLES / "statement-bca.csv")
CONTOH = BankAccount(
    code="bca-idr", currency="IDR", number="035-1234567", holder="PT Contoh", bank="Bank BCA"
)


@pytest.fixture
def banked(sandbox):
    banks(CONTOH)
    return sandbox


def kept() -> int:
    return rows("SELECT count(*) FROM store_statementline")[0][0]


def test_a_statement_is_imported_and_its_lines_are_looked_at(banked):
    came = banked("import-statement", SAMPLE)
    assert (came.code, came.err) == (0, "")
    assert "statement-bca.csv: imported 5 new lines." in came.out
    assert "bca-idr, 035-1234567" in came.out
    assert "1 pending entry left out" in came.out
    assert "unapplied: nothing found" in came.out
    assert "for a person to decide" in came.out
    assert kept() == 5


def test_a_dry_run_says_the_same_and_keeps_nothing(banked):
    came = banked("import-statement", SAMPLE, "--dry-run")
    assert (came.code, kept()) == (0, 0)
    assert "statement-bca.csv: would import 5 new lines." in came.out
    assert "IDR 134,750,642" in came.out


def test_t57_the_same_file_again_says_so(banked):
    banked("import-statement", SAMPLE)
    came = banked("import-statement", SAMPLE)
    assert (came.code, kept()) == (0, 5)
    assert "this very file was imported before. Nothing was added." in came.out


def test_an_import_for_programs_has_stable_keys(banked):
    told = banked("import-statement", SAMPLE, "--json").json
    assert told["dry_run"] is False
    (file,) = told["files"]
    assert (file["file"], file["problem"], file["imported_before"]) == (
        "statement-bca.csv",
        None,
        False,
    )
    (statement,) = file["statements"]
    assert (statement["bank"], statement["new_lines"], statement["known_lines"]) == (
        "bca-idr",
        5,
        0,
    )
    assert (statement["pending"], statement["warnings"]) == (1, ["pending"])
    assert sum(told["looked_at"].values()) == 5


def test_t67_a_statement_of_another_account_is_refused_with_what_to_do(sandbox):
    banks(BCA)
    came = sandbox("import-statement", SAMPLE)
    assert (came.code, kept()) == (1, 0)
    assert "none of these: 014-500-9281 in IDR" in came.out.replace("\n", " ")
    told = sandbox("import-statement", SAMPLE, "--json")
    assert told.code == 1
    assert "Take the file of the right account" in told.json["files"][0]["refused"]


def test_a_file_with_a_problem_is_left_out_and_the_others_are_imported(banked, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"Tanggal,Keterangan\n31/02/2026,?\n")
    came = banked("import-statement", str(bad), SAMPLE)
    assert (came.code, kept()) == (3, 5)
    assert "bad.csv, line 1" in came.out
    assert "Nothing of the file was imported." in " ".join(came.out.split())
    assert banked("import-statement", str(bad), "--json").json["files"][0]["problem"]["line"] == 1


def test_a_csv_of_its_own_kind_is_read_by_the_mapping_of_its_bank_account(banked, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("day,what,sum\n2026-10-09,SETORAN,1500\n")
    assert banked("import-statement", str(own), "--bank", "bca-idr").code == 3
    mapping = ColumnMapping(
        account=CONTOH.letters, currency="IDR", booked_on=0, amount=2, text=(1,)
    )
    keep_mapping("bca-idr", mapping.to_plain(), now=NOW, actor="staff:eva")
    keep_mapping("bca-idr", mapping.to_plain(), now=NOW, actor="staff:eva")
    assert ColumnMapping.from_plain(kept_mapping("bca-idr") or {}) == mapping
    came = banked("import-statement", str(own), "--bank", "bca-idr")
    assert (came.code, kept()) == (0, 1)
    assert "nothing of it is booked by itself" in " ".join(came.out.split())
    assert rows("SELECT minor, text FROM store_statementline") == [(1_500, "SETORAN")]


def test_every_warning_is_a_sentence():
    assert said(Caution(Warned.GAP, (100, 300)), "IDR") == (
        "A statement is missing: the one before closed with IDR 100, this one opens with IDR 300."
    )
    assert said(Caution(Warned.PENDING, (2,)), "IDR").startswith("2 pending entries left out")
    assert said(Caution(Warned.NOTHING_NEW, (2,)), "IDR") == "Nothing in it is new."
    assert "no balances" in said(Caution(Warned.UNCHECKED), "IDR")
