"""Damaged and hostile files: refused with the readers' own error, and cheaply."""

import gc
import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prabayar.adapters.bank_files.guessing import guess_mapping
from prabayar.adapters.bank_files.mapping import ColumnMapping
from prabayar.adapters.bank_files.peek import peek
from prabayar.adapters.bank_files.problems import UnreadableFile
from prabayar.adapters.bank_files.registry import read_file
from prabayar.domain.statement import Statement
from tests.bank_files import printing, strategies
from tests.bank_files.mutations import damaged, damages
from tests.bank_files.test_camt053 import document, entry

MAPPING = ColumnMapping(
    account="1234567890", currency="USD", booked_on=0, amount=2, text=(1,), balance=3, skip_rows=0
)


def read_or_refuse(data, mapping=None):
    """The statements, or None where the file is refused in the readers' own way."""
    found: tuple[Statement, ...] | None = None
    problem = None
    try:
        found = read_file(data, mapping=mapping)
    except UnreadableFile as error:
        problem = error.problem
    if problem is not None:
        assert problem.line >= 1
        assert problem.wanted
    assert (problem is None) == (found is not None)
    return found


@given(
    made=st.lists(
        strategies.statements("camt.053", full=True, xml=True, waits=True), min_size=1, max_size=2
    ),
    damage=damages(),
)
def test_a_damaged_camt053_is_read_or_refused(made, damage):
    read_or_refuse(damaged(printing.camt053(made)[0], damage))


@given(
    made=st.lists(strategies.statements("mt940", full=True), min_size=1, max_size=2),
    damage=damages(),
)
def test_a_damaged_mt940_is_read_or_refused(made, damage):
    read_or_refuse(damaged(printing.mt940(made)[0], damage))


@given(made=strategies.statements("bca-csv", waits=True), damage=damages())
def test_a_damaged_csv_of_bca_is_read_or_refused(made, damage):
    made = strategies.with_balances(replace(made, currency="IDR"))
    read_or_refuse(damaged(printing.bca_csv(made)[0], damage))


@given(made=strategies.statements("csv", full=True), damage=damages(), data=st.data())
def test_a_damaged_csv_is_read_or_refused_and_looked_at(made, damage, data):
    mapping = data.draw(strategies.mappings(made.currency, made.account))
    printed, _ = printing.mapped_csv(
        strategies.with_balances(made), mapping, newest_first=data.draw(st.booleans())
    )
    file = damaged(printed, damage)
    read_or_refuse(file, mapping)
    try:
        guess = guess_mapping(peek(file))
    except UnreadableFile:
        return
    assert isinstance(guess.plain, dict)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    read_or_refuse(data)
    read_or_refuse(data, MAPPING)


@given(made=strategies.statements("camt.053", full=True, xml=True), cut=st.floats(0.01, 0.99))
def test_a_camt053_that_is_cut_off_is_refused(made, cut):
    data = printing.camt053([made])[0].rstrip()
    with pytest.raises(UnreadableFile):
        read_file(data[: int(len(data) * cut)])


@given(made=strategies.statements("mt940", full=True), cut=st.floats(0.01, 0.99))
def test_an_mt940_that_is_cut_off_is_refused(made, cut):
    """Wherever before its last field begins; what is behind the closing balance says nothing."""
    data = printing.mt940([made])[0]
    with pytest.raises(UnreadableFile):
        read_file(data[: int(data.index(b":62F:") * cut)])


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(
        f'<!ENTITY lol{n} "{f"&lol{n - 1 if n > 1 else str()};" * 10}">' for n in range(1, 10)
    )
    + "]>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY outside SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "head",
    [LAUGHS, OUTSIDE, '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">', "<!DOCTYPE a>"],
)
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
def test_a_document_type_is_refused_in_every_encoding(head, encoding):
    text = document(entry("1.00", "<RmtInf><Ustrd>&lol9;&outside;</Ustrd></RmtInf>"), head=head)
    data = text.decode().replace("UTF-8", encoding).encode(encoding)
    with pytest.raises(UnreadableFile) as caught:
        read_file(data)
    assert caught.value.problem.column == "DOCTYPE"


def test_a_document_type_far_behind_the_beginning_is_refused():
    hidden = f"<!-- camt.053 {' ' * 10_000}-->{OUTSIDE}"
    text = document(entry("1.00"), head=hidden).decode().replace("UTF-8", "UTF-16")
    with pytest.raises(UnreadableFile) as caught:
        read_file(text.encode("utf-16"))
    assert caught.value.problem.column == "DOCTYPE"


def test_an_entity_that_nobody_has_declared_is_refused():
    with pytest.raises(UnreadableFile):
        read_file(document(entry("1.00", "<RmtInf><Ustrd>&lol;</Ustrd></RmtInf>")))


def test_elements_a_thousand_deep_are_refused():
    deep = "<a>" * 1_000 + "</a>" * 1_000
    with pytest.raises(UnreadableFile):
        read_file(document(entry("1.00", deep)))


def test_attributes_and_comments_in_numbers_are_passed_over():
    noise = "".join(f'<x a{n}="1"/><!-- {n} -->' for n in range(2_000))
    assert len(read_file(document(entry("1.00", noise)))[0].lines) == 1


def test_huge_numbers_are_refused_in_every_format():
    huge = "9" * 4_000
    for data, mapping in (
        (document(entry(huge)), None),
        (f":20:X\n:25:1\n:60F:C261031EUR{huge}\n:62F:C261031EUR1,00\n-\n".encode(), None),
        (f"2026-10-01,a,{huge}\n".encode(), MAPPING),
    ):
        with pytest.raises(UnreadableFile):
            read_file(data, mapping=mapping)


def test_an_empty_or_too_large_file_is_refused(monkeypatch):
    for data in (b"", b" \n\t"):
        with pytest.raises(UnreadableFile, match="empty"):
            read_file(data)
    monkeypatch.setattr("prabayar.adapters.bank_files.registry.LARGEST", 10)
    with pytest.raises(UnreadableFile, match="at most 10 bytes"):
        read_file(b"x" * 11)


def test_a_text_of_one_booking_without_end_is_refused():
    for data in (
        document(entry("1.00", f"<RmtInf><Ustrd>{'x' * 30_000}</Ustrd></RmtInf>")),
        b":20:X\n:25:1\n:86:" + b"x" * 30_000,
    ):
        with pytest.raises(UnreadableFile):
            read_file(data)


def test_a_file_that_nobody_knows_is_refused_with_what_is_known():
    with pytest.raises(UnreadableFile) as caught:
        read_file(b"%PDF-1.7 ...")
    assert caught.value.problem.wanted == (
        "a format that is known (BCA CSV, CAMT.053, MT940), or a CSV with a mapping"
    )


def test_a_document_without_a_statement_is_refused():
    data = document().replace(b"Stmt>", b"Nothing>")
    with pytest.raises(UnreadableFile, match="no statement"):
        read_file(data.replace(b"BkToCstmrNothing", b"BkToCstmrStmt"))


def test_a_control_character_is_none_of_the_text():
    rows = "2026-10-01,a\x07b\x1b[31m,1.00,\n"
    assert read_file(rows.encode(), mapping=MAPPING)[0].lines[0].text == "a b [31m"


@pytest.mark.parametrize("form", ["camt.053", "mt940", "csv"])
def test_a_large_file_takes_memory_for_its_lines_and_not_for_its_form(form):
    """Less than 2 kB a line beside the file itself: 100,000 lines fit into 200 MB."""
    lines = 4_000
    file = {
        "camt.053": lambda: document(*(entry("1.00", "<RmtInf/>") for _ in range(lines))),
        "mt940": lambda: (
            b":20:X\n:25:1\n:60F:C261031EUR0,00\n"
            + b":61:2611031103C1,00NTRFNONREF//B\n:86:text of it\n" * lines
            + f":62F:C261103EUR{lines},00\n-\n".encode()
        ),
        "csv": lambda: b"2026-10-01,text of it,1.00,\n" * lines,
    }[form]()
    gc.collect()
    tracemalloc.start()
    found = read_file(file, mapping=MAPPING)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found[0].lines) == lines
    assert peak < lines * 2_000 + 2 * len(file)


@pytest.mark.parametrize(
    "data",
    [
        b":20:X\n:25:1\n" + b"\n" * 4_000 + b" " * 19_000 + b"x\n",
        b" \n" * 2_000 + b":20:X",
        b"Informasi Rekening - Mutasi Rekening\nNo. rekening : 1\n"
        b"Periode : 01/01/2026 - 02/01/2026\nTanggal,Keterangan,Jumlah,Saldo\n"
        b"01/01,x,1" + b" " * 19_000 + b"x,1\n",
        b"2026-10-01,x," + b"1," * 9_000,
        b"2026-10-01,x," + b"(" * 19_000,
        b"2026-10-01" + b" " * 19_000 + b"x,1,1,1",
    ],
)
def test_long_runs_of_one_character_cost_no_more_than_their_length(data):
    """A pattern that tries every way to split them would take minutes for the whole test."""
    for _ in range(20):
        with pytest.raises(UnreadableFile):
            read_file(data, mapping=MAPPING)
