"""A statement in the console: sent, looked at, imported as it was looked at, and found again."""

from __future__ import annotations

import pathlib
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from prabayar.domain.people import StaffRole
from prabayar.domain.statement import Statement, StatementLine
from tests.bank_files.printing import camt053
from tests.console.conftest import Office, at
from tests.console.reading import confirm, hidden, told
from tests.usecases.banking import banks, line, statement, wrong

IMPORT, STATEMENTS = "/console/bank/import", "/console/bank/statements/"


@pytest.fixture
def finance(office: Office, settings: Any, tmp_path: pathlib.Path) -> Client:
    settings.PRABAYAR_HOME = tmp_path
    banks()
    return office.staff(StaffRole.FINANCE)


def made(*lines: StatementLine, **given: Any) -> Statement:
    return statement(
        *lines, from_on=date(2026, 10, 22), to_on=date(2026, 10, 22), number="7", **given
    )


def file(*statements: Statement, name: str = "bca-22.xml") -> SimpleUploadedFile:
    data, _ = camt053(statements)
    return SimpleUploadedFile(name, data, content_type="text/xml")


def send(browser: Client, data: SimpleUploadedFile | bytes, **given: str) -> Any:
    sent = SimpleUploadedFile("x.csv", data) if isinstance(data, bytes) else data
    return browser.post(IMPORT, {"file": sent, **given})


def test_what_is_in_a_file_is_shown_then_kept_as_it_was_shown(
    office: Office, finance: Client
) -> None:
    shown = send(finance, file(made(line(2_331_000, "PB123", payer_name="PT Satu"), line(-6_500))))
    page = told(shown)
    assert "2 lines are new: they would be kept and looked at." in page
    assert "Opening balance IDR 1,000,000 Closing balance IDR 3,324,500" in page
    assert "Money in IDR 2,331,000 Money out IDR 6,500 Known lines 0" in page
    assert "PT Satu PB123" in page
    assert office.shop.one("SELECT count(*) FROM store_statement") == 0
    done = confirm(finance, IMPORT, shown)
    assert done.status_code == 302
    page = told(finance.get(done["Location"]))
    assert "2 lines imported." in page
    assert "Lines it brought 2" in page
    kept = "SELECT file_name, lines, actor FROM store_statement"
    actor = f"staff:{office.person('eva-finance@prabayar.example', name='')}"
    assert office.shop.ask(kept) == [("bca-22.xml", 2, actor)]
    assert wrong(at("2026-10-25")) == ()


def test_t57_the_same_file_again_adds_nothing(office: Office, finance: Client) -> None:
    one = made(line(5_000))
    confirm(finance, IMPORT, send(finance, file(one)))
    again = send(finance, file(one))
    assert "This very file has been imported before" in told(again)
    done = confirm(finance, IMPORT, again)
    assert "nothing was added" in told(finance.get(done["Location"]))
    assert office.shop.one("SELECT count(*) FROM store_statement") == 1


def test_t57_what_somebody_else_imports_meanwhile_is_shown_again(
    office: Office, finance: Client
) -> None:
    shown = send(finance, file(made(line(5_000), line(6_000))))
    confirm(finance, IMPORT, send(finance, file(made(line(5_000)))))
    again = confirm(finance, IMPORT, shown)
    assert again.status_code == 409
    assert "1 line is new" in told(again)
    assert confirm(finance, IMPORT, again).status_code == 302
    assert office.shop.one("SELECT count(*) FROM store_statementline") == 2


def test_a_file_that_cannot_be_read_says_where_and_what_would_be_right(
    office: Office, finance: Client
) -> None:
    data, _ = camt053([made(line(5_000), line(6_000))])
    answer = send(finance, data.replace(b">6000<", b">6.000,0<"))
    assert answer.status_code == 422
    said = "Line 4, Ntry/Amt: “IDR 6.000,0” should be an amount of IDR like 1234567."
    assert said in told(answer)
    assert "Nothing of the file was imported." in told(answer)


@pytest.mark.parametrize("data", [b"", b"\x00\xff", b"a,b\n1,2\n", b"<!DOCTYPE x><x/>"])
def test_what_is_no_statement_is_refused(office: Office, finance: Client, data: bytes) -> None:
    answer = send(finance, data)
    assert answer.status_code == 422
    assert office.shop.one("SELECT count(*) FROM store_statement") == 0


def test_without_a_file_one_is_asked_for(office: Office, finance: Client) -> None:
    assert "Choose the file." in told(finance.post(IMPORT, {"bank": ""}))
    gone = finance.post(IMPORT, {"upload": "0" * 64, "step": "do"})
    assert "The file is not kept any more" in told(gone)
    assert finance.post(IMPORT, {"upload": "../../etc/passwd"}).status_code == 422


def test_a_file_that_was_swapped_on_the_way_is_not_read(
    office: Office, finance: Client, tmp_path: pathlib.Path
) -> None:
    shown = send(finance, file(made(line(5_000))))
    kept = tmp_path / "uploads" / hidden(shown)["upload"]
    assert kept.stat().st_mode & 0o077 == 0
    kept.write_bytes(file(made(line(9_000_000))).read())
    assert "The file is not kept any more" in told(confirm(finance, IMPORT, shown))


def test_files_of_yesterday_are_let_go(
    office: Office, finance: Client, tmp_path: pathlib.Path
) -> None:
    send(finance, file(made(line(5_000))))
    office.now_on("2026-10-27")
    send(finance, file(made(line(6_000))))
    assert len(list((tmp_path / "uploads").iterdir())) == 1


def test_t67_a_statement_of_another_account_is_refused(office: Office, finance: Client) -> None:
    answer = send(finance, file(made(line(5_000), account="4711000")))
    assert answer.status_code == 409
    assert "The statement is of account 4711000 in IDR" in told(answer)


def test_t63_a_gap_is_warned_of_before_it_is_imported(office: Office, finance: Client) -> None:
    confirm(finance, IMPORT, send(finance, file(made(line(5_000)))))
    later = statement(
        line(7_000, on="2026-10-24"),
        opening=2_000_000,
        from_on=date(2026, 10, 24),
        to_on=date(2026, 10, 24),
    )
    page = told(send(finance, file(later)))
    assert "A statement seems to be missing: the one before ends with IDR 1,005,000" in page
    assert "this one begins with IDR 2,000,000" in page


def test_t60_pending_entries_are_shown_and_not_kept(office: Office, finance: Client) -> None:
    shown = send(finance, file(made(line(5_000), pending=(line(6_000, "later"),))))
    assert "1 entry is pending" in told(shown)
    assert "Pending, not kept" in told(shown)
    confirm(finance, IMPORT, shown)
    assert office.shop.one("SELECT count(*) FROM store_statementline") == 1


def test_the_list_of_statements_takes_as_many_queries_for_many_as_for_one(
    office: Office, finance: Client
) -> None:
    assert "No statement yet" in told(finance.get(STATEMENTS))
    for minor in (5_000, 6_000):
        confirm(finance, IMPORT, send(finance, file(made(line(minor)))))
    assert "bca-22.xml" in told(finance.get(f"{STATEMENTS}?bank=bca"))
    assert "No statement yet" in told(finance.get(f"{STATEMENTS}?bank=dbs"))
    assert office.queries(finance, STATEMENTS) == 8
    newest = office.shop.one("SELECT max(id) FROM store_statement")
    assert office.queries(finance, f"{STATEMENTS}{newest}/") == 10


def test_support_looks_at_statements_and_imports_none(office: Office, finance: Client) -> None:
    support = office.staff(StaffRole.SUPPORT)
    assert support.get(STATEMENTS).status_code == 200
    assert support.get(IMPORT).status_code == 403
    assert support.get(f"{STATEMENTS}1/").status_code == 404
